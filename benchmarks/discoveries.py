"""How often does a run claim a gain where there is none, and miss it where there is one.

Run: ``python benchmarks/discoveries.py [--runs 100] [--jobs 2] [--only NAME ...]``. Each run has a
seed of its own. In ``same`` all candidates are one function, but for a slope below 0.000001; in
``shuffled`` the labels of a small table say nothing, and the search is that of a user. A claim is
false there. In ``gain`` the ordinary sigmoid meets gains that train ten layers, on MNIST, and a run
without a claim has missed it; it has a fifth of the runs.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest
from sklearn.datasets import load_iris, load_wine

import actsearch

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


def gain(seed: int, folder: Path) -> dict[str, Any]:
    del seed, folder
    return {"space": "sigmoid-gain", "trials": 10, "steps": 500}


KINDS: dict[str, Callable[[int, Path], dict[str, Any]]] = {
    each.__name__: each for each in (same, shuffled, gain)
}


def claims(kind: str, seed: int) -> tuple[bool, str]:
    """Carry out a run; tell whether it claims a gain, and its verdict."""
    with tempfile.TemporaryDirectory() as folder:
        words = KINDS[kind](seed, Path(folder))
        study = actsearch.search(**words, seed=seed, workers=1, runs_dir=Path(folder, "runs"))
    if study.confirmation is None:
        return False, "nothing to confirm"
    return study.confirmation.answer is not None, study.confirmation.verdict()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=list(KINDS), choices=KINDS)
    arguments = parser.parse_args()
    for kind in arguments.only:
        runs = arguments.runs if kind != "gain" else max(1, arguments.runs // 5)
        seeds = range(arguments.first_seed, arguments.first_seed + runs)
        started = time.monotonic()
        found = 0
        with ProcessPoolExecutor(arguments.jobs) as pool:
            for seed, (claim, verdict) in zip(
                seeds, pool.map(claims, [kind] * runs, seeds), strict=True
            ):
                found += claim
                if claim is (kind != "gain"):
                    print(f"{kind} {seed}: {verdict}", flush=True)
        low, high = binomtest(found, runs).proportion_ci()
        print(
            f"{kind}: {found} of {runs} runs claim a gain [{100 * low:.0f} %, {100 * high:.0f} %], "
            f"in {time.monotonic() - started:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
