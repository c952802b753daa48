"""Phases of a study: which strategy proposes which trials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy, get
from actsearch.strategies.history import History


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a study in which one strategy proposes all trials.

    Parameters
    ----------
    first_trial : int
        Number of the first trial of the phase.
    strategy : str
        Name of the strategy.
    options : dict
        All options of the strategy.
    """

    first_trial: int
    strategy: str
    options: Mapping[str, Any]

    def completes_generation(self, number: int) -> bool:
        """Tell whether a trial is the last of its generation."""
        return self.population is not None and (number + 1) % self.population == 0

    @property
    def chosen(self) -> dict[str, Any]:
        """The options that are not the strategy's defaults.

        Examples
        --------
        >>> Phase(0, "genetic", {"population": 20}).chosen
        {'population': 20}
        """
        usual = get(self.strategy).configure({})
        return {name: value for name, value in self.options.items() if value != usual.get(name)}

    @property
    def population(self) -> int | None:
        """Number of trials in a generation; None if the strategy has no generations."""
        population = self.options.get("population")
        return None if population is None else int(population)


class InPhases(Strategy):
    """A strategy that lets the strategy of each trial's phase propose.

    Parameters
    ----------
    phases : sequence of Phase
        Phases sorted by first trial.
    space : SearchSpace
        Space that candidates are drawn from.
    """

    def __init__(self, phases: Sequence[Phase], space: SearchSpace) -> None:
        super().__init__(space)
        self._phases = phases
        self._strategies = {
            phase.first_trial: get(phase.strategy)(space, phase.options) for phase in phases
        }

    def proposes_all(self, number: int) -> bool:
        """Tell whether the strategy of the trial's phase does."""
        return self._strategies[phase_of(self._phases, number).first_trial].exhaustive

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler of the strategy of the trial's phase."""
        phase = phase_of(self._phases, trial.number)
        return self._strategies[phase.first_trial].sampler(history, trial, seed)


def phase_of(phases: Sequence[Phase], number: int) -> Phase:
    """Return the phase that a trial belongs to.

    Examples
    --------
    >>> phases = [Phase(0, "random", {}), Phase(20, "bayes", {})]
    >>> [phase_of(phases, number).strategy for number in (0, 19, 20)]
    ['random', 'random', 'bayes']
    """
    return next(phase for phase in reversed(phases) if phase.first_trial <= number)


def generation_of(phases: Sequence[Phase], number: int) -> int | None:
    """Return the generation of a trial, from 0 on; None if its strategy has no generations.

    A phase continues the numbering of the phase before.

    Examples
    --------
    >>> phases = [Phase(0, "genetic", {"population": 5}), Phase(20, "genetic", {"population": 10})]
    >>> [generation_of(phases, number) for number in (4, 5, 19, 20, 29, 30)]
    [0, 1, 3, 4, 4, 5]
    """
    begun = [phase for phase in phases if phase.first_trial <= number]
    ends = [*(phase.first_trial - 1 for phase in begun[1:]), number]
    reached = None
    for phase, end in zip(begun, ends, strict=True):
        if phase.population is not None:
            begin = phase.first_trial // phase.population
            first = begin if reached is None else reached + 1
            reached = first + end // phase.population - begin
    return None if begun[-1].population is None else reached
