"""Measure how a study scales: with many workers (simulated), and with many trials (stored).

Run: ``python benchmarks/scaling.py [--trials 10000] [STUDY_DIRECTORY ...]``. The simulation draws
the seconds of its trainings from the given studies, such as ``runs/mnist-bayes``; without one, from
a log-normal distribution with the spread measured for the default space (a factor of 1.4).
"""

import argparse
import heapq
import tempfile
import time
from collections import deque
from pathlib import Path

import numpy as np
import optuna
from filled import fill

from actsearch import search_space, strategies
from actsearch.storage.optuna_internals import parameters_at_once
from actsearch.strategies import ExactSampler
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import resume
from actsearch.study.snapshot import read


def use(durations: list[float], workers: int, lookahead: int) -> float:
    """Return the share of the workers' time in which they train, if results are told in order."""
    free = [0.0] * workers
    told_at: deque[float] = deque()
    order_end = 0.0
    ends = []
    for number, duration in enumerate(durations):
        # Trial n may begin when trial n - lookahead is told, and that one waits for all before it.
        asked = told_at.popleft() if number >= lookahead else 0.0
        begin = max(asked, heapq.heappop(free))
        heapq.heappush(free, begin + duration)
        order_end = max(order_end, begin + duration)
        told_at.append(order_end)
        ends.append(begin + duration)
    return sum(durations) / (workers * max(ends))


def recorded(folders: list[str]) -> list[float]:
    """Return the seconds of all trainings of some studies."""
    seconds = []
    for folder in folders:
        path = Path(folder)
        for trial in read(StudyDirectory(path.parent, path.name)).trials:
            if trial.seconds:
                seconds.append(trial.seconds)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="*")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--space", default="mnist", help="a shipped space of the stored trials")
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    known = recorded(arguments.studies) or list(rng.lognormal(1.5, np.log(1.4), 1000))
    durations = [float(each) for each in rng.choice(known, 5000)]
    for workers, lookahead in ((2, 4), (4, 4), (4, 8), (8, 16), (64, 64), (64, 128), (64, 256)):
        share = use(durations, workers, lookahead)
        print(f"{workers:3} workers, look-ahead {lookahead:3}: {share:.1%}")

    with tempfile.TemporaryDirectory() as folder:
        directory = fill(Path(folder), arguments.trials, arguments.space)
        started = time.perf_counter()
        with resume(directory) as study:
            study.trials  # noqa: B018 - reads them all
            opened = time.perf_counter() - started
            space = search_space.load(arguments.space)
            print(f"{arguments.trials:,} trials open in {opened:.2f} s")
            for name in ("random", "spread", "genetic", "bayes"):
                strategy = strategies.get(name)(space)
                study.optuna_study.sampler = ExactSampler(strategy, space, 0, 4)
                times = []
                for _ in range(15):
                    started = time.process_time()
                    trial = study.optuna_study.ask()
                    with parameters_at_once(trial):
                        space.suggest(trial)
                    times.append(time.process_time() - started)
                    study.optuna_study.tell(trial, state=optuna.trial.TrialState.FAIL)
                first, median = 1000 * times[0], 1000 * float(np.median(times))
                print(f"{name}: asks in {median:.0f} ms of processor time, at first {first:.0f} ms")


if __name__ == "__main__":
    main()
