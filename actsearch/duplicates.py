"""Find candidates that were tried before, even under another name: none is trained twice."""

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.equivalence import TOLERANCE, fingerprint
from actsearch.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Hashable


class Duplicates:
    """The candidates of a study, compared by what they compute.

    All trials of a study have the same data and seed, so equal networks with equal training
    settings give equal results.

    Examples
    --------
    >>> from actsearch import activations
    >>> from actsearch.nn.settings import TrainingSettings
    >>> seen = Duplicates()
    >>> for number, activation in enumerate([
    ...     activations.get("relu"),
    ...     activations.get("tanh"),
    ...     activations.get("leaky_relu", slope=0.0),
    ... ]):
    ...     print(seen.first(Candidate((16,), (activation,), TrainingSettings()), number))
    0
    1
    0
    """

    def __init__(self) -> None:
        self._seen: dict[Hashable, _Fingerprints] = defaultdict(_Fingerprints)

    def first(self, candidate: Candidate, number: int) -> int:
        """Return the number of the first trial with this candidate: this one, or an earlier one.

        The candidate is remembered for later calls.

        Parameters
        ----------
        candidate : Candidate
            Candidate of this trial.
        number : int
            Number of this trial; call this for one trial after the other, in ascending order.
        """
        known, computed = self._place(candidate)
        return known.first(computed, number)

    def find(self, candidate: Candidate) -> int | None:
        """Return the number of the first trial with this candidate; None if there is none.

        Parameters
        ----------
        candidate : Candidate
            Candidate to look for; it is not remembered.
        """
        known, computed = self._place(candidate)
        return known.find(computed)

    def _place(self, candidate: Candidate) -> "tuple[_Fingerprints, NDArray[np.float32]]":
        """Return where a candidate is kept, and what it computes."""
        # What a learned activation computes changes: only the same one counts as the same.
        learned = tuple(each if each.learned else None for each in candidate.activations)
        # A probe is trained as its training settings say, but not to the end.
        facts = candidate.hidden_layer_sizes, candidate.training, candidate.probe, learned
        computed = np.concatenate([fingerprint(each) for each in candidate.activations])
        return self._seen[facts], computed


class _Fingerprints:
    """Fingerprints of the same length, each with the number of the first trial that has it."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._rows: list[NDArray[np.float32]] = []
        self._means: NDArray[np.float64] = np.empty(16)

    def find(self, fingerprint: NDArray[np.float32]) -> int | None:
        count, mean = len(self._numbers), fingerprint.mean(dtype=np.float64)
        # Compare means first, which is fast: means of vectors within the tolerance are within it
        # too, and nearly all other vectors have another mean.
        for index in np.flatnonzero(np.abs(self._means[:count] - mean) <= TOLERANCE):
            if np.abs(self._rows[index] - fingerprint).max() <= TOLERANCE:
                return self._numbers[index]
        return None

    def first(self, fingerprint: NDArray[np.float32], number: int) -> int:
        known = self.find(fingerprint)
        if known is not None:
            return known
        count = len(self._numbers)
        if count == len(self._means):
            self._means = np.resize(self._means, 2 * count)
        self._means[count] = fingerprint.mean(dtype=np.float64)
        self._rows.append(fingerprint)
        self._numbers.append(number)
        return number
