"""Analytic derivatives against numerical ones: what is computed against central differences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from actsearch.activations.base import Array
from actsearch.activations.catalogue import Definition
from actsearch.errors import UsageError, shown

# The difference's error is then near 1e-9: a shorter step would lose the digits of f, a longer one
# would see how f bends.
STEP = 1e-6
TOLERANCE = 1e-6
_POINTS, _REACH = 2_000, 8.0
_LARGEST_VALUE = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One derivative of an activation against central differences, where they differ most.

    Parameters
    ----------
    activation : str
        Name of the activation.
    by : str
        What it is derived by: ``"x"``, or a parameter.
    x : float
        Where the two differ most.
    params : mapping of str to float
        Values of the parameters there.
    analytic, numerical : float
        Both derivatives there.
    error : float
        Their difference, divided by 1 + abs(numerical); infinity if one of them is not finite.
    """

    activation: str
    by: str
    x: float
    params: Mapping[str, float]
    analytic: float
    numerical: float
    error: float

    @property
    def agrees(self) -> bool:
        """Whether they are the same but for rounding."""
        return self.error <= TOLERANCE


def compare(definition: Definition) -> list[Comparison]:
    """Compare f' and the derivative by each parameter with central differences.

    A difference is (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h)))/12h, with h = 1e-6. They
    are taken at 2,000 points between -8 and 8, with all parameters at their defaults, and with each
    of them at both ends of its range. Left out are points beside a kink, where the derivative
    jumps, and those where f is above a thousand, of which a difference has too few digits.

    Parameters
    ----------
    definition : Definition
        Entry of the catalogue, or that of an expression.

    Returns
    -------
    list of Comparison
        One for ``x``, and one for each parameter.

    Raises
    ------
    UsageError
        If f is above a thousand everywhere.

    Examples
    --------
    >>> from actsearch import activations
    >>> [(each.by, each.agrees) for each in compare(activations.definition("swish"))]
    [('x', True), ('beta', True)]
    """
    worst: dict[str, Comparison] = {}
    for params in _settings(definition):
        x = _points(definition, params)
        for number, by in enumerate(["x", *params]):
            found = _compare(definition, params, x, number, by)
            if by not in worst or found.error > worst[by].error:
                worst[by] = found
    return list(worst.values())


def _settings(definition: Definition) -> Iterator[dict[str, float]]:
    yield definition.defaults
    for parameter in definition.parameters:
        for end in {parameter.low, parameter.high} - {parameter.default}:
            yield {**definition.defaults, parameter.name: end}


def _points(definition: Definition, params: dict[str, float]) -> Array:
    """Return points that are not beside a kink, nor where f has too few digits behind the point."""
    x = np.random.default_rng(0).uniform(-_REACH, _REACH, _POINTS)
    for kink in definition.bind(params).kinks:
        # A kink may move with a parameter, and faster than it.
        x = x[np.abs(x - kink) > 1000 * STEP]
    with np.errstate(all="ignore"):
        x = x[np.abs(definition.function(x, **params)[0]) <= _LARGEST_VALUE]
    if not len(x):
        raise UsageError(
            f"{shown(definition.name)} is above a thousand everywhere between {-_REACH:g} and "
            f"{_REACH:g}, so that a difference has too few digits; scale it"
        )
    return x


def _compare(
    definition: Definition, params: dict[str, float], x: Array, number: int, by: str
) -> Comparison:
    """Compare at one setting of the parameters; ``number`` counts the function's derivatives."""

    def moved(steps: int) -> Array:
        change = steps * STEP
        if by == "x":
            return definition.function(x + change, **params)[0]
        return definition.function(x, **{**params, by: params[by] + change})[0]

    with np.errstate(all="ignore"):
        analytic = list(definition.function(x, **params)[1:])[number]()
        numerical = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * STEP)
        errors = np.abs(analytic - numerical) / (1 + np.abs(numerical))
    errors[~np.isfinite(errors)] = np.inf
    worst = int(errors.argmax())
    return Comparison(
        activation=definition.name,
        by=by,
        x=float(x[worst]),
        params=params,
        analytic=float(analytic[worst]),
        numerical=float(numerical[worst]),
        error=float(errors[worst]),
    )
