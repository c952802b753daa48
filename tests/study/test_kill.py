"""A study killed by SIGKILL at any moment ends with the same table as one never killed."""

import json
import random
import signal
import time
from functools import cache
from pathlib import Path

import cheap_study
import forked
import pytest

from actsearch import strategies

TRIALS = 14


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return a function that runs a study in peace, once."""

    @cache
    def table(strategy: str, splits: int, costs: tuple[str, ...]) -> list:
        runs = tmp_path_factory.mktemp("undisturbed")
        return cheap_study.run(runs, strategy, TRIALS, seed=0, splits=splits, costs=costs)

    return table


def start(
    runs: Path, strategy: str, splits: int, costs: tuple[str, ...], seconds: float
) -> forked.Forked:
    return forked.start(cheap_study.main, runs, strategy, TRIALS, 0, splits, seconds, costs)


def wait_for(condition, process: forked.Forked, seconds: float = 60.0) -> None:
    """Wait until a condition holds or the process has ended."""
    deadline = time.monotonic() + seconds
    while not condition() and not process.ended:
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("strategy", "splits", "costs"),
    [
        *((name, 1, ()) for name in sorted(strategies.strategies())),
        ("bayes", 6, ()),
        ("genetic", 1, ("n_weights", "inference")),
    ],
)
@pytest.mark.parametrize("seconds", [0.0, 0.05], ids=["in_writes", "in_trainings"])
def test_killed_again_and_again_it_ends_with_the_same_table(
    strategy, splits, costs, seconds, undisturbed, tmp_path
):
    expected = undisturbed(strategy, splits, costs)
    states = {state for _, _, _, state, *_ in expected}
    # Of one split nothing is pruned but probes.
    probes = strategy in ("adaptive", "bayes", "genetic")
    assert states == ({"COMPLETE", "PRUNED"} if probes or splits > 1 else {"COMPLETE"})
    moments = random.Random(f"{strategy} {seconds}")
    kills = 0
    begun = tmp_path / "begun"
    for _ in range(3):
        before = begun.stat().st_size if begun.exists() else 0
        wanted = before + moments.randint(1, 4 * splits)
        process = start(tmp_path, strategy, splits, costs, seconds / splits)
        wait_for(lambda: begun.exists() and begun.stat().st_size >= wanted, process)  # noqa: B023
        # In the training, or in what is written after it.
        time.sleep(moments.uniform(0.0, 0.06))
        kills += process.kill() == -signal.SIGKILL
    assert kills, "every process ended before it was killed"
    finished = start(tmp_path, strategy, splits, costs, 0.0).finish()
    assert (finished.code, finished.err) == (0, "")
    assert json.loads(finished.out) == json.loads(json.dumps(expected))
