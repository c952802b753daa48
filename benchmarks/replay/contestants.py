"""The contestants: the project's strategies, Optuna's samplers, and encodings of the space."""

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from encoding import Encoding, separate, shared
from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, NSGAIISampler, RandomSampler, TPESampler
from optuna.trial import FrozenTrial
from searches import MakeSampler
from tpe import EncodedTPESampler, Missing

from actsearch import strategies
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.study import defaults

warnings.filterwarnings("ignore", category=ExperimentalWarning)

BASELINE = "Optuna random"


def own(
    name: str,
    options: dict[str, float],
    space: SearchSpace,
    seed: int,
    # As in real studies, several trainings run at once. Optuna's own samplers know every result.
    lookahead: int = defaults.LOOKAHEAD,
) -> BaseSampler:
    """Sample as ``actsearch run --strategy NAME`` does, with the options of the strategy."""
    return ExactSampler(strategies.get(name)(space, options), space, seed, lookahead)


class Contestant(strategies.Strategy):
    """A strategy that is not registered, and makes its samplers with a function of the seed."""

    def __init__(self, space: SearchSpace, make_sampler: Callable[[int], BaseSampler]) -> None:
        super().__init__(space)
        self._make_sampler = make_sampler

    def sampler(self, history: strategies.History, trial: FrozenTrial, seed: int) -> BaseSampler:
        del history, trial
        return self._make_sampler(seed)


SamplerFactory: TypeAlias = Callable[[SearchSpace], Callable[[int], BaseSampler]]
"""Takes the space; returns a function that makes a sampler from a seed."""


def exact(factory: SamplerFactory) -> MakeSampler:
    """Sample as the project would if ``factory`` were registered as a strategy."""
    return lambda space, seed: ExactSampler(
        Contestant(space, factory(space)), space, seed, lookahead=1
    )


def optuna_sampler(sampler: type[BaseSampler], **options: Any) -> MakeSampler:
    """Sample with one sampler that lives as long as the study, as Optuna's users do."""
    return lambda _space, seed: sampler(seed=seed, **options)  # type: ignore[call-arg]


def tpe(**options: Any) -> SamplerFactory:
    """Sample with Optuna's TPE."""
    return lambda _space: lambda seed: TPESampler(seed=seed, **options)


def encoded(encode: Callable[[SearchSpace], Encoding], missing: Missing) -> SamplerFactory:
    """Sample with TPE on an encoding of the whole space."""

    def make_samplers(space: SearchSpace) -> Callable[[int], BaseSampler]:
        encoding = encode(space)
        return lambda seed: EncodedTPESampler(encoding, missing=missing, seed=seed)

    return make_samplers


def registered() -> dict[str, MakeSampler]:
    """Return every registered strategy that can search a table and does not try all of it."""
    return {
        name: partial(own, name, {})
        for name, strategy in strategies.strategies().items()
        # Nothing is learned in a table of candidates.
        if not strategy.exhaustive and name != "adaptive"
    }


REFERENCES: dict[str, MakeSampler] = {
    BASELINE: optuna_sampler(RandomSampler),
    "Optuna TPE": optuna_sampler(TPESampler),
    "Optuna NSGA-II": optuna_sampler(NSGAIISampler),
    "Optuna NSGA-II, 20 a generation": optuna_sampler(NSGAIISampler, population_size=20),
}


_ordinal = partial(separate, ordinal=True)

VARIANTS: dict[str, MakeSampler] = {
    name: exact(factory)
    for name, factory in {
        "TPE, 5 random first": tpe(n_startup_trials=5),
        "TPE, 20 random first": tpe(n_startup_trials=20),
        "TPE, each parameter alone": tpe(multivariate=False),
        "TPE, groups": tpe(multivariate=True, group=True),
        "TPE, draw all, imputed": encoded(separate, "imputed"),
        "TPE, draw all, integrated": encoded(separate, "integrated"),
        "TPE, draw all, integrated, ordinal": encoded(_ordinal, "integrated"),
        "TPE, shared shape, imputed": encoded(shared, "imputed"),
        "TPE, shared shape, integrated": encoded(shared, "integrated"),
    }.items()
}

# The defaults are population 10, tournament 3, crossover 0.9, mutation 0.1, elitism 10.
VARIANTS |= {
    f"genetic, {option} {value}": partial(own, "genetic", {option: value})
    for option, values in {
        "population": (5, 20, 40),
        "tournament_size": (2, 5),
        "crossover": (0.0, 0.5),
        "mutation": (0.0, 0.3, 0.6),
        "elitism": (0, 5, 20),
    }.items()
    for value in values
}

VARIANTS |= {
    f"{name}, look-ahead {lookahead}": partial(own, name, {}, lookahead=lookahead)
    for name in ("bayes", "genetic")
    for lookahead in (4, 6)
}


def contestants() -> dict[str, MakeSampler]:
    """Return all contestants, by name."""
    return REFERENCES | registered() | VARIANTS
