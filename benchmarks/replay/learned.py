"""Real trainings of the default space with learned parameters, to look up.

Run: ``python benchmarks/replay/learned.py [--seeds 12]``. It trains each activation of the default
space that has a parameter with each seed, and writes ``tables/learned.jsonl.gz``, in ten minutes on
one core. Seeds and splits are those of ``default_space.py``, so that trainings are paired.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from default_space import N_VALIDATION, SPACE, World
from searches import Training
from tables import FOLDER

from actsearch import datasets
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace

LEARNING = SPACE.with_learning()
FILE = FOLDER / "tables" / "learned.jsonl.gz"


def candidates(space: SearchSpace) -> Iterator[dict[str, str]]:
    """List the candidates with learned parameters, as Optuna's parameters."""
    for name, table in space.document.activations.items():
        if table.searched:
            yield {"activation": name, f"{name}.learned": "layer"}


def tabulate(seeds: int) -> Iterator[dict[str, Any]]:
    """Train all candidates with all seeds."""
    mnist = datasets.load("mnist")
    for seed in range(seeds):
        split = mnist.split(seed)
        for params in candidates(LEARNING):
            (run,) = evaluate(LEARNING.candidate(params), split, seed).runs
            yield {
                "seed": seed,
                "params": params,
                "correct": [round(each * N_VALIDATION) for each in run.scores["accuracy"]],
                "losses": [round(each, 6) for each in run.val_losses],
                "learned": {
                    name: [round(v, 4) for v in curve] for name, curve in run.learned.items()
                },
            }
        print(f"seed {seed} of {seeds} done", flush=True)


class LearningWorld:
    """Trainings of the default space, and of its candidates with learned parameters.

    Parameters
    ----------
    world : World
        Trainings with fixed parameters.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}
        with gzip.open(FILE, "rt") as lines:
            for row in map(json.loads, lines):
                self._rows[row["params"]["activation"], row["seed"]] = row

    def train(self, params: Mapping[str, Any], seed: int) -> Training:
        """Look up the training of a candidate with one seed."""
        if not _learns(params):
            return self._world.train(_fixed(params), seed)
        row = self._rows[params["activation"], seed]
        readings = [each / N_VALIDATION for each in row["correct"]]
        return Training(readings, row["losses"][-1], learned=row["learned"])

    def gain(self, params: Mapping[str, Any], seed: int) -> float:
        """Return the mean gain of a candidate with all seeds but one, in points."""
        if not _learns(params):
            return self._world.gain(_fixed(params), seed)
        baseline = self._world.accuracies[:, self._world.baseline, -1]
        gains = [
            100 * self._rows[params["activation"], other]["correct"][-1] / N_VALIDATION - accuracy
            for other, accuracy in enumerate(baseline)
            if other != seed
        ]
        return float(np.mean(gains))


def _learns(params: Mapping[str, Any]) -> bool:
    return params.get(f"{params['activation']}.learned", "no") != "no"


def _fixed(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if not name.endswith(".learned")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=12)
    rows = [json.dumps(row) for row in tabulate(parser.parse_args().seeds)]
    FILE.write_bytes(gzip.compress("\n".join([*rows, ""]).encode(), mtime=0))


if __name__ == "__main__":
    main()
