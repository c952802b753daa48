"""A sequence of points that covers a search space; each is found by its number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space import SearchSpace
from actsearch.search_space.baseline import baseline
from actsearch.search_space.settings import step_from, steps_between
from actsearch.strategies.proposal import distributions
from actsearch.strategies.scale import number_at
from actsearch.strategies.seeds import derive_seed

# Key of a group: the parameters of one activation in one layer, or all that belong to none.
_ALL = "*"
_SETTINGS = ParameterName(_ALL)


class CoveringSequence:
    """Points of a search space that lie evenly in it, however many of them are taken.

    The first point is the baseline. In each round every layer then goes through the activations in
    an order of its own, and each activation takes the next point of a Halton sequence of its own.
    What belongs to no activation, such as the step size, has one more Halton sequence. After the
    first round each activation is given once in all layers, with defaults for all else. Before it,
    they would use up a short search (``benchmarks/LOG.md``). Of expressions the seeds are given one
    after the other, and then nothing: no points lie evenly among trees.

    Parameters
    ----------
    space : SearchSpace
        Space to cover.

    References
    ----------
    Owen, "A randomized Halton algorithm in R", arXiv:1706.02808, 2017.

    Examples
    --------
    >>> from actsearch import search_space
    >>> sequence = CoveringSequence(search_space.load("leaky-slope"))
    >>> sequence.point(0, seed=0)
    {'activation': 'leaky_relu', 'leaky_relu.slope': 0.01}
    >>> [round(sequence.point(n, seed=0)["leaky_relu.slope"], 2) for n in (1, 2, 3, 4)]
    [0.35, -0.6, 0.82, -0.13]
    """

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        self._distributions = distributions(space)
        self._layers: list[int | None] = []
        self._groups: dict[ParameterName, list[str]] = {}
        for name in self._distributions:
            parameter = ParameterName.parse(name)
            if parameter.is_choice:
                self._layers.append(parameter.layer)
            elif parameter.activation != EXPRESSION:
                self._groups.setdefault(replace(parameter, key=_ALL), []).append(name)
        first = space.baseline()[str(ParameterName.choice(self._layers[0]))]
        self._activations = sorted(space.document.choices, key=lambda name: name != first)
        self._later = self._searched() or self._activations

    def _searched(self) -> list[str]:
        """Return the activations of the later rounds: those that can give another candidate."""
        if len(self._layers) > 1 or _SETTINGS in self._groups:
            return self._activations
        (layer,) = self._layers
        groups = self._groups
        return [
            name
            for name in self._activations
            if ParameterName(_ALL, name, layer) in groups or name == EXPRESSION
        ]

    def point(self, number: int, seed: int) -> dict[str, Any]:
        """Return one point.

        Parameters
        ----------
        number : int
            Number of the point, from 0 on.
        seed : int
            Seed of the sequence.

        Returns
        -------
        dict
            Values by parameter name. There may be more than the candidate asks for, such as those
            of a layer that it does not have.
        """
        if number == 0:
            return dict(self._space.baseline())
        place = number - 1
        if place >= len(self._later):
            # After the first round, the defaults of all activations but the baseline's.
            default = place - len(self._later) + 1
            if default < len(self._activations):
                tree = self._space.document.seed(0)
                return dict(baseline(self._space.suggest, self._activations[default], tree))
            place -= len(self._activations) - 1
        round_, turn = divmod(place, len(self._later))
        values = self._values(_SETTINGS, place, seed) | self._space.document.seed(1 + round_)
        for layer in self._layers:
            choice = str(ParameterName.choice(layer))
            # An order anew for each round, so that no activation meets only one part of the others'
            # sequences.
            order = np.random.default_rng(derive_seed(seed, choice, round_))
            activation = self._later[order.permutation(len(self._later))[turn]]
            values[choice] = activation
            values |= self._values(ParameterName(_ALL, activation, layer), round_, seed)
        return values

    def _values(self, group: ParameterName, index: int, seed: int) -> dict[str, Any]:
        """Return the values of a group of parameters at one point of its Halton sequence."""
        names = self._groups.get(group, [])
        places = _halton(len(names), index, derive_seed(seed, str(group))) if names else []
        return {
            name: _value_at(place, self._distributions[name])
            for name, place in zip(names, places, strict=True)
        }


def _halton(dimensions: int, index: int, seed: int) -> Sequence[float]:
    """Return one point of a scrambled Halton sequence, from 0 to 1 in each dimension."""
    # Imported late: it takes long, and `actsearch run --help` should not wait for it.
    from scipy.stats import qmc

    engine = qmc.Halton(dimensions, rng=np.random.default_rng(seed))
    engine.fast_forward(index)
    point: list[float] = engine.random(1)[0].tolist()
    return point


def _value_at(place: float, distribution: BaseDistribution) -> Any:
    """Return the value at a place from 0 to 1, on the scale of the distribution."""
    match distribution:
        case CategoricalDistribution(choices=choices):
            return choices[_part(place, len(choices))]
        case FloatDistribution(low=low, high=high, step=float(step)):
            # In decimals, as defaults are: else 0.3 and 0.30000000000000004 are two candidates.
            return step_from(low, step, _part(place, 1 + steps_between(low, high, step)))
        case FloatDistribution() | IntDistribution():
            return number_at(place, distribution)
    raise TypeError(f"no values are known of {distribution!r}")


def _part(place: float, parts: int) -> int:
    """Return in which of several equal parts a place lies, from 0 on."""
    return int(number_at(place, IntDistribution(0, parts - 1)))
