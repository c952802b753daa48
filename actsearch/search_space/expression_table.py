"""The search for expressions: which trees trials may draw."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

from actsearch.activations import Activation
from actsearch.activations.expressions.scale import at_equal_scale
from actsearch.errors import UsageError, did_you_mean, shown
from actsearch.parameter_names import ParameterName
from actsearch.search_space.activation_table import NOT_LEARNED, Finite
from actsearch.search_space.settings import Range, Setting, Trial, Values, ends, suggest
from actsearch.search_space.trees import (
    BINARY,
    IDENTITY,
    LEAVES,
    NUMBER,
    SCALED,
    VARIABLE,
    Node,
    arity,
    operators,
    short,
)

Place: TypeAlias = tuple[int, ...]
"""The way from the root to a node: which argument to take at each operator."""

TREE, CORE = "tree", "core"

# A tree of this height has up to 127 nodes.
_HIGHEST = 6
_HEIGHT = 3
# Learned constants stay between these.
_LARGEST_CONSTANT = 10.0


class ExpressionTable(BaseModel):
    """The table ``[expressions]``: trees of operators, with numbers, and where to begin.

    Parameters
    ----------
    form : {"tree", "core"}
        Trees of any form; or the core units of Ramachandran et al., an operator of two arguments
        applied to two functions of x times a number.
    operators : tuple of str
        What trees are made of: ``+ - * /``, ``max``, ``min``, and functions of one argument.
    height : int or None
        How many operators are above each other at most, in trees of any form.
    constants : number, or several, or a range
        Values of the numbers.
    learned : {"no", "layer", "unit"}
        Whether the numbers are learned, from the values that are drawn.
    seeds : tuple of str
        Formulas to begin with. If there is no activation beside them, the first is the baseline.

    References
    ----------
    Ramachandran et al., "Searching for activation functions", arXiv:1710.05941, for core units.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["tree", "core"] = "tree"
    operators: Annotated[tuple[str, ...], Field(min_length=1)]
    height: Annotated[int, Strict(), Field(ge=1, le=_HIGHEST)] | None = None
    constants: Setting[Finite] = Range(-3.0, 3.0)
    learned: Literal["no", "layer", "unit"] = NOT_LEARNED
    seeds: tuple[str, ...] = ()

    def completed(self) -> "ExpressionTable":
        """Return the table with the height that it has if none is given."""
        return self.model_copy(update={"height": self._height if self.form == TREE else None})

    def faults(self) -> Iterator[tuple[str, str]]:
        """Find what makes no sense, as the key and a sentence."""
        known = operators()
        for name, count in Counter(self.operators).items():
            if name not in known:
                yield (
                    "operators",
                    f"there is no operator {shown(name)}: {did_you_mean(name, known)}",
                )
            elif count > 1:
                yield "operators", f"{shown(name)} is listed twice"
        if self.form == CORE and self.height is not None:
            yield "height", "only form = 'tree' has a height; leave it out"
        if self.form == CORE and not (self.symbols(()) and self.symbols((1,))):
            yield (
                "operators",
                "form = 'core' needs an operator of two arguments, such as '*', and one of one",
            )
        if any(abs(end) > _LARGEST_CONSTANT for end in ends(self.constants)):
            yield "constants", f"lie between -{_LARGEST_CONSTANT:g} and {_LARGEST_CONSTANT:g}"
        for seed in self.seeds:
            try:
                self._activation(self._tree(seed))
            except UsageError as error:
                yield "seeds", str(error)

    @property
    def _height(self) -> int:
        return _HEIGHT if self.height is None else self.height

    def symbols(self, place: Place) -> tuple[str, ...]:
        """Return what may stand at a place of a tree; nothing if it is too far from the root."""
        depth = len(place)
        if self.form == CORE:
            binary = tuple(name for name in self.operators if name in BINARY)
            unary = tuple(name for name in self.operators if name not in BINARY)
            return (binary, unary, (SCALED,))[depth] if depth < 3 else ()
        if depth > self._height:
            return ()
        inner = self.operators if depth < self._height else ()
        return (*inner, *(LEAVES if depth else ()))

    def searched(
        self, layer: int | None, place: Place = ()
    ) -> Iterator[tuple[str, "Values[Any] | Range[Any]"]]:
        """Yield all that a tree's trial may draw: names and settings, a node before those below."""
        symbols = self.symbols(place)
        yield str(ParameterName.node(place, layer)), Values(symbols)
        if isinstance(self.constants, Values | Range) and {SCALED, NUMBER} & set(symbols):
            yield str(ParameterName.node(place, layer, value=True)), self.constants
        for index in range(1, 1 + max(map(arity, symbols))):
            yield from self.searched(layer, (*place, index))

    def suggest(self, trial: Trial, layer: int | None) -> Activation:
        """Let a trial draw a tree.

        Parameters
        ----------
        trial : Trial
            Draws.
        layer : int or None
            Number of the hidden layer, if each layer has an activation of its own.

        Returns
        -------
        Activation
            The formula at equal scale.

        Raises
        ------
        UsageError
            If the tree is not worth a training: draw another one.
        """
        return self._activation(self._draw(trial, layer, ()))

    def _draw(self, trial: Trial, layer: int | None, place: Place) -> Node:
        name = str(ParameterName.node(place, layer))
        symbol = Values(self.symbols(place)).suggest(trial, name)
        value = None
        if symbol in (SCALED, NUMBER):
            name = str(ParameterName.node(place, layer, value=True))
            value = suggest(self.constants, trial, name)
        indices = range(1, 1 + arity(symbol))
        arguments = tuple(self._draw(trial, layer, (*place, index)) for index in indices)
        return Node(symbol, value, arguments)

    def _activation(self, tree: Node) -> Activation:
        numbers = tree.numbers()
        if self.learned == NOT_LEARNED or not numbers:
            return at_equal_scale(tree.text())
        names = [f"c{index}" for index in range(1, 1 + len(numbers))]
        starts = {
            name: {"learned": self.learned, "start": value}
            for name, value in zip(names, numbers, strict=True)
        }
        return at_equal_scale(tree.text(iter(names)), starts)

    @cached_property
    def seed_trees(self) -> tuple[Node, ...]:
        """The seeds as trees."""
        return tuple(map(self._tree, self.seeds))

    def _tree(self, seed: str) -> Node:
        try:
            return self._placed(Node.of(seed), ())
        except UsageError as error:
            raise UsageError(f"the seed {shown(seed)} cannot be used: {error}") from None

    def _placed(self, tree: Node, place: Place) -> Node:
        """Return a tree with symbols that may stand where they do."""
        symbols, symbol = self.symbols(place), tree.symbol
        if symbol == VARIABLE and symbol not in symbols and SCALED in symbols:
            return self._placed(Node(SCALED, 1.0), place)
        if symbol in LEAVES and symbol not in symbols and IDENTITY in symbols:
            return Node(IDENTITY, None, (self._placed(tree, (*place, 1)),))
        if symbol in operators() and symbol not in self.operators:
            raise UsageError(f"it needs the operator {symbol!r}: add it to operators")
        if symbol not in symbols:
            raise UsageError(f"{symbol!r} cannot be there, {len(place)} below the root")
        if tree.value is not None and not self._has(tree.value):
            raise UsageError(f"{tree.value:g} is none of the constants, or has too many digits")
        arguments = (
            self._placed(each, (*place, index)) for index, each in enumerate(tree.arguments, 1)
        )
        return Node(symbol, tree.value, tuple(arguments))

    def _has(self, value: float) -> bool:
        if short(value) != value:
            return False
        if isinstance(self.constants, Range):
            return self.constants.min <= value <= self.constants.max
        return value in ends(self.constants)

    def seed(self, index: int, layer: int | None) -> dict[str, Any]:
        """Return the parameters of a trial that draws one of the seeds; of none if it is not there.

        Parameters
        ----------
        index : int
            Number of the seed, from 0.
        layer : int or None
            Number of the hidden layer, if each layer has an activation of its own.
        """
        chosen = self.seed_trees[index : index + 1]
        return {} if not chosen else chosen[0].params(layer)
