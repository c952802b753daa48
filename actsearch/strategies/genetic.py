"""``genetic``: DEAP's operators on the trials of the study."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from typing import Any

from deap import tools
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState
from pydantic import Field

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import BASELINE, MakeSampler, Options, SamplerFactory, register
from actsearch.strategies.genome import Genome
from actsearch.strategies.past import Past


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


@dataclass(frozen=True, slots=True)
class Individual:
    """A trial that may become a parent; DEAP's selection looks at ``fitness``."""

    genome: Genome
    fitness: tuple[bool, int, float]


# Whose trials are no first population: this strategy's own are to be random, and so is what comes
# after the baseline.
_NO_PARENTS = (None, "genetic", BASELINE)


class GeneticSampler(BaseSampler):
    """Make one trial a child of earlier ones.

    Parameters
    ----------
    options : GeneticOptions
        Probabilities.
    parents : sequence of Individual
        Of whom two are selected; without any the trial is random.
    seed : int
        Of this child.
    """

    def __init__(self, options: GeneticOptions, parents: Sequence[Individual], seed: int) -> None:
        self._options = options
        self._parents = parents
        self._seed = seed
        self._random = RandomSampler(seed=seed)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Make the child, and return the distributions of the genes that it has inherited."""
        del study, trial
        self._child = self._make() if self._parents else Genome({}, {})
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

    def _make(self) -> Genome:
        options = self._options
        with _deap_draws_from(self._seed):
            first, second = (
                individual.genome
                for individual in tools.selTournament(self._parents, 2, options.tournament_size)
            )
            child: Genome = first
            if random.random() < options.crossover:  # noqa: S311 - no secret
                child = first.cross_over(second)
            return child.mutate(options.mutation)


def parents_of(
    number: int, past: Sequence[FrozenTrial], options: GeneticOptions
) -> list[Individual]:
    """Choose the trials of which a trial may descend, by number.

    The generation of a trial is its number divided by the population, whatever became of it and
    whoever proposed it: trials that failed or were pruned fill it like others, and those of
    another strategy are parents like others. Parents are the trials of the last generation and
    the best of all; before there is one, they are what another strategy has left.
    """
    known = [trial for trial in past if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)]
    population = options.population
    first_of_generation = number - number % population
    if first_of_generation == 0:
        # What another strategy has found is the first population; without, it is random.
        chosen = [trial for trial in known if trial.user_attrs.get("strategy") not in _NO_PARENTS]
    else:
        begin, end = (
            bisect_left(known, first, key=lambda trial: trial.number)
            for first in (first_of_generation - population, first_of_generation)
        )
        elite = nlargest(options.elitism, known, key=_fitness)
        parents = {trial.number: trial for trial in (*known[begin:end], *elite)}
        chosen = [parents[number] for number in sorted(parents)]
    return [
        Individual(Genome(trial.params, trial.distributions), _fitness(trial)) for trial in chosen
    ]


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


@register("genetic", options=GeneticOptions)
def genetic(_space: SearchSpace, options: GeneticOptions) -> SamplerFactory:
    """Genetic: the best trials are crossed over and mutated, generation by generation (DEAP).

    References
    ----------
    Fortin et al., "DEAP: evolutionary algorithms made easy", JMLR 2012.
    """

    def samplers(past: Past, trial: FrozenTrial) -> MakeSampler:
        parents = parents_of(trial.number, past.get_trials(deepcopy=False), options)
        return partial(GeneticSampler, options, parents)

    return samplers
