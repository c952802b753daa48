"""The catalogue: definitions of activations, and how to register and find them.

A definition has one function of the pre-activation. It returns the value, and functions without
arguments that return the derivatives: by the pre-activation, and by each parameter. They share
intermediate results with the value. Prediction needs the value only, and training only the
derivatives by what it learns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Self, TypeAlias, final

from actsearch.activations.base import Activation, Array, Computed, Derivative, Number
from actsearch.activations.parameters import Granularity, LearnedParameter, Parameter, bind
from actsearch.errors import UsageError, did_you_mean

Forward: TypeAlias = Callable[..., Computed]
Law: TypeAlias = Literal["odd", "even", "monotone", "bounded"]


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
    learned : frozenset of str
        Parameters that are learned, one value for each layer, unless something else is said.
    """

    name: str
    function: Forward = field(repr=False)
    formula: str
    reference: str
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[float, ...] | Callable[..., tuple[float, ...]] = ()
    laws: frozenset[Law] = frozenset()
    aliases: tuple[str, ...] = ()
    learned: frozenset[str] = frozenset()

    @property
    def summary(self) -> str:
        """First line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]

    def bind(self, params: Mapping[str, Any]) -> "CatalogueActivation":
        """Fix the parameters, or have them learned; those not named take their defaults.

        Parameters
        ----------
        params : mapping
            For each name a finite number, ``"learned"``, or a mapping such as
            ``{"learned": "unit", "start": 0.25}``. For a parameter that is learned by default, a
            number is the start.

        Raises
        ------
        UsageError
            If a name is unknown or a value is something else.
        """
        values, learned = bind(f"activation {self.name!r}", self.parameters, self.learned, params)
        return CatalogueActivation(self, values, learned)


@final
class CatalogueActivation(Activation):
    """A definition with its parameters fixed, or learned from a start.

    Parameters
    ----------
    definition : Definition
        Entry of the catalogue.
    params : mapping of str to float
        A value for each parameter of the definition; :meth:`Definition.bind` adds defaults.
    learned : mapping of str to {"layer", "unit"}
        Parameters that training changes, with their granularity.
    """

    def __init__(
        self,
        definition: Definition,
        params: Mapping[str, float],
        learned: Mapping[str, Granularity] = MappingProxyType({}),
    ) -> None:
        self.definition = definition
        self._params = MappingProxyType(dict(params))
        self._learned = MappingProxyType(dict(learned))

    def forward(self, x: Array) -> tuple[Array, Derivative]:
        """Compute f(x), and f'(x) when the second result is called; learned ones at the start."""
        value, slope, *_ = self.definition.function(x, **self._params)
        return value, slope

    def forward_with(self, x: Array, values: Mapping[str, Number]) -> Computed:
        """Compute f(x) with values of the learned parameters, and functions for its derivatives."""
        value, slope, *partials = self.definition.function(x, **{**self._params, **values})
        by_name = dict(zip(self._params, partials, strict=True))
        return value, slope, *(by_name[name] for name in self._learned)

    def to_dict(self) -> dict[str, Any]:
        """Return a dict such as ``{"name": "leaky_relu", "params": {"slope": 0.1}}``.

        If parameters are learned it also has ``"learned": {"slope": "layer"}``.
        """
        written = {"name": self.name, "params": dict(self._params)}
        return written | ({"learned": dict(self._learned)} if self._learned else {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make an activation from what :meth:`to_dict` returned.

        Raises
        ------
        UsageError
            If ``data`` has another form, or a name that is not in the catalogue.
        """
        if not isinstance(data, Mapping) or set(data) - {"learned"} != {"name", "params"}:
            raise UsageError(
                f"an activation is written down as {{'name': ..., 'params': {{...}}}}, got {data!r}"
            )
        name, params, learned = data["name"], data["params"], data.get("learned", {})
        if not isinstance(name, str) or not all(isinstance(e, Mapping) for e in (params, learned)):
            raise UsageError(
                f"the name of an activation must be a text and its params a table, got {data!r}"
            )
        starts = {
            key: {"learned": granularity, **({"start": params[key]} if key in params else {})}
            for key, granularity in learned.items()
        }
        return definition(name).bind({**params, **starts})

    def __str__(self) -> str:
        if not self._params:
            return self.name
        return f"{self.name}({', '.join(map(self._written_parameter, self._params))})"

    def _written_parameter(self, name: str) -> str:
        value = self._params[name]
        match self._learned.get(name):
            case None:
                return f"{name}={value!r}"
            case "layer":
                return f"{name} learned from {value!r}"
            case "unit":
                return f"{name} learned per unit from {value!r}"

    @property
    def name(self) -> str:
        """Canonical name of the definition."""
        return self.definition.name

    @property
    def params(self) -> Mapping[str, float]:
        """Values of the parameters, by name; read-only; of a learned one the start."""
        return self._params

    @property
    def learned(self) -> tuple[LearnedParameter, ...]:
        """Parameters that training changes, kept in the ranges that are worth searching."""
        return tuple(
            LearnedParameter(
                name=each.name,
                granularity=self._learned[each.name],
                start=self._params[each.name],
                low=min(each.low, self._params[each.name]),
                high=max(each.high, self._params[each.name]),
                log=each.log,
            )
            for each in self.definition.parameters
            if each.name in self._learned
        )

    @property
    def formula(self) -> str:
        """f(x) as people write it, with the values of the parameters; learned ones by name."""
        values = {k: k if k in self._learned else f"{v:.4g}" for k, v in self._params.items()}
        return self.definition.formula.format(**values)

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
    learned: tuple[str, ...] = (),
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
        sets = frozenset(laws), aliases, frozenset(learned)
        _definitions[name] = Definition(
            name, function, formula, reference, parameters, kinks, *sets
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


def get(name: str, **params: Any) -> CatalogueActivation:
    """Find an activation by name or alias and fix its parameters, or have them learned.

    Parameters
    ----------
    name : str
        Canonical name or alias, such as ``"relu"`` or ``"silu"``.
    **params : float, "learned" or mapping
        Values of the activation's parameters, as for :meth:`Definition.bind`; parameters left out
        take their defaults.

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
    >>> print(get("swish", beta="learned"))
    swish(beta learned from 1.0)
    """
    return definition(name).bind(params)
