"""How often does a run claim a gain where there is none, and miss it where there is one.

Run: ``python benchmarks/discoveries.py [--runs 100] [--jobs 2] [--only NAME ...]``. Each run has a
seed of its own. In ``same`` all candidates are one function, but for a slope below 0.000001; in
``shuffled`` the labels of a small table say nothing, and the search is that of a user. A claim is
false there. In ``constant`` they say nothing either, and a run without any option but no
confirmation falsely claims to be better than a classifier that ignores the samples. In ``gain``
the ordinary sigmoid meets gains that train ten layers, on MNIST, and a run without a claim has
missed it. ``default`` is the run without any option, on MNIST: its answer and the baseline are
trained on twenty further seeds, and a claim holds if the answer is ahead in the mean. The last two
have a fifth of the runs.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest
from sklearn.datasets import load_iris, load_wine
from threadpoolctl import threadpool_limits

import actsearch
from actsearch import datasets
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.evaluation import evaluate

# Further than all seeds that studies and their confirmations train with here.
FURTHER = range(1_000_000, 1_000_020)
# Validation samples of MNIST for each training sample.
OVERLAP = 10_000 / 50_000
TABLES = ("iris", "wine", "breast_cancer", "digits")
SAME = {
    "name": "same",
    "network": {"hidden_layer_sizes": [32]},
    "training": {"epochs": 5, "learning_rate_init": 5e-3},
    "activations": {
        "relu": {},
        "leaky_relu": {"slope": {"min": 0.0, "max": 1e-6}, "learned": "no"},
    },
}


def same(seed: int, folder: Path) -> dict[str, Any]:
    del folder
    return {"space": SAME, "dataset": "digits", "splits": 1 if seed % 2 else 5, "trials": 8}


def shuffled(seed: int, folder: Path) -> dict[str, Any]:
    X, y = (load_iris if seed % 2 else load_wine)(return_X_y=True)
    path = folder / f"shuffled{seed}.npz"
    np.savez(path, X=X.astype(np.float32), y=np.random.default_rng(seed).permutation(y))
    return {"dataset": path, "trials": 8, "steps": 100}


def constant(seed: int, folder: Path) -> dict[str, Any]:
    data = datasets.load(TABLES[seed % len(TABLES)])
    path = folder / f"{data.name}{seed}.npz"
    np.savez(path, X=data.X, y=np.random.default_rng(seed).permutation(data.y))
    return {"dataset": path, "confirm": 0}


def gain(seed: int, folder: Path) -> dict[str, Any]:
    del seed, folder
    return {"space": "sigmoid-gain", "trials": 10, "steps": 500}


def default(seed: int, folder: Path) -> dict[str, Any]:
    del seed, folder
    return {}


KINDS: dict[str, Callable[[int, Path], dict[str, Any]]] = {
    each.__name__: each for each in (same, shuffled, constant, gain, default)
}
FALSE_CLAIMS = ("same", "shuffled", "constant")


def claims(kind: str, seed: int) -> tuple[bool, str]:
    """Carry out a run; tell whether it claims a gain, and its verdict."""
    with tempfile.TemporaryDirectory() as folder:
        words = KINDS[kind](seed, Path(folder))
        study = actsearch.search(**words, seed=seed, workers=1, runs_dir=Path(folder, "runs"))
    if kind == "constant":
        found = study.leaderboard().recommendation
        return found.beats_constant, "; ".join(found.lines())
    told = study.confirmation
    if told is None:
        return False, "nothing to confirm"
    if kind != "default" or told.answer is None:
        return told.answer is not None, told.verdict()
    answer, baseline = further(told.answer.candidate), further(told.baseline)
    found = compare({0: answer}, baseline, OVERLAP)[0]
    low, high = (100 * each for each in found.interval)
    on_further = f"{100 * found.difference:+.3f} [{low:.3f}, {high:.3f}]"
    return found.difference > 0, f"{told.verdict()}; on further seeds {on_further}"


@cache
def further(candidate: Candidate) -> list[float]:
    """Return the accuracies of a candidate on MNIST with further seeds."""
    mnist = datasets.load("mnist")
    with threadpool_limits(1):
        return [evaluate(candidate, mnist.split(seed), seed).val_accuracy for seed in FURTHER]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=list(KINDS), choices=KINDS)
    arguments = parser.parse_args()
    for kind in arguments.only:
        runs = arguments.runs if kind in FALSE_CLAIMS else max(1, arguments.runs // 5)
        seeds = range(arguments.first_seed, arguments.first_seed + runs)
        started = time.monotonic()
        found = 0
        with ProcessPoolExecutor(arguments.jobs) as pool:
            for seed, (claim, verdict) in zip(
                seeds, pool.map(claims, [kind] * runs, seeds), strict=True
            ):
                found += claim
                if kind == "default" or claim is (kind in FALSE_CLAIMS):
                    print(f"{kind} {seed}: {verdict}", flush=True)
        low, high = binomtest(found, runs).proportion_ci()
        holds = " that holds" * (kind == "default")
        print(
            f"{kind}: {found} of {runs} runs claim a gain{holds} "
            f"[{100 * low:.0f} %, {100 * high:.0f} %], in {time.monotonic() - started:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
