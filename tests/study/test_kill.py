"""A study killed by SIGKILL at any moment ends with the same table as one never killed."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import cheap_study
import pytest

from actsearch import strategies

TRIALS = 14
SCRIPT = Path(cheap_study.__file__)


def start(
    runs: Path, strategy: str, splits: int, costs: list[str], seconds: float
) -> subprocess.Popen:
    words = (runs, strategy, TRIALS, 0, splits, seconds, *costs)
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(condition, process: subprocess.Popen, seconds: float = 60.0) -> None:
    """Wait until a condition holds or the process has ended."""
    deadline = time.monotonic() + seconds
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("strategy", "splits", "costs"),
    [
        *((name, 1, []) for name in sorted(strategies.strategies())),
        ("bayes", 6, []),
        ("genetic", 1, ["n_weights", "inference"]),
    ],
)
@pytest.mark.parametrize("seconds", [0.0, 0.05], ids=["in_writes", "in_trainings"])
def test_killed_again_and_again_it_ends_with_the_same_table(
    strategy, splits, costs, seconds, tmp_path
):
    undisturbed = cheap_study.run(
        tmp_path / "undisturbed", strategy, TRIALS, seed=0, splits=splits, costs=costs
    )
    states = {state for _, _, _, state, *_ in undisturbed}
    # Of one split nothing is pruned but probes.
    probes = strategy in ("adaptive", "bayes", "genetic")
    assert states == ({"COMPLETE", "PRUNED"} if probes or splits > 1 else {"COMPLETE"})
    moments = random.Random(f"{strategy} {seconds}")
    runs = tmp_path / "killed"
    kills = 0
    for _ in range(3):
        process = start(runs, strategy, splits, costs, seconds / splits)
        # Start-up takes longest: wait for the part that writes.
        wait_for((runs / "cheap" / "study.db").exists, process)
        time.sleep(moments.uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.communicate()
    assert kills, "every process ended before it was killed"
    finished, complaints = start(runs, strategy, splits, costs, 0.0).communicate(timeout=60)
    assert complaints == b""
    assert json.loads(finished) == json.loads(json.dumps(undisturbed))
