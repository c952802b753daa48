"""Tables: the outcome of every candidate of a finite space on MNIST, trained once, to look up.

A table is a compressed CSV file with a row for each seed and candidate: the number of correct
validation samples at each checkpoint, and in some tables the loss at the end. It is 0 from the
checkpoint at which a training diverged, like the score of such a trial in a study.
"""

import csv
import gzip
import io
import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from optuna.distributions import BaseDistribution

from actsearch import search_space
from actsearch.search_space import SearchSpace

FOLDER = Path(__file__).parent
N_TRAINING, N_VALIDATION = 2_000, 5_000
# "NAME-continuous" uses the table of the finite space NAME: the nearest candidate is looked up.
CONTINUOUS = "-continuous"
_LOSS = "loss"


def space_names() -> list[str]:
    """List the spaces that can be replayed."""
    return sorted(path.stem for path in (FOLDER / "spaces").glob("*.toml"))


def load_space(name: str) -> SearchSpace:
    """Load a space of this folder by its name."""
    return search_space.load(str(FOLDER / "spaces" / f"{name}.toml"))


def table_path(space_name: str) -> Path:
    """Return the path of the table of a space."""
    return FOLDER / "tables" / f"{space_name.removesuffix(CONTINUOUS)}.csv.gz"


class Table:
    """The outcomes of all candidates of a space, for several seeds.

    Parameters
    ----------
    correct : ndarray of uint16, shape (seeds, candidates, checkpoints)
        Number of validation samples that are classified correctly.
    candidates : list of dict
        Optuna's parameters of each candidate.
    losses : ndarray of float, shape (seeds, candidates), optional
        Validation loss at the end of each training, in nats per sample.
    """

    def __init__(
        self,
        correct: NDArray[np.uint16],
        candidates: list[dict[str, Any]],
        losses: NDArray[np.float64] | None = None,
    ) -> None:
        self.correct = correct
        self.candidates = candidates
        self.losses = losses
        self._index = {frozenset(params.items()): n for n, params in enumerate(candidates)}

    @cached_property
    def accuracies(self) -> NDArray[np.float64]:
        """Validation accuracy after the last epoch, shape (seeds, candidates)."""
        return self.correct[:, :, -1] / N_VALIDATION

    def means_without(self, seed: int) -> NDArray[np.float64]:
        """Return the mean accuracy of each candidate over all seeds but one."""
        return np.asarray(np.delete(self.accuracies, seed, axis=0).mean(axis=0))

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Every value of each parameter, in ascending order."""
        found: dict[str, set[Any]] = {}
        for params in self.candidates:
            for name, value in params.items():
                found.setdefault(name, set()).add(value)
        return {name: sorted(values) for name, values in found.items()}

    def index(
        self, params: Mapping[str, Any], distributions: Mapping[str, BaseDistribution]
    ) -> int:
        """Find the candidate that is nearest to a trial's parameters.

        Parameters
        ----------
        params : mapping
            Parameters of an Optuna trial.
        distributions : mapping
            Distributions of the same trial. Distance is measured on their scales, which may be
            logarithmic.
        """
        exact = self._index.get(frozenset(params.items()))
        if exact is not None:
            return exact
        nearest = {
            name: self._nearest(name, value, getattr(distributions[name], "log", False))
            for name, value in params.items()
        }
        return self._index[frozenset(nearest.items())]

    def _nearest(self, name: str, value: Any, log: bool) -> Any:
        if isinstance(value, str):
            return value
        scale = math.log if log else float
        return min(self.values[name], key=lambda other: abs(scale(other) - scale(value)))

    def save(self, file: Path) -> None:
        """Write a compressed CSV file; equal tables give equal files."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        header = ["seed", "params"]
        header += [f"correct at checkpoint {n}" for n in range(1, self.correct.shape[2] + 1)]
        writer.writerow(header if self.losses is None else [*header, _LOSS])
        for seed, outcomes in enumerate(self.correct):
            for n, (params, curve) in enumerate(zip(self.candidates, outcomes, strict=True)):
                loss = [] if self.losses is None else [self.losses[seed, n]]
                writer.writerow([seed, json.dumps(params), *curve, *loss])
        file.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))

    @classmethod
    def load(cls, file: Path) -> "Table":
        """Read what :meth:`save` wrote."""
        with gzip.open(file, "rt", newline="") as lines:
            header, *rows = csv.reader(lines)
        n_seeds = 1 + int(rows[-1][0])
        n_candidates = len(rows) // n_seeds
        candidates = [json.loads(row[1]) for row in rows[:n_candidates]]
        losses = None
        if header[-1] == _LOSS:
            losses = np.array([float(row.pop()) for row in rows]).reshape(n_seeds, n_candidates)
        correct = np.array([row[2:] for row in rows], dtype=np.uint16)
        return cls(correct.reshape(n_seeds, n_candidates, -1), candidates, losses)
