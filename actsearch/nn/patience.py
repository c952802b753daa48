"""Decide when training no longer improves."""

import math


class Patience:
    """Counts epochs without improvement, as scikit-learn does.

    Parameters
    ----------
    tol : float
        Smallest change that counts as an improvement.
    epochs : float
        How many epochs without improvement to accept; may be infinite.
    best : float
        Best score, or loss times -1, before the first epoch.
    """

    def __init__(self, tol: float, epochs: float, best: float = -math.inf) -> None:
        self.tol = tol
        self.epochs = epochs
        self.best = best
        self.waited = 0

    @property
    def is_over(self) -> bool:
        """Whether training should end."""
        return self.waited > self.epochs

    def note(self, progress: float) -> bool:
        """Note an epoch's score, or its loss times -1; tell whether it is the best so far."""
        self.waited = 0 if progress >= self.best + self.tol else self.waited + 1
        is_best = progress > self.best
        if is_best:
            self.best = progress
        return is_best
