"""The catalogue: definitions of activations, and how to register and find them.

A definition has one function of the pre-activation. It returns the value, and functions without
arguments that return the derivatives: by the pre-activation, and by each parameter. They share
intermediate results with the value. Prediction needs the value only, and training only the
derivatives by what it learns.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType
from typing import Any, Literal, Self, TypeAlias, final

from actsearch.activations.base import Activation, Array, Computed, Derivative
from actsearch.errors import UsageError, did_you_mean

Forward: TypeAlias = Callable[..., Computed]
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
        too, as far as the formula allows them.
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
        ``function(x, **params) -> (value, slope, *partials)``. ``slope()`` returns the derivative
        by ``x``, and the partials, one for each parameter, those by the parameters, in their order.
        All have the shape and dtype of ``x``, of shape (n, units). A parameter is a float, or an
        array of shape (units,) with a value for each unit.
    formula : str
        f(x) as people write it; ``{parameter}`` is replaced by the parameter's value.
    reference : str
        Where the formula comes from.
    parameters : tuple of Parameter
        Parameters of the formula, may be empty.
    kinks : tuple of float, or callable
        The x at which the derivative jumps; a callable computes them from the parameters. At a
        kink the derivative is the slope of one side, or a value between both.
    laws : frozenset of {"odd", "even", "monotone", "bounded"}
        Properties that hold for all parameters in their ranges; the tests check them.
    aliases : tuple of str
        Other names of the activation.
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

    def bind(self, params: Mapping[str, float]) -> "CatalogueActivation":
        """Fix the parameters; those not named take their defaults.

        Raises
        ------
        UsageError
            If a name is unknown or a value is not a finite number.
        """
        names = [parameter.name for parameter in self.parameters]
        for name, value in params.items():
            if name not in names:
                way_out = did_you_mean(str(name), names) if names else "it has none"
                raise UsageError(f"activation {self.name!r} has no parameter {name!r}: {way_out}")
            if not _is_finite(value):
                raise UsageError(
                    f"parameter {name!r} of activation {self.name!r} must be a finite number, "
                    f"got {value!r}"
                )
        # NumPy scalars would promote float32 arrays to float64; Python floats do not.
        bound = {p.name: float(params.get(p.name, p.default)) for p in self.parameters}
        return CatalogueActivation(self, bound)


@final
class CatalogueActivation(Activation):
    """A definition with its parameters fixed.

    Parameters
    ----------
    definition : Definition
        Entry of the catalogue.
    params : mapping of str to float
        A value for each parameter of the definition; :meth:`Definition.bind` adds defaults.
    """

    def __init__(self, definition: Definition, params: Mapping[str, float]) -> None:
        self.definition = definition
        self._params = MappingProxyType(dict(params))

    def forward(self, x: Array) -> tuple[Array, Derivative]:
        """Compute f(x), and f'(x) when the second result is called."""
        value, slope, *_ = self.definition.function(x, **self._params)
        return value, slope

    def to_dict(self) -> dict[str, Any]:
        """Return a dict such as ``{"name": "leaky_relu", "params": {"slope": 0.1}}``."""
        return {"name": self.name, "params": dict(self._params)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make an activation from what :meth:`to_dict` returned.

        Raises
        ------
        UsageError
            If ``data`` has another form, or a name that is not in the catalogue.
        """
        if not isinstance(data, Mapping) or set(data) != {"name", "params"}:
            raise UsageError(
                f"an activation is written down as {{'name': ..., 'params': {{...}}}}, got {data!r}"
            )
        name, params = data["name"], data["params"]
        if not isinstance(name, str) or not isinstance(params, Mapping):
            raise UsageError(
                f"the name of an activation must be a text and its params a table, got {data!r}"
            )
        return definition(name).bind(params)

    def __str__(self) -> str:
        if not self._params:
            return self.name
        return f"{self.name}({', '.join(f'{k}={v!r}' for k, v in self._params.items())})"

    @property
    def name(self) -> str:
        """Canonical name of the definition."""
        return self.definition.name

    @property
    def params(self) -> Mapping[str, float]:
        """Values of the parameters, by name; read-only."""
        return self._params

    @property
    def formula(self) -> str:
        """f(x) as people write it, with the values of the parameters."""
        return self.definition.formula.format(**{k: f"{v:.4g}" for k, v in self._params.items()})

    @property
    def kinks(self) -> tuple[float, ...]:
        """The x at which the derivative jumps."""
        kinks = self.definition.kinks
        return kinks(**self._params) if callable(kinks) else kinks


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
    """Add the decorated function to the catalogue; see :class:`Definition` for the arguments.

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
        If no activation has that name; the message suggests the most similar one.
    """
    if name not in _names:
        raise UsageError(f"unknown activation {name!r}: {did_you_mean(name, _definitions)}")
    return _definitions[_names[name]]


def get(name: str, **params: float) -> CatalogueActivation:
    """Find an activation by name or alias and fix its parameters.

    Parameters
    ----------
    name : str
        Canonical name or alias, such as ``"relu"`` or ``"silu"``.
    **params : float
        Values of the activation's parameters; parameters left out take their defaults.

    Returns
    -------
    Activation
        It can be called with arrays.

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


def _is_finite(value: object) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False
