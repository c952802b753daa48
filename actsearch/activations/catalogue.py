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
from actsearch.activations.parameters import (
    Granularity,
    LearnedParameter,
    Parameter,
    bind,
    described,
    given,
)
from actsearch.errors import UsageError, did_you_mean, shown
from actsearch.spelling import key

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
        Other names of the activation. Other spellings of a name, as ``LeakyReLU``, need no alias.
    learned : frozenset of str
        Parameters that are learned, one value for each layer, unless something else is said.
    form : str
        The formula as an expression of operators alone, with ``{parameter}`` for a parameter: what
        other libraries can compute. It may be left out; then a network with this activation is not
        exported as code.
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
    form: str = ""

    @property
    def summary(self) -> str:
        """First line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]

    @property
    def defaults(self) -> dict[str, float]:
        """Default of each parameter."""
        return {parameter.name: parameter.default for parameter in self.parameters}

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
        values, learned = bind(
            f"activation {shown(self.name)}", self.parameters, self.learned, params
        )
        return CatalogueActivation(self, values, learned)


@final
class CatalogueActivation(Activation):
    """A definition with its parameters fixed, or learned from a start.

    Parameters
    ----------
    definition : Definition
        Entry of the catalogue, or that of an expression.
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
        return definition(name).bind(given(params, learned))

    def __str__(self) -> str:
        if not self._params:
            return self.name
        # After an expression, which has brackets of its own, there is a space.
        space = "" if self.name.isidentifier() else " "
        written = (described(k, v, self._learned.get(k)) for k, v in self._params.items())
        return f"{self.name}{space}({', '.join(written)})"

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
            each.learned(self._learned[each.name], self._params[each.name])
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


Composer: TypeAlias = Callable[[str], Definition | None]

_definitions: dict[str, Definition] = {}
_names: dict[str, str] = {}  # canonical names, by name and alias
_spellings: dict[str, str] = {}  # canonical names, by what all spellings have in common
_composers: list[Composer] = []


def register(
    name: str,
    formula: str,
    reference: str,
    *parameters: Parameter,
    kinks: tuple[float, ...] | Callable[..., tuple[float, ...]] = (),
    laws: tuple[Law, ...] = (),
    aliases: tuple[str, ...] = (),
    learned: tuple[str, ...] = (),
    form: str = "",
) -> Callable[[Forward], Forward]:
    """Add the decorated function to the catalogue; see :class:`Definition` for the arguments.

    Raises
    ------
    ValueError
        If the name or an alias is taken, maybe in another spelling.

    Examples
    --------
    >>> @register("cube", "x³", "an example", laws=("odd", "monotone"))  # doctest: +SKIP
    ... def cube(x):
    ...     return x**3, lambda: 3 * x**2
    """

    def enter(function: Forward) -> Forward:
        names = dict.fromkeys((name, *aliases), name)
        for each in names:
            if (taken := _spellings.get(key(each))) is not None:
                raise ValueError(f"the activation name {each!r} is taken by {taken!r}")
        sets = frozenset(laws), aliases, frozenset(learned)
        _definitions[name] = Definition(
            name, function, formula, reference, parameters, kinks, *sets, form=form
        )
        _names.update(names)
        _spellings.update((key(each), name) for each in names)
        return function

    return enter


def definitions() -> Mapping[str, Definition]:
    """Return everything registered, by canonical name, in the order of registration."""
    return MappingProxyType(_definitions)


def composer(compose: Composer) -> Composer:
    """Let the decorated function make definitions of texts that are no names; or None."""
    _composers.append(compose)
    return compose


def is_known(name: str) -> bool:
    """Tell whether an activation of the catalogue has exactly that name or alias."""
    return name in _names


def canonical_name(spelling: str) -> str | None:
    """Return the name of the activation that is spelled so; None if the catalogue has none.

    Examples
    --------
    >>> from actsearch import activations
    >>> canonical_name("LeakyReLU"), canonical_name("keras.activations.hard_silu")
    ('leaky_relu', 'hard_swish')
    """
    return _names.get(spelling) or _spellings.get(key(spelling))


def definition(name: str) -> Definition:
    """Find a definition by its name or an alias in any spelling, or make that of an expression.

    Raises
    ------
    UsageError
        If no activation has that name, or it is an expression that cannot be used.
    """
    if (found := canonical_name(name)) is not None:
        return _definitions[found]
    for compose in _composers:
        if (made := compose(name)) is not None:
            return made
    hint = did_you_mean(name, _names, "'actsearch activations' lists all", _names)
    raise UsageError(f"unknown activation {shown(name)}: {hint}")
