"""Activations and their derivatives, as curves: one, several, or a family over a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Activation
from actsearch.activations.equivalence import are_equal
from actsearch.plots.data.table import PlotData, Table
from actsearch.wording import in_words

Points: TypeAlias = NDArray[np.floating[Any]]
_STEPS = 1000
_JUMP = 1e-6


@dataclass(frozen=True, slots=True)
class Shape:
    """An activation with its derivative.

    Parameters
    ----------
    name : str
        The activation in words.
    formula : str
        f(x) as people write it.
    x, value, slope : tuple of float
        Points, f(x) and f'(x) there; NaN where a function jumps, so that no line joins both sides.
    peak : tuple of float or None
        Where the slope is greatest, and how great; None if it is so in many places.
    """

    name: str
    formula: str
    x: tuple[float, ...]
    value: tuple[float, ...]
    slope: tuple[float, ...]
    peak: tuple[float, float] | None


@dataclass(frozen=True)
class Shapes(PlotData):
    """Curves of one activation or of several.

    Parameters
    ----------
    shapes : tuple of Shape
        The curves.
    varied : str or None
        Name of the parameter, if it is a family of one activation.
    at : tuple of float
        Value of the parameter of each curve; empty if it is no family.
    equal : tuple of (str, str)
        Pairs that are the same function.
    """

    shapes: tuple[Shape, ...]
    varied: str | None = None
    at: tuple[float, ...] = ()
    equal: tuple[tuple[str, str], ...] = ()

    @property
    def law(self) -> str | None:
        """The greatest slope as a multiple of the parameter, such as ``gain/4``; None if not so."""
        if self.varied is None or len(self.at) < 2:
            return None
        ratios = [
            shape.peak[1] / value if shape.peak and value else None
            for shape, value in zip(self.shapes, self.at, strict=True)
        ]
        first = ratios[0]
        if not first or any(each is None or abs(each / first - 1) > 1e-4 for each in ratios):
            return None
        if abs(first - 1) < 1e-4:
            return self.varied
        if abs(1 / first - round(1 / first)) < 1e-3:
            return f"{self.varied}/{round(1 / first)}"
        return f"{first:.3g}·{self.varied}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what coincides, and what the peaks are."""
        peaks = () if self.law is None else (f"the greatest slope is {self.law}",)
        return (*(f"{one} and {other} coincide" for one, other in self.equal), *peaks)

    def table(self) -> Table:
        """Return a row for each curve and point."""
        return Table.of(
            {"activation": "", "x": "", "f(x)": "", "f'(x)": ""},
            (
                (shape.name, *point)
                for shape in self.shapes
                for point in zip(shape.x, shape.value, shape.slope, strict=True)
            ),
        )


def shapes(activations: Sequence[Activation], varied: str | None = None) -> Shapes:
    """Compute activations and their derivatives.

    Parameters
    ----------
    activations : sequence of Activation
        What to draw, at least one.
    varied : str, optional
        Parameter that they differ by, if they are a family.

    Examples
    --------
    >>> from actsearch import activations
    >>> family = [activations.get("sigmoid", gain=gain) for gain in (1.0, 4.0)]
    >>> found = shapes(family, "gain")
    >>> found.law, [shape.peak for shape in found.shapes]
    ('gain/4', [(0.0, 0.25), (0.0, 1.0)])
    """
    kinks = [abs(kink) for each in activations for kink in each.kinks]
    reach = min(20.0, max(5.0, *(1.5 * kink for kink in kinks), 0.0))
    names = [in_words(each) for each in activations]
    equal = [
        (names[one], names[other])
        for one, other in combinations(range(len(names)), 2)
        if are_equal(activations[one], activations[other])
    ]
    return Shapes(
        tuple(_shape(each, name, reach) for each, name in zip(activations, names, strict=True)),
        varied,
        () if varied is None else tuple(each.params[varied] for each in activations),
        tuple(equal),
    )


def _shape(activation: Activation, name: str, reach: float) -> Shape:
    kinks = np.array([kink for kink in activation.kinks if abs(kink) < reach])
    sides = np.concatenate([kinks - _JUMP, kinks, kinks + _JUMP])
    x = np.unique(np.concatenate([np.linspace(-reach, reach, _STEPS + 1), sides]))
    value, slope = (each.copy() for each in (activation(x), activation.derivative(x)))
    peak = _peak(x, slope)
    for kink in kinks:
        place = int(np.searchsorted(x, kink))
        slope[place] = np.nan
        if abs(value[place + 1] - value[place - 1]) > 1e3 * _JUMP:
            value[place] = np.nan
    return Shape(
        name=name,
        formula=activation.formula,
        x=tuple(x.tolist()),
        value=tuple(value.tolist()),
        slope=tuple(slope.tolist()),
        peak=peak,
    )


def _peak(x: Points, slope: Points) -> tuple[float, float] | None:
    greatest = float(slope.max())
    near = np.flatnonzero(np.isclose(slope, greatest, rtol=1e-6, atol=0.0))
    # A straight part has its greatest slope everywhere, and a rising end beyond the picture.
    if not 0 < len(near) <= 3 or near[0] == 0 or near[-1] == len(x) - 1:
        return None
    place = int(slope.argmax())
    return float(x[place]), greatest
