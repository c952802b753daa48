"""``grid``: every candidate of a finite space, once."""

import warnings
from functools import partial
from typing import Any

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, PartialFixedSampler, RandomSampler
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import MakeSampler, Options, SamplerFactory, register
from actsearch.strategies.past import Past


@register("grid", exhaustive=True)
def grid(space: SearchSpace, _options: Options) -> SamplerFactory:
    """Grid: every combination of a finite space once, in the order of its file.

    Raises
    ------
    UsageError
        If a range of the space is continuous.
    """
    points = list(space.grid())

    def samplers(_past: Past, trial: FrozenTrial) -> MakeSampler:
        return partial(_fixed, points[trial.number % len(points)])

    return samplers


def _fixed(point: dict[str, Any], seed: int) -> BaseSampler:
    # Optuna's own GridSampler knows no conditional parameters: it would repeat ReLU for every slope
    # of a leaky ReLU.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return PartialFixedSampler(point, RandomSampler(seed=seed))
