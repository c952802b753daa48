"""``genetic``: select, cross over and mutate the trials of a study with DEAP's operators."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deap import tools
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState
from pydantic import Field

from actsearch.strategies.base import register
from actsearch.strategies.genome import Genome
from actsearch.strategies.history import History
from actsearch.strategies.proposal import distributions
from actsearch.strategies.ranking import best, ranked
from actsearch.strategies.startup import LearningStrategy
from actsearch.strategies.tree_genes import Trees
from actsearch.trials import BASELINE


@dataclass(frozen=True, slots=True)
class Individual:
    """A trial that may become a parent; DEAP's selection looks at ``fitness``, minus its place."""

    genome: Genome
    fitness: int


# The first generation is random: trials of these strategies are not used as its parents. (Trials
# of old studies and of benchmarks have None.)
_NO_PARENTS = (None, "genetic", BASELINE)


@register("genetic")
class Genetic(LearningStrategy):
    """Genetic: the best trials are crossed over and mutated, generation by generation (DEAP).

    With several objectives, the best are those that NSGA-II selects.

    References
    ----------
    Fortin et al., "DEAP: evolutionary algorithms made easy", JMLR 2012.
    """

    class Options(LearningStrategy.Options):
        """Options of ``genetic``; the bounds only stop nonsense that would take hours."""

        population: int = Field(10, ge=2, le=10_000, description="Trials of a generation.")
        tournament_size: int = Field(
            3, ge=1, le=1000, description="Random trials, of which the best becomes a parent."
        )
        crossover: float = Field(
            0.9, ge=0.0, le=1.0, description="Probability that a child has two parents."
        )
        mutation: float = Field(
            0.1, ge=0.0, le=1.0, description="Probability that a gene changes; at least one does."
        )
        elitism: int = Field(
            10, ge=0, le=10_000, description="Best trials that always stay possible parents."
        )

    options: Options

    def learning_sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that draws one child."""
        del trial
        return _GeneticSampler(self.options, history.once(self._parents), seed)

    def _parents(self, history: History) -> "list[Individual]":
        return parents_of(history.trials, self.options, self._trees)

    @cached_property
    def _trees(self) -> Trees | None:
        has_expressions = self.space is not None and self.space.document.expressions is not None
        return Trees(distributions(self.space)) if has_expressions else None


class _GeneticSampler(BaseSampler):
    """Draws one trial as a child of earlier trials.

    Parameters
    ----------
    options : Genetic.Options
        Probabilities, and the size of a tournament.
    parents : sequence of Individual
        The possible parents. If there are none, the trial is random.
    seed : int
        Seed of this child.
    """

    def __init__(self, options: Genetic.Options, parents: Sequence[Individual], seed: int) -> None:
        self._options = options
        self._parents = parents
        self._seed = seed
        self._random = RandomSampler(seed=seed)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return the distributions of the genes that the child has inherited."""
        del study, trial
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

    @cached_property
    def _child(self) -> Genome:
        options = self._options
        if not self._parents:
            return Genome({}, {})
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
    history: Sequence[FrozenTrial], options: Genetic.Options, trees: Trees | None = None
) -> list[Individual]:
    """Choose the possible parents of the next trial.

    They are the trials of the last generation, and the best trials of all generations. The
    generation of a trial is its number divided by the population: failed and pruned trials count
    too. Trials of another strategy can be parents like any others. In the first generation, only
    trials of another strategy are parents; if there are none, the generation is random.

    Parameters
    ----------
    history : sequence of FrozenTrial
        All trials before the next one.
    options : Genetic.Options
        Population and elitism.
    trees : Trees, optional
        How expressions are bred, if there are any.

    Returns
    -------
    list of Individual
        The possible parents, sorted by trial number.
    """
    known = [trial for trial in history if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)]
    number, population = len(history), options.population
    first_of_generation = number - number % population
    if first_of_generation == 0:
        chosen = [trial for trial in known if trial.user_attrs.get("strategy") not in _NO_PARENTS]
    else:
        begin, end = (
            bisect_left(known, first, key=lambda trial: trial.number)
            for first in (first_of_generation - population, first_of_generation)
        )
        elite = best(known, options.elitism)
        parents = {trial.number: trial for trial in (*known[begin:end], *elite)}
        chosen = [parents[number] for number in sorted(parents)]
    places = {trial.number: place for place, trial in enumerate(ranked(chosen))}
    return [
        Individual(Genome(trial.params, trial.distributions, trees), -places[trial.number])
        for trial in chosen
    ]


@contextmanager
def _deap_draws_from(seed: int) -> Iterator[None]:
    """Seed the global generator, the only one that DEAP uses, and restore it afterwards."""
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
