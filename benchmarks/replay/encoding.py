"""Encode a space with conditional parameters for a model that does not support them.

An encoding has genes, each with a distribution. The parameters of a trial give values for some of
the genes. All genes together give all parameters of all activations; a trial uses only the active
ones.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from actsearch.search_space import SearchSpace

UNIT = FloatDistribution(0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Encoding:
    """Genes of a space.

    Parameters
    ----------
    parameters : dict
        Optuna's distribution of every parameter, active or not.
    genes : dict
        Distribution of every gene.
    gene_of : dict
        Name of the gene behind each parameter; several parameters may share one.
    """

    parameters: dict[str, BaseDistribution]
    genes: dict[str, BaseDistribution]
    gene_of: dict[str, str]

    def encode(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the genes for which a trial's parameters give values."""
        genes = {}
        for name, value in params.items():
            gene, distribution = self.gene_of[name], self.parameters[name]
            plain = self.genes[gene] is distribution
            genes[gene] = value if plain else to_unit(distribution, value)
        return genes

    def decode(self, genes: Mapping[str, Any]) -> dict[str, Any]:
        """Return every parameter, active or not."""
        params = {}
        for name, distribution in self.parameters.items():
            value = genes[self.gene_of[name]]
            plain = self.genes[self.gene_of[name]] is distribution
            params[name] = value if plain else from_unit(distribution, value)
        return params


def separate(space: SearchSpace, *, ordinal: bool = False) -> Encoding:
    """Give every parameter its own gene: draw all, use the active ones.

    Parameters
    ----------
    space : SearchSpace
        Space to encode.
    ordinal : bool
        Whether choices among numbers are places on a scale, rather than names.
    """
    return _encoding(distributions(space), {}, ordinal)


def shared(space: SearchSpace, *, ordinal: bool = False) -> Encoding:
    """Give each layer one gene for the first parameter of any activation, one for the second, etc.

    Parameters
    ----------
    space : SearchSpace
        Space to encode.
    ordinal : bool
        Whether other choices among numbers are places on a scale too.
    """
    drawn, shapes = distributions(space), {}
    names = [name for name in drawn if name.endswith("activation")]
    for prefix in [name.removesuffix("activation") for name in names]:
        for activation, table in space.document.activations.items():
            searched = [f"{prefix}{activation}.{key}" for key in table]
            searched = [name for name in searched if name in drawn]
            shapes |= {name: f"{prefix}shape{n}" for n, name in enumerate(searched)}
    return _encoding(drawn, shapes, ordinal)


def _encoding(
    parameters: dict[str, BaseDistribution], shapes: dict[str, str], ordinal: bool
) -> Encoding:
    gene_of = {name: shapes.get(name, name) for name in parameters}
    genes = {
        gene: UNIT
        if gene not in parameters or (ordinal and is_scale(parameters[gene]))
        else parameters[gene]
        for gene in gene_of.values()
    }
    return Encoding(parameters, genes, gene_of)


def is_scale(distribution: BaseDistribution) -> bool:
    """Tell whether a distribution is a choice among numbers."""
    return isinstance(distribution, CategoricalDistribution) and all(
        isinstance(choice, int | float) for choice in distribution.choices
    )


def to_unit(distribution: BaseDistribution, value: Any) -> float:
    """Map a value to a place from 0 to 1; discrete values to the middles of equal parts."""
    match distribution:
        case CategoricalDistribution(choices=choices):
            return (choices.index(value) + 0.5) / len(choices)
        case FloatDistribution(low=low, high=high, step=None, log=log):
            scale = math.log if log else float
            return (scale(value) - scale(low)) / (scale(high) - scale(low))
        case FloatDistribution() | IntDistribution():
            low, high, step = distribution.low, distribution.high, distribution.step or 1
            return (value - low + step / 2) / (high - low + step)
    raise TypeError(distribution)


def from_unit(distribution: BaseDistribution, unit: float) -> Any:
    """Undo :func:`to_unit`."""
    match distribution:
        case CategoricalDistribution(choices=choices):
            return choices[min(int(unit * len(choices)), len(choices) - 1)]
        case FloatDistribution(low=low, high=high, step=None, log=True):
            return min(max(low * (high / low) ** unit, low), high)
        case FloatDistribution(low=low, high=high, step=None):
            return min(max(low + (high - low) * unit, low), high)
        case FloatDistribution() | IntDistribution():
            low, high, step = distribution.low, distribution.high, distribution.step or 1
            last = round((high - low) / step)
            return type(low)(min(low + step * min(int(unit * (last + 1)), last), high))
    raise TypeError(distribution)


class _Recorder:
    """A trial that records what it is asked for; it has a given activation and most layers."""

    def __init__(self, activation: str) -> None:
        self._activation = activation
        self.asked: dict[str, BaseDistribution] = {}

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        self.asked[name] = FloatDistribution(low, high, log=log, step=step)
        return low

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        self.asked[name] = IntDistribution(low, high, log=log, step=step)
        return low

    def suggest_categorical(self, name: str, choices: list[Any]) -> Any:
        self.asked[name] = CategoricalDistribution(choices)
        if name.endswith("activation"):
            return self._activation
        return max(choices, key=lambda choice: str(choice).count("-"))


def distributions(space: SearchSpace) -> dict[str, BaseDistribution]:
    """Return Optuna's distribution of every parameter that a trial may draw."""
    found: dict[str, BaseDistribution] = {}
    for activation in space.document.activations:
        recorder = _Recorder(activation)
        space.suggest(recorder)
        found |= recorder.asked
    return found
