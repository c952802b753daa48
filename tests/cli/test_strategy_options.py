"""Options and names of strategies on the command line."""

import subprocess
import sys
from typing import Literal

import pytest
from pydantic import Field

from actsearch import strategies
from actsearch.strategies import base
from actsearch.strategies.random import Random


@pytest.fixture
def register(monkeypatch):
    """Register strategies for one test."""
    monkeypatch.setattr(base, "_strategies", dict(base._strategies))
    return strategies.register


def test_the_help_of_actsearch_does_not_wait_for_optuna():
    program = (
        "import sys; from actsearch.cli import main; main(['--help']);"
        "sys.exit('optuna' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_help_lists_what_is_registered(actsearch, monkeypatch):
    monkeypatch.setenv("COLUMNS", "600")
    shown = actsearch("run", "--help").out
    assert "bayes, genetic, grid, random, spread;" in shown
    assert "early: none, median, quartile, hyperband, wilcoxon;" in shown
    assert "sigmoid-gain, tabular, or a TOML file;" in shown
    assert (
        "breast_cancer, diabetes, digits, iris, mnist, wine, openml:NAME, a folder of IDX" in shown
    )
    assert "for each class, a folder of pairs of .npz files, .csv, .csv.gz" in shown
    assert ".parquet, .tsv, .tsv.gz, .txt, .zip." in shown
    assert "{registered}" not in shown + actsearch("resume", "--help").out


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("run --strategy g", "genetic grid"),
        ("resume small --strategy ba", "bayes"),
        ("run --pruner med", "median"),
        ("run --space sig", "sigmoid-gain"),
        ("run --dataset dig", "digits"),
        ("run --tourn", "--tournament-size"),
    ],
)
def test_a_shell_completes_what_is_registered(actsearch, monkeypatch, words, completed):
    monkeypatch.setenv("_ACTSEARCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"actsearch {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    assert actsearch().out.split() == completed.split()


def test_two_strategies_may_have_an_option_of_the_same_name(actsearch, register, monkeypatch):
    @register("other")
    class Other(Random):
        class Options(strategies.Strategy.Options):
            population: Literal["half", "all"] = Field("half", description="How many trials.")

    monkeypatch.setenv("COLUMNS", "600")
    shown = actsearch("run", "--help").out
    assert shown.count("--population") == 1
    assert (
        "genetic: Trials of a generation (at least 2, at most 10000; default 10); "
        "other: How many trials (default half)"
    ) in shown
    common = ("run", "--dataset", "digits", "--dry-run")
    assert actsearch(*common, "--strategy", "other", "--population", "all").code == 0
    assert actsearch(*common, "--strategy", "genetic", "--population", "25").code == 0
    refused = actsearch(*common, "--strategy", "genetic", "--population", "0.25")
    assert refused.code == 2
    assert "input should be a valid integer" in refused.err


def test_an_option_with_a_name_of_the_command_is_noticed(actsearch, register):
    @register("other")
    class Other(Random):
        class Options(strategies.Strategy.Options):
            seed: int = 0

    with pytest.raises(TypeError, match="another name than 'seed'"):
        actsearch("run", "--help")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--tournament-size 1000000000", "input should be less than or equal to 1000, got"),
        (
            "--population 100000000",
            "equal to 10000, got 100000000 (--population)",
        ),
        (
            "--elitism 100000000",
            "equal to 10000, got 100000000 (--elitism)",
        ),
        ("--mutation nan", "input should be a finite number"),
    ],
)
def test_nonsense_is_refused_with_its_bounds(actsearch, words, message):
    common = ("run", "--strategy", "genetic", "--dataset", "digits", "--dry-run")
    answer = actsearch(*common, *words.split())
    assert answer.code == 2
    assert message in answer.err


def test_an_option_without_its_strategy_is_refused_when_a_study_is_resumed(actsearch):
    answer = actsearch("resume", "small", "--tournament-size", "4")
    assert answer.code == 2
    assert "--tournament-size belongs to a strategy: name it with --strategy" in answer.err
