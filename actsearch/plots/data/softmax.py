"""Softmax: the probabilities of three classes while one logit moves."""

from dataclasses import dataclass

import numpy as np

from actsearch.plots.data.table import PlotData, Table

FORMULA = "exp(z_k) / (exp(z_1) + ... + exp(z_n))"
_OTHERS = (0.0, 1.0)


@dataclass(frozen=True)
class Softmax(PlotData):
    """Probabilities of three classes.

    Parameters
    ----------
    logit : tuple of float
        Logit of the first class.
    others : tuple of float
        Logits of the second and the third class, which stay.
    probabilities : tuple of tuple of float
        Probability of each class at each logit.
    slope : tuple of float
        Derivative of the first class's probability by its own logit: p(1 - p).
    """

    logit: tuple[float, ...]
    others: tuple[float, ...]
    probabilities: tuple[tuple[float, ...], ...]
    slope: tuple[float, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say which logits stay."""
        first, second = self.others
        return (f"the logits of classes 2 and 3 stay at {first:g} and {second:g}",)

    def table(self) -> Table:
        """Return a row for each logit."""
        return Table.of(
            {"logit of class 1": "", **{f"probability of class {k}": "" for k in (1, 2, 3)}}
            | {"derivative for class 1": ""},
            zip(self.logit, *self.probabilities, self.slope, strict=True),
        )


def softmax() -> Softmax:
    """Compute the probabilities of three classes while the first logit moves.

    Examples
    --------
    >>> found = softmax()
    >>> round(sum(each[0] for each in found.probabilities), 12)
    1.0
    """
    logit = np.linspace(-6.0, 6.0, 241)
    logits = np.stack([logit, *(np.full_like(logit, other) for other in _OTHERS)])
    powers = np.exp(logits - logits.max(axis=0))
    shares = powers / powers.sum(axis=0)
    return Softmax(
        tuple(logit.tolist()),
        _OTHERS,
        tuple(tuple(each) for each in shares.tolist()),
        tuple((shares[0] * (1 - shares[0])).tolist()),
    )
