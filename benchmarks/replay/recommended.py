"""Is what a default run recommends on small tables as good as the best of a long reference.

Run: ``python benchmarks/replay/recommended.py [--seeds 10] [--first-seed 0] [DATASET ...]``. The
reference trains 42 candidates of the default space on ten splits, and takes the best. Each study is
a default run without its confirmation. What it recommends, the best of the reference and ReLU are
trained on twenty further splits, the same for all: the difference is given in points, and in
standard errors that are corrected because splits share samples. Two processes work, on different
datasets.
"""

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from optuna.trial import FixedTrial
from splits import DATASETS, SPACE, coarse
from threadpoolctl import threadpool_limits

import actsearch
from actsearch import datasets
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.datasets import Dataset
from actsearch.evaluation import evaluate

REFERENCE, FURTHER = (10, 1_000_000), (20, 2_000_000)


def scores(data: Dataset, candidate: Candidate, splits: tuple[int, int]) -> NDArray[np.float64]:
    """Return the accuracy of a candidate on each of some splits."""
    number, seed = splits
    found = (
        evaluate(candidate, split, seed + place).score
        for place, split in enumerate(data.splits(number, seed=seed))
    )
    return np.array(list(found))


def compared(name: str, seeds: range) -> list[str]:
    """Compare what studies recommend on a dataset with the best of its reference, in words."""
    data = datasets.load(name)
    with threadpool_limits(1):
        candidates = [SPACE.suggest(FixedTrial(params)) for params in coarse()]
        best = max(candidates, key=lambda each: scores(data, each, REFERENCE).mean())
        truth = {each: scores(data, each, FURTHER) for each in (best, candidates[0])}
    lines = [f"{name}: {each} {_percent(values)}" for each, values in truth.items()]
    within = 0
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            study = actsearch.search(
                dataset=name, seed=seed, workers=1, confirm=0, runs_dir=Path(folder)
            )
            chosen = study.answer.candidate
        with threadpool_limits(1):
            if chosen not in truth:
                truth[chosen] = scores(data, chosen, FURTHER)
        overlap = data.held_out(10) / (len(data.y) - data.held_out(10))
        found = compare({0: truth[chosen].tolist()}, truth[best].tolist(), overlap)[0]
        errors = found.difference / found.error if found.error else 0.0
        within += errors >= -1
        shown = f"{100 * found.difference:+.2f} points, {errors:+.2f} standard errors"
        lines.append(f"{name} {seed}: {chosen} {_percent(truth[chosen])}, {shown}")
    return [*lines, f"{name}: {within} of {len(seeds)} within one standard error of the best"]


def _percent(values: NDArray[np.float64]) -> str:
    return f"{100 * values.mean():.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", nargs="*", default=DATASETS, metavar="DATASET")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    with ProcessPoolExecutor(2) as pool:
        for lines in pool.map(partial(compared, seeds=seeds), arguments.datasets):
            print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
