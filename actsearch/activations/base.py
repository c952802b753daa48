"""What an activation is: a definition that anyone can register, and its use with given parameters.

A definition is one function of the pre-activation. It returns the value and, as a function without
arguments, the slope: training asks for both and shares what they have in common, prediction asks
for the value alone.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.errors import UsageError, did_you_mean

Array: TypeAlias = NDArray[np.floating[Any]]
Slope: TypeAlias = Callable[[], Array]
Forward: TypeAlias = Callable[..., tuple[Array, Slope]]
Law: TypeAlias = Literal["odd", "even", "monotone", "bounded"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that shapes an activation, with the range that is worth searching.

    Parameters
    ----------
    name : str
        Keyword of the activation's function.
    default : float
        Value when none is given.
    low, high : float
        Ends of the range that is worth searching, both included. Values outside it are allowed
        wherever the formula is.
    log : bool
        Whether the range is searched on a logarithmic scale.
    """

    name: str
    default: float
    low: float
    high: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """An activation as the catalogue lists it: formula, parameters, and how to compute it.

    Parameters
    ----------
    name : str
        Canonical name.
    function : callable
        ``function(x, **params) -> (value, slope)``; ``slope()`` returns the derivative at ``x``.
    formula : str
        f(x) as people write it; ``{parameter}`` stands where a parameter's value goes.
    reference : str
        Where the formula comes from.
    parameters : tuple of Parameter
        Empty where the formula has none.
    kinks : tuple of float, or callable
        The x at which the derivative jumps (there it is one of the slopes beside it, or between
        them); a callable takes the parameters.
    laws : frozenset of {"odd", "even", "monotone", "bounded"}
        What holds for every parameter in its range.
    aliases : tuple of str
        Other names under which it is found.
    """

    name: str
    function: Forward = field(repr=False)
    formula: str
    reference: str
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[float, ...] | Callable[..., tuple[float, ...]] = ()
    laws: frozenset[Law] = frozenset()
    aliases: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """First line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]

    def bind(self, params: Mapping[str, float]) -> "Activation":
        """Fix the parameters; those not named take their defaults.

        Raises
        ------
        UsageError
            If a name is unknown or a value is not a finite number.
        """
        names = [parameter.name for parameter in self.parameters]
        for name, value in params.items():
            if name not in names:
                way_out = did_you_mean(name, names) if names else "it has none"
                raise UsageError(f"activation {self.name!r} has no parameter {name!r}: {way_out}")
            if isinstance(value, str) or not math.isfinite(value):
                raise UsageError(
                    f"parameter {name!r} of activation {self.name!r} must be a finite number, "
                    f"got {value!r}"
                )
        # NumPy scalars would promote float32 arrays to float64; Python floats do not.
        bound = {p.name: float(params.get(p.name, p.default)) for p in self.parameters}
        return Activation(self, MappingProxyType(bound))


@dataclass(frozen=True)
class Activation:
    """A definition with its parameters fixed: what a layer computes.

    Get one by name from :func:`actsearch.activations.get`.

    Examples
    --------
    >>> import numpy as np
    >>> from actsearch import activations
    >>> leaky = activations.get("leaky_relu", slope=0.1)
    >>> leaky(np.array([-2.0, 3.0]))
    array([-0.2,  3. ])
    >>> leaky.derivative(np.array([-2.0, 3.0]))
    array([0.1, 1. ])
    >>> print(leaky)
    leaky_relu(slope=0.1)
    """

    definition: Definition
    params: Mapping[str, float]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # By name: another process then takes the function from its own catalogue.
        return _rebuild, (self.name, dict(self.params))

    def __str__(self) -> str:
        if not self.params:
            return self.name
        return f"{self.name}({', '.join(f'{k}={v!r}' for k, v in self.params.items())})"

    def __call__(self, x: Array) -> Array:
        """Compute f(x), elementwise; shape and dtype are those of ``x``."""
        return self.forward(x)[0]

    def derivative(self, x: Array) -> Array:
        """Compute f'(x), elementwise; shape and dtype are those of ``x``."""
        return self.forward(x)[1]()

    def forward(self, x: Array) -> tuple[Array, Slope]:
        """Compute f(x), and f'(x) when the second result is called; ``x`` must not change between.

        Parameters
        ----------
        x : ndarray of float, any shape
            Pre-activation.

        Returns
        -------
        value : ndarray
            f(x), a new array or ``x`` itself where f is the identity.
        slope : callable
            Returns f'(x), at most once.
        """
        return self.definition.function(x, **self.params)

    def to_dict(self) -> dict[str, Any]:
        """Return name and parameters."""
        return {"name": self.name, "params": dict(self.params)}

    @property
    def name(self) -> str:
        """Canonical name of the definition."""
        return self.definition.name

    @property
    def formula(self) -> str:
        """f(x) as people write it, with the values of the parameters."""
        return self.definition.formula.format(**{k: f"{v:.4g}" for k, v in self.params.items()})

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the derivative jumps."""
        kinks = self.definition.kinks
        return kinks(**self.params) if callable(kinks) else kinks

    @cached_property
    def initialization_gain(self) -> float:
        """1/sqrt(E f(z)^2) for z ~ N(0, 1): the scale of weights that keeps the variance of units.

        With W ~ N(0, gain^2/fan_in) the mean square of a layer's units is one, whatever its
        activation; for ReLU that is He's initialisation.

        References
        ----------
        He et al., "Delving deep into rectifiers", ICCV 2015, section 2.2.
        """
        # A fixed fine grid rather than Gauss-Hermite nodes: kinks and jumps slow those down. Its
        # points are the same in float32, in which networks compute.
        z = np.linspace(-8.0, 8.0, 16 * 1024 + 1)
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        values = self(z.astype(np.float32)).astype(np.float64)
        mean_square = float(np.sum(values**2 * density) * (z[1] - z[0]))
        return 1.0 / math.sqrt(mean_square) if mean_square > 0.0 else 1.0


_definitions: dict[str, Definition] = {}
_names: dict[str, str] = {}


def register(
    name: str,
    formula: str,
    reference: str,
    *parameters: Parameter,
    kinks: tuple[float, ...] | Callable[..., tuple[float, ...]] = (),
    laws: tuple[Law, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Callable[[Forward], Forward]:
    """Enter the decorated function into the catalogue; see :class:`Definition` for the arguments.

    Raises
    ------
    ValueError
        If the name or an alias is taken.

    Examples
    --------
    >>> @register("cube", "x³", "an example", laws=("odd", "monotone"))  # doctest: +SKIP
    ... def cube(x):
    ...     return x**3, lambda: 3 * x**2
    """

    def enter(function: Forward) -> Forward:
        for key in (name, *aliases):
            if key in _names:
                raise ValueError(f"the activation name {key!r} is taken by {_names[key]!r}")
        _definitions[name] = Definition(
            name, function, formula, reference, parameters, kinks, frozenset(laws), aliases
        )
        _names.update(dict.fromkeys((name, *aliases), name))
        return function

    return enter


def definitions() -> Mapping[str, Definition]:
    """Return everything registered, by canonical name, in the order of registration."""
    return MappingProxyType(_definitions)


def definition(name: str) -> Definition:
    """Find a definition by its name or an alias.

    Raises
    ------
    UsageError
        If no activation has that name; the message proposes the closest.
    """
    if name not in _names:
        raise UsageError(f"unknown activation {name!r}: {did_you_mean(name, _definitions)}")
    return _definitions[_names[name]]


def get(name: str, **params: float) -> Activation:
    """Find an activation by name or alias and fix its parameters.

    Parameters
    ----------
    name : str
        Canonical name or alias, such as ``"relu"`` or ``"silu"``.
    **params : float
        Values of its parameters; the others take their defaults.

    Returns
    -------
    Activation
        Callable on arrays.

    Raises
    ------
    UsageError
        If the name or a parameter is unknown, or a value is not finite.

    Examples
    --------
    >>> get("sigmoid", gain=4.0).params["gain"]
    4.0
    """
    return definition(name).bind(params)


def _rebuild(name: str, params: Mapping[str, float]) -> Activation:
    return definition(name).bind(params)


def from_dict(data: Mapping[str, Any]) -> Activation:
    """Read what to_dict returned."""
    return get(data["name"], **data["params"])
