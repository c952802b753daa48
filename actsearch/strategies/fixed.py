"""A sampler for a candidate that is known already."""

import warnings
from collections.abc import Mapping
from typing import Any

from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, PartialFixedSampler, RandomSampler


def fixed(params: Mapping[str, Any], seed: int) -> BaseSampler:
    """Make a sampler that returns given values, and draws other parameters at random.

    Parameters
    ----------
    params : mapping
        Values by parameter name. Those that a trial does not ask for have no effect.
    seed : int
        Seed of the random draws.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return PartialFixedSampler(dict(params), RandomSampler(seed=seed))
