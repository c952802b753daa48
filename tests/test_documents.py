"""Every command of README.md and CONTRIBUTING.md works, in the order of the document.

MNIST is its first 300 images here. Unless a command says more, a study has 12 trials, and a
candidate is trained on one split and confirmed with two seeds; nothing else is changed.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest
from sklearn.datasets import load_iris

from actsearch.cli import main
from actsearch.datasets import mnist
from actsearch.study import defaults

ROOT = Path(__file__).parents[1]
DOCUMENTS = ["README.md", "CONTRIBUTING.md"]
PROGRAMS = ("actsearch", "createdb", "dask", "mypy", "optuna-dashboard", "pip", "pytest", "python")
PROGRAMS += ("ruff",)
# A program and its arguments, after variables of the environment.
COMMAND = re.compile(rf"(\w+=\S* )*({'|'.join(PROGRAMS)}) ")

CI = ".ci/run does, in a fresh environment"
CLUSTER = "tests/workers/test_dask.py does, with a cluster of its own"
SERVER = "tests/storage/test_postgresql.py does, with a server of its own"
NOT_RUN = {
    'pip install -e ".[dev]"': CI,
    "python -m pytest": CI,
    "python -m venv .venv": CI,
    ". .venv/bin/activate": CI,
    'pip install -e ".[dask]"': CI,
    'pip install -e ".[images]"': CI,
    'pip install -e ".[onnx]"': CI,
    'pip install -e ".[postgres]"': CI,
    "dask scheduler": CLUSTER,
    "dask worker tcp://scheduler:8786 --nthreads 1 --nworkers -1": CLUSTER,
    "dask worker": CLUSTER,
    "actsearch run --dask tcp://scheduler:8786 --lookahead 32": CLUSTER,
    "createdb studies": SERVER,
    "actsearch run --storage postgresql://user@host/studies": SERVER,
    "optuna-dashboard sqlite:///runs/mnist-bayes/study.db": "a server of another project's",
    "actsearch --install-completion": "would change the shell of whoever runs the tests",
    "python benchmarks/activations.py NAME": "takes minutes, on an otherwise idle machine",
    "ACTSEARCH_FUZZ=50 pytest tests/fuzz": "takes half an hour; all tests do a fiftieth of it",
    "mypy --strict": "tests/test_quality.py does, as pyproject.toml has it",
}
# For commands with a placeholder.
INSTEAD = {
    "actsearch spaces FILE": f"actsearch spaces {ROOT / 'search_spaces' / 'depth.toml'}",
}

pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in [*DOCUMENTS, "benchmarks"]),
    reason="needs a clone: not all documents are in a source distribution",
)


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / document).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(document: str) -> Iterator[str]:
    """Yield the commands of a document: in its console blocks and between its words."""
    text = (ROOT / document).read_text()
    for block, span in re.findall(
        r"^```console\n(.*?)^```$|^```.*?^```$|`([^`]+)`", text, re.MULTILINE | re.DOTALL
    ):
        lines = block.splitlines()
        if any(line.startswith("$ ") for line in lines):
            # The other lines are output.
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        if COMMAND.match(words := " ".join(span.split())):
            lines = [words]
        for line in lines:
            yield from line.split(" && ")


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with all that the documents assume, and a small MNIST."""
    X, y = mnist.read_part("train")
    monkeypatch.setattr(mnist, "read_part", lambda _part: (X[:300], y[:300]))
    monkeypatch.setattr("actsearch.datasets.sizes._SPLITS", ((1, 1),))
    monkeypatch.setattr(defaults, "TRIALS", 12)
    monkeypatch.setattr(defaults, "fresh_seeds", lambda _splits: 2)
    # A core: what is not told how many workers to start takes one for each.
    monkeypatch.setattr("loky.cpu_count", lambda: 1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACTSEARCH_WORKERS", "1")
    iris = load_iris(as_frame=True)
    flowers = iris.data.assign(species=pandas.Series(iris.target_names)[iris.target].to_numpy())
    flowers.to_csv("flowers.csv", index=False)
    (own_space,) = blocks("README.md", "toml")
    Path("mine.toml").write_text(own_space)
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_works_or_is_listed_with_the_reason_why_it_is_not_run(
    document, newcomer, capsys
):
    for command in commands(document):
        if command in NOT_RUN:
            continue
        program, *words = shlex.split(INSTEAD.get(command, command))
        assert program == "actsearch", f"{document}: no test runs {command!r}"
        code = main(words)
        said = capsys.readouterr().err
        assert code == 0, f"{document}: {command!r} ended with {code}: {said}"


def test_what_is_listed_is_in_a_document():
    found = {each for name in DOCUMENTS for each in commands(name)}
    assert (set(NOT_RUN) | set(INSTEAD)) - found == set()


@pytest.mark.parametrize(
    "example", blocks("README.md", "python"), ids=["search", "arrays", "network"]
)
def test_the_readmes_python_runs_as_it_stands(example, newcomer, capsys):
    exec(compile(example, "README.md", "exec"), {"__name__": "__main__"})
    assert ("accuracy %" in capsys.readouterr().out) == ("leaderboard()" in example)


def test_the_recipe_for_an_activation_is_one_that_works():
    recipe = next(block for block in blocks("CONTRIBUTING.md", "python") if "def swish" in block)
    code = "".join(re.sub(r"  # .*", "", line) for line in recipe.splitlines(keepends=True))
    source = (ROOT / "actsearch" / "activations" / "gated.py").read_text()
    assert code in source
