"""Ways to propose candidates, each a factory of Optuna samplers; one file per strategy."""

from actsearch.strategies import bayes, genetic, grid, random  # noqa: F401 - they register
from actsearch.strategies.base import (
    BASELINE,
    Options,
    Strategy,
    Turn,
    generation_of,
    get,
    in_turns,
    register,
    strategies,
    turn_of,
)
from actsearch.strategies.exact import ExactSampler
from actsearch.strategies.lookahead import known_results

__all__ = [
    "BASELINE",
    "ExactSampler",
    "Options",
    "Strategy",
    "Turn",
    "generation_of",
    "get",
    "in_turns",
    "known_results",
    "register",
    "strategies",
    "turn_of",
]
