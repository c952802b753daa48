"""``genetic``: DEAP's operators on the trials of the study."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from deap import tools
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState
from pydantic import Field

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import BASELINE, Options, SamplerFactory, register
from actsearch.strategies.genome import Genome


class GeneticOptions(Options):
    """Options of ``genetic``.

    Attributes
    ----------
    population : int
        Trials of a generation.
    tournament_size : int
        Of how many randomly chosen trials the best becomes a parent.
    crossover : float
        Probability that a child has two parents.
    mutation : float
        Probability that a gene, which may be a whole layer's, is changed; one always is.
    elitism : int
        How many of the best trials of all may be parents beside those of the last generation.
    """

    population: int = Field(10, ge=2)
    tournament_size: int = Field(3, ge=1)
    crossover: float = Field(0.9, ge=0.0, le=1.0)
    mutation: float = Field(0.1, ge=0.0, le=1.0)
    elitism: int = Field(10, ge=0)


@register("genetic", options=GeneticOptions)
def genetic(_space: SearchSpace, options: GeneticOptions) -> SamplerFactory:
    """Genetic: the best trials are crossed over and mutated, generation by generation (DEAP).

    References
    ----------
    Fortin et al., "DEAP: evolutionary algorithms made easy", JMLR 2012.
    """
    return lambda _number, seed: GeneticSampler(options, seed)


@dataclass(frozen=True, slots=True)
class _Individual:
    """A trial that may become a parent; DEAP's selection looks at ``fitness``."""

    genome: Genome
    fitness: tuple[bool, int, float]


# Whose trials are no first population: this strategy's own are to be random, and so is what comes
# after the baseline.
_NO_PARENTS = (None, "genetic", BASELINE)


class GeneticSampler(BaseSampler):
    """Make one trial a child of earlier ones.

    The generation of a trial is its number divided by the population, whatever became of it and
    whoever proposed it: trials that failed or were pruned fill it like others, and those of
    another strategy are parents like others. Parents are the trials of the last generation and
    the best of all; before there is one, they are what another strategy has left, or else the
    trial is random.

    Parameters
    ----------
    options : GeneticOptions
        Population and probabilities.
    seed : int
        Of this trial.
    """

    def __init__(self, options: GeneticOptions, seed: int) -> None:
        self._options = options
        self._seed = seed
        self._random = RandomSampler(seed=seed)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Make the child, and return the distributions of the genes that it has inherited."""
        parents = self._parents(study.get_trials(deepcopy=False), trial.number)
        self._child = self._make(parents) if parents else Genome({}, {})
        return dict(self._child.distributions)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the genes that the child has inherited."""
        del study, trial, search_space
        return dict(self._child.params)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Draw a gene that no parent had."""
        return self._random.sample_independent(study, trial, param_name, param_distribution)

    def _parents(self, past: Sequence[FrozenTrial], number: int) -> list[_Individual]:
        known = [trial for trial in past if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)]
        population = self._options.population
        first_of_generation = number - number % population
        if first_of_generation == 0:
            # What another strategy has found is the first population; without, it is random.
            chosen = [
                trial for trial in known if trial.user_attrs.get("strategy") not in _NO_PARENTS
            ]
        else:
            begin, end = (
                bisect_left(known, first, key=lambda trial: trial.number)
                for first in (first_of_generation - population, first_of_generation)
            )
            elite = nlargest(self._options.elitism, known, key=_fitness)
            parents = {trial.number: trial for trial in (*known[begin:end], *elite)}
            chosen = [parents[number] for number in sorted(parents)]
        return [
            _Individual(Genome(trial.params, trial.distributions), _fitness(trial))
            for trial in chosen
        ]

    def _make(self, parents: list[_Individual]) -> Genome:
        options = self._options
        with _deap_draws_from(self._seed):
            first, second = (
                individual.genome
                for individual in tools.selTournament(parents, 2, options.tournament_size)
            )
            child: Genome = first
            if random.random() < options.crossover:  # noqa: S311 - no secret
                child = first.cross_over(second)
            return child.mutate(options.mutation)


def _fitness(trial: FrozenTrial) -> tuple[bool, int, float]:
    """Rank pruned trials behind complete ones, and the longer they lasted the higher."""
    value = trial.value
    if value is None or trial.user_attrs.get("outcome") == "diverged":
        return False, 0, 0.0
    if trial.state == TrialState.COMPLETE:
        return True, 0, value
    return False, len(trial.intermediate_values), value


@contextmanager
def _deap_draws_from(seed: int) -> Iterator[None]:
    """Seed the global generator, which is the only one that DEAP knows, and put it back after."""
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
