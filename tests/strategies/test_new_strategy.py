"""A new strategy needs one file only: copied into the folder, it works everywhere."""

import json
from pathlib import Path

import cheap_study
import pytest
from extended_package import command, extend

from actsearch import strategies
from actsearch.strategies import base

FILE = Path(__file__).with_name("new_strategy.py")


@pytest.fixture
def checkout(tmp_path):
    return extend(tmp_path, "strategies/patient.py", FILE.read_text())


def test_a_file_dropped_into_the_folder_runs_by_the_command_line(checkout):
    shown = command(checkout, "run", "--help")
    assert "proposes candidates: bayes, genetic, grid, patient, random, spread." in shown
    assert "Patient strategy" in shown
    assert "--random-first" in shown
    assert "Random trials before the model (at least 1, at most 50; default 5)" in shown
    assert "Draws from the model, of which the best is taken (more than 0; default 24)" in shown
    assert "--random-first" in command(checkout, "resume", "--help")

    fast = ("--dataset", "digits", "--space", "sigmoid-gain", "--epochs", 1, "--pruner", "none")
    chosen = ("--strategy", "patient", "--random-first", 2, "--drawn", 6)
    command(checkout, "run", *fast, *chosen, "--study", "new", "--trials", 4)
    stored = json.loads((checkout / "runs" / "new" / "specification.json").read_text())
    specification = stored["specification"]
    assert specification["strategy"] == "patient"
    assert specification["options"] == {"random_first": 2, "drawn": 6}
    rows = json.loads(command(checkout, "leaderboard", "new", "--all", "--format", "json"))
    assert sorted(row["strategy"] for row in rows) == ["baseline", *["patient"] * 3]


@pytest.fixture
def patient(monkeypatch):
    """Register the same strategy in this process."""
    monkeypatch.setattr(base, "_strategies", dict(base._strategies))
    source = FILE.read_text()
    exec(compile(source, str(FILE), "exec"), {"__name__": "patient"})
    return strategies.get("patient")


def test_it_runs_in_this_process_and_its_options_change_its_proposals(
    patient, tmp_path, monkeypatch
):
    table = cheap_study.run(tmp_path / "5", "patient", 12, seed=0)
    assert len(table) == 12
    configured = patient.configure({"random_first": 50})
    monkeypatch.setattr(patient, "configure", lambda _: configured)
    other = cheap_study.run(tmp_path / "50", "patient", 12, seed=0)
    assert other[:5] == table[:5]
    assert other != table
