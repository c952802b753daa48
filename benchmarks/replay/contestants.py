"""What is compared: the project's strategies, Optuna's samplers, and encodings of the space."""

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from encoding import Encoding, separate, shared
from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, NSGAIISampler, RandomSampler, TPESampler
from searches import MakeSampler
from tpe import EncodedTPESampler, Missing

from actsearch import strategies
from actsearch.cli.run import DEFAULT_LOOKAHEAD
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.strategies.base import SamplerFactory

warnings.filterwarnings("ignore", category=ExperimentalWarning)

BASELINE = "Optuna random"


def own(
    name: str,
    options: dict[str, float],
    space: SearchSpace,
    seed: int,
    # Several trainings are under way at once; Optuna's own samplers know every result here.
    lookahead: int = DEFAULT_LOOKAHEAD,
) -> BaseSampler:
    """Sample as ``actsearch run --strategy NAME`` does, with the options of the strategy."""
    strategy = strategies.get(name)
    samplers = strategy.samplers(space, strategy.configure(options))
    return ExactSampler(samplers, space, seed, lookahead)


def exact(factory: Callable[[SearchSpace], SamplerFactory]) -> MakeSampler:
    """Sample as the project would if ``factory`` were registered as a strategy.

    Parameters
    ----------
    factory : callable
        Takes the space; makes, for a trial and its past, what makes its samplers.
    """
    return lambda space, seed: ExactSampler(factory(space), space, seed, lookahead=1)


def optuna_sampler(sampler: type[BaseSampler], **options: Any) -> MakeSampler:
    """Sample with one sampler that lives as long as the study, as Optuna's users do."""
    return lambda _space, seed: sampler(seed=seed, **options)  # type: ignore[call-arg]


def tpe(**options: Any) -> Callable[[SearchSpace], SamplerFactory]:
    """Sample with Optuna's TPE."""
    return lambda _space: lambda _past, _trial: lambda seed: TPESampler(seed=seed, **options)


def encoded(
    encode: Callable[[SearchSpace], Encoding], missing: Missing
) -> Callable[[SearchSpace], SamplerFactory]:
    """Sample with TPE on an encoding of the whole space."""

    def samplers(space: SearchSpace) -> SamplerFactory:
        encoding = encode(space)
        return lambda _past, _trial: (
            lambda seed: EncodedTPESampler(encoding, missing=missing, seed=seed)
        )

    return samplers


def registered() -> dict[str, MakeSampler]:
    """Return every strategy of the project that does not simply try everything."""
    return {
        name: partial(own, name, {})
        for name, strategy in strategies.strategies().items()
        if not strategy.exhaustive
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
    """Return everything that can be compared, by name."""
    return REFERENCES | registered() | VARIANTS
