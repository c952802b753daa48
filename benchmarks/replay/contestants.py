"""What is compared: the project's strategies, Optuna's samplers, and encodings of the space."""

import warnings
from collections.abc import Callable
from functools import partial

from encoding import Encoding, separate, shared
from optuna.exceptions import ExperimentalWarning
from optuna.samplers import BaseSampler, NSGAIISampler, RandomSampler, TPESampler
from searches import MakeSampler
from tpe import EncodedTPESampler

from actsearch import strategies
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.strategies.base import SamplerFactory

warnings.filterwarnings("ignore", category=ExperimentalWarning)

BASELINE = "Optuna random"


def own(name: str, space: SearchSpace, seed: int) -> BaseSampler:
    """Sample as ``actsearch run --strategy NAME`` does."""
    return ExactSampler(strategies.get(name).samplers(space), seed)


def exact(factory: Callable[[SearchSpace], SamplerFactory]) -> MakeSampler:
    """Sample as the project would if ``factory`` were registered as a strategy."""
    return lambda space, seed: ExactSampler(factory(space), seed)


def optuna_sampler(sampler: type[BaseSampler], **options: object) -> MakeSampler:
    """Sample with one sampler that lives as long as the study, as Optuna's users do."""
    return lambda _space, seed: sampler(seed=seed, **options)  # type: ignore[call-arg]


def tpe(**options: object) -> MakeSampler:
    """Sample with Optuna's TPE, made anew for each trial."""
    return exact(lambda _space: lambda _number, seed: TPESampler(seed=seed, **options))


def encoded(encode: Callable[[SearchSpace], Encoding], **options: object) -> MakeSampler:
    """Sample with TPE on an encoding of the whole space, made anew for each trial."""

    def factory(space: SearchSpace) -> SamplerFactory:
        encoding = encode(space)
        return lambda _number, seed: EncodedTPESampler(encoding, seed=seed, **options)

    return exact(factory)


def registered() -> dict[str, MakeSampler]:
    """Return every strategy of the project that does not simply try everything."""
    return {
        name: partial(own, name)
        for name, strategy in strategies.strategies().items()
        if not strategy.exhaustive
    }


REFERENCES: dict[str, MakeSampler] = {
    BASELINE: optuna_sampler(RandomSampler),
    "Optuna TPE": optuna_sampler(TPESampler),
    "Optuna NSGA-II": optuna_sampler(NSGAIISampler),
    "Optuna NSGA-II, 20 a generation": optuna_sampler(NSGAIISampler, population_size=20),
}

VARIANTS: dict[str, MakeSampler] = {
    "TPE, 5 random first": tpe(n_startup_trials=5),
    "TPE, 20 random first": tpe(n_startup_trials=20),
    "TPE, each parameter alone": tpe(multivariate=False),
    "TPE, groups": tpe(multivariate=True, group=True),
    "TPE, draw all, imputed": encoded(separate, missing="imputed"),
    "TPE, draw all, integrated": encoded(separate, missing="integrated"),
    "TPE, shared shape, imputed": encoded(shared, missing="imputed"),
    "TPE, shared shape, integrated": encoded(shared, missing="integrated"),
    "TPE, draw all, integrated, ordinal": encoded(
        partial(separate, ordinal=True), missing="integrated"
    ),
    "TPE, draw all, integrated, ordinal, no repeats": encoded(
        partial(separate, ordinal=True), missing="integrated", redraws=20
    ),
    "TPE, draw all, integrated, no repeats": encoded(separate, missing="integrated", redraws=20),
}


def contestants() -> dict[str, MakeSampler]:
    """Return everything that can be compared, by name."""
    return REFERENCES | registered() | VARIANTS
