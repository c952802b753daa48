"""What was measured in the hidden layers of a network, in the course of its training."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self, TypeAlias

Curves: TypeAlias = tuple[tuple[float, ...], ...]
"""For each reading a number for each hidden layer: readings × layers."""

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """Why a network learns, or does not: numbers for each reading and each hidden layer.

    The first reading is before the first step, and one follows at each checkpoint;
    :func:`actsearch.nn.inspection.inspect` takes them. ``np.array(causes.dead)`` has the shape
    (1 + checkpoints, layers). Numbers have four significant digits.

    Parameters
    ----------
    dead : Curves
        Share of dead units: those whose slope is 0 for every measured sample, so that nothing
        reaches their weights. A ReLU is dead if it is never active.
    saturated : Curves
        Share of saturated units: those whose mean |slope| over the measured samples is at most 5 %
        of the greatest |slope| that their activation has between -3 and 3. Dead ones are among
        them.
    sparsity : Curves
        Share of the values of units that are 0 or nearly so: at most 0.001 in size.
    pre_activation_mean, pre_activation_deviation : Curves
        Mean and standard deviation of the pre-activations of all units and samples.
    gradient_norm : Curves
        Euclidean norm of the gradient of the mean loss by the weights that lead into the layer.

    Examples
    --------
    >>> reading = {"dead": [0.5], "saturated": [0.5], "sparsity": [0.7],
    ...            "pre_activation_mean": [-1.0], "pre_activation_deviation": [2 / 3],
    ...            "gradient_norm": [0.125]}
    >>> causes = Causes.of([reading, reading])
    >>> causes.layers, causes.pre_activation_deviation
    (1, ((0.6667,), (0.6667,)))
    """

    dead: Curves
    saturated: Curves
    sparsity: Curves
    pre_activation_mean: Curves
    pre_activation_deviation: Curves
    gradient_norm: Curves

    @classmethod
    def of(cls, readings: Sequence[Mapping[str, Sequence[float]]]) -> Self:
        """Make them of what :func:`~actsearch.nn.inspection.inspect` gave at each reading."""
        return cls(
            **{
                name: tuple(tuple(map(_rounded, reading[name])) for reading in readings)
                for name in NAMES
            }
        )

    @property
    def layers(self) -> int:
        """Number of hidden layers."""
        return len(self.dead[0])

    @property
    def gradient_ratios(self) -> tuple[float, ...]:
        """Norm of the first hidden layer's gradient by that of the last, at each reading.

        NaN where the last layer's gradient is 0 or not finite.
        """
        return tuple(
            norms[0] / norms[-1] if 0 < norms[-1] < math.inf else math.nan
            for norms in self.gradient_norm
        )


NAMES = tuple(each.name for each in fields(Causes))
"""Names of what is measured, in the order of :class:`Causes`."""


def _rounded(number: float) -> float:
    # Studies store many of them.
    return float(f"{number:.{_DIGITS}g}")
