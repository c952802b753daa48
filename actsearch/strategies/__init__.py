"""Ways to propose candidates, each a factory of Optuna samplers; one file per strategy."""

from actsearch.strategies import bayes, grid, random  # noqa: F401 - they register
from actsearch.strategies.base import Strategy, get, register, strategies
from actsearch.strategies.exact import ExactSampler

__all__ = ["ExactSampler", "Strategy", "get", "register", "strategies"]
