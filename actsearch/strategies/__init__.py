"""Ways to propose candidates. All modules of this folder are imported, so strategies register."""

from importlib import import_module
from pkgutil import iter_modules

from actsearch.strategies.base import Strategy, get, register, strategies
from actsearch.strategies.exact import ExactSampler
from actsearch.strategies.history import History
from actsearch.strategies.lookahead import known_results
from actsearch.strategies.phases import InPhases, Phase, generation_of, phase_of

__all__ = [
    "ExactSampler",
    "History",
    "InPhases",
    "Phase",
    "Strategy",
    "generation_of",
    "get",
    "known_results",
    "phase_of",
    "register",
    "strategies",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
