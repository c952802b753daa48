"""What a shell completes, and what it must not wait for."""

import subprocess
import sys

import pytest

from actsearch import activations, strategies
from actsearch.cli import completion
from actsearch.leaderboard import COLUMNS


@pytest.fixture
def complete(actsearch, monkeypatch):
    def run(words):
        monkeypatch.setenv("_ACTSEARCH_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", f"actsearch {words}")
        monkeypatch.setenv("COMP_CWORD", str(len(f"{words}.".split())))
        return actsearch().out.split()

    return run


def test_names_in_the_source_are_those_that_are_registered():
    # Strategies that other tests register have no source.
    known = [n for n, each in strategies.strategies().items() if "actsearch" in each.__module__]
    assert completion.strategies() == known
    assert set(completion.activations()) == set(activations.definitions())


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("run --activations relu,leaky", ["relu,leaky_relu"]),
        ("run --objectives accuracy,n_", ["accuracy,n_weights"]),
        ("run --metric log", ["log_loss"]),
        ("run --task reg", ["regression"]),
        # Options of strategies before the cursor are no obstacle.
        ("run --population 10 --strategy ge", ["genetic"]),
        ("leaderboard --format la", ["latex"]),
        ("leaderboard --columns rank,val_l", ["rank,val_loss"]),
        ("leaderboard --group-by strat", ["strategy"]),
        ("leaderboard --sort val_l", ["val_loss"]),
        ("activations penal", ["penalized_tanh"]),
        ("plot penal", ["penalized_tanh"]),
        ("plot --kind learn", ["learned"]),
        ("spaces sig", ["sigmoid-gain"]),
        ("data dig", ["digits"]),
    ],
)
def test_a_shell_completes_choices_and_names(complete, words, completed):
    assert complete(words) == completed


@pytest.mark.parametrize(
    "command", ["leaderboard", "resume", "trial", "confirm", "test", "verify", "export", "delete"]
)
def test_a_shell_completes_studies(complete, tmp_path, command):
    for name in ("mnist-bayes", "mnist-grid", "wine"):
        (tmp_path / "elsewhere" / name).mkdir(parents=True)
        (tmp_path / "elsewhere" / name / "specification.json").write_text("{}")
    assert complete(f"{command} --runs-dir elsewhere mn") == ["mnist-bayes", "mnist-grid"]
    assert complete(f"{command} mn") == []


def test_a_study_is_not_completed_twice(complete, tmp_path):
    for name in ("a1", "a2"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "specification.json").write_text("{}")
    assert complete("leaderboard a1 a") == ["a2"]


@pytest.mark.parametrize("words", ["run --strategy b", "run --space m", "leaderboard m", ""])
def test_completion_and_help_do_not_wait_for_heavy_libraries(words):
    code = (
        "import os, sys\n"
        "from actsearch.cli import main\n"
        "heavy = {'optuna', 'numpy', 'scipy', 'sklearn', 'pandas', 'deap', 'matplotlib'}\n"
        f"main({['--help'] if not words else []})\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))"
    )
    environment = {
        "_ACTSEARCH_COMPLETE": "complete_bash",
        "COMP_WORDS": f"actsearch {words}",
        "COMP_CWORD": str(len(words.split())),
    }
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), **(environment if words else {})},
    )
    assert result.stdout.rstrip().endswith("heavy: []"), result.stdout + result.stderr


def test_help_lists_choices(actsearch, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    shown = actsearch("leaderboard", "--help").out.replace("\n", " ")
    assert all(f" {name}" in shown for name in COLUMNS)
    assert "<table|json|csv|markdown|latex>" in shown
    assert "{columns}" not in shown
