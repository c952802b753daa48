"""``grid``: every candidate of a finite space, once."""

import warnings

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, PartialFixedSampler, RandomSampler

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Options, SamplerFactory, register


@register("grid", exhaustive=True)
def grid(space: SearchSpace, _options: Options) -> SamplerFactory:
    """Grid: every combination of a finite space once, in the order of its file.

    Raises
    ------
    UsageError
        If a range of the space is continuous.
    """
    points = list(space.grid())

    def sampler(number: int, seed: int) -> BaseSampler:
        # Optuna's own GridSampler knows no conditional parameters: it would repeat ReLU for
        # every slope of a leaky ReLU.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)
            return PartialFixedSampler(points[number % len(points)], RandomSampler(seed=seed))

    return sampler
