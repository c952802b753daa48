"""A new strategy needs one file only: the recipe of CONTRIBUTING.md works as it stands there."""

import json
import re
from pathlib import Path

import cheap_study
import pytest
from extended_package import command, extend

from actsearch import strategies
from actsearch.strategies import base

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"

pytestmark = pytest.mark.skipif(
    not CONTRIBUTING.exists(), reason="needs a clone: a source distribution has no CONTRIBUTING.md"
)


@pytest.fixture
def recipe():
    blocks = re.findall(
        r"^```python\n(.*?)^```$", CONTRIBUTING.read_text(), re.MULTILINE | re.DOTALL
    )
    (code,) = (block for block in blocks if "class Local(Strategy)" in block)
    return code


@pytest.fixture
def checkout(recipe, tmp_path):
    return extend(tmp_path, "strategies/local.py", recipe)


def test_a_file_dropped_into_the_folder_runs_by_the_command_line(checkout):
    shown = command(checkout, "run", "--help")
    assert "proposes candidates: adaptive, bayes, genetic, grid, local, random, spread;" in shown
    assert "Local strategy" in shown
    assert "--share" in shown
    assert "Share of parameters to draw anew (more than 0.0, at most 1.0; default 0.3)" in shown
    assert "--share" in command(checkout, "resume", "--help")

    fast = ("--dataset", "digits", "--space", "sigmoid-gain", "--epochs", 1, "--pruner", "none")
    chosen = ("--strategy", "local", "--share", 0.5)
    command(checkout, "run", *fast, *chosen, "--study", "new", "--trials", 4)
    stored = json.loads((checkout / "runs" / "new" / "specification.json").read_text())
    specification = stored["specification"]
    assert specification["strategy"] == "local"
    assert specification["options"] == {"share": 0.5}
    rows = json.loads(command(checkout, "leaderboard", "new", "--all", "--format", "json"))
    assert sorted(row["strategy"] for row in rows) == ["baseline", *["local"] * 3]


@pytest.fixture
def local(recipe, monkeypatch):
    """Register the same strategy in this process, until the test ends."""
    monkeypatch.setattr(base, "_strategies", dict(base._strategies))
    exec(compile(recipe, str(CONTRIBUTING), "exec"), {"__name__": "local"})
    return strategies.get("local")


def test_it_runs_in_this_process_and_its_option_changes_its_proposals(local, tmp_path, monkeypatch):
    table = cheap_study.run(tmp_path / "0.3", "local", 12, seed=0)
    assert len(table) == 12
    assert cheap_study.run(tmp_path / "again", "local", 5, seed=0) == table[:5]
    assert cheap_study.run(tmp_path / "again", "local", 12, seed=0) == table
    configured = local.configure({"share": 1.0})
    monkeypatch.setattr(local, "configure", lambda _: configured)
    assert cheap_study.run(tmp_path / "1.0", "local", 12, seed=0) != table
