"""Replay a search: an Optuna study in memory that looks its trainings up in a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, TypeAlias

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial, TrialState
from tables import Table

from actsearch.evaluation import Stop
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler, Strategy, known_results
from actsearch.study import defaults
from actsearch.trials import BASELINE

MakeSampler: TypeAlias = Callable[[SearchSpace, int], BaseSampler]
"""Takes the space and the seed of the search; returns a sampler for the whole study."""

optuna.logging.set_verbosity(optuna.logging.ERROR)


def replay(
    make_sampler: MakeSampler,
    space: SearchSpace,
    table: Table,
    *,
    table_seed: int,
    search_seed: int,
    n_trials: int = 60,
) -> NDArray[np.int64]:
    """Search once, like a study.

    Parameters
    ----------
    make_sampler : callable
        Makes the sampler; see :func:`contestants.own` for a strategy of the project.
    space : SearchSpace
        Space that trials draw from.
    table : Table
        Table of this space, or of the finite space with its name.
    table_seed : int
        Seed of the trainings to look up; as in a study, it is the same for all trials.
    search_seed : int
        Seed of the sampler.
    n_trials : int
        Number of trials.

    Returns
    -------
    ndarray of int, shape (n_trials,)
        Index in the table of each trial's candidate.
    """
    accuracies = table.accuracies[table_seed]
    study = optuna.create_study(direction="maximize", sampler=make_sampler(space, search_seed))
    proposed = []
    for _ in range(n_trials):
        trial = study.ask()
        space.suggest(trial)
        index = table.index(trial.params, trial.distributions)
        study.tell(trial, accuracies[index])
        proposed.append(index)
    return np.array(proposed)


def recommended(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the number of the trial that is recommended after each trial.

    It is the one with the best score. In a study the loss decides among equals, but most tables
    have none: here it is the first of them.

    Parameters
    ----------
    scores : ndarray of float, shape (n_trials,)
        Score of each trial in the seed that the search sees.
    """
    leads = np.concatenate(([True], scores[1:] > np.maximum.accumulate(scores)[:-1]))
    return np.maximum.accumulate(np.where(leads, np.arange(len(scores)), 0))


def regrets(table: Table, table_seed: int, proposed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance from what is recommended so far to the best, in points of accuracy.

    Both are judged with the other seeds, so that a search gains nothing by luck with its own.
    """
    chosen = proposed[recommended(table.accuracies[table_seed][proposed])]
    truth = table.means_without(table_seed)
    return np.asarray(100 * (truth.max() - truth[chosen]))


@dataclass(frozen=True, slots=True)
class Training:
    """What a candidate would give if nothing stopped it.

    Parameters
    ----------
    readings : sequence of float
        What pruners compare: the accuracy at each checkpoint, or of several splits on each.
    loss : float or None
        Validation loss at the end.
    of_splits : bool
        Whether the readings are of several splits: their mean is the score, and not the last.
    learned : mapping of str to sequence of float
        Value of each learned parameter at each reading.
    """

    readings: Sequence[float]
    loss: float | None = None
    of_splits: bool = False
    learned: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def score(self, count: int) -> float:
        """Return the score after so many readings."""
        return fmean(self.readings[:count]) if self.of_splits else self.readings[count - 1]


Lookup: TypeAlias = Callable[[FrozenTrial], Training]
"""Takes a trial that has drawn its candidate; returns its training."""

MakeStop: TypeAlias = Callable[[Sequence[Sequence[float]], int], Stop | None]
"""Takes the known readings of earlier trials and a trial's number, like ``pruning.stop``."""


def search(
    strategy: Strategy,
    make_stop: MakeStop,
    look_up: Lookup,
    seed: int,
    *,
    trials: int | None = None,
    readings: int | None = None,
    lookahead: int = defaults.LOOKAHEAD,
) -> list[FrozenTrial]:
    """Search like ``actsearch run``, the baseline first; return the trials.

    Parameters
    ----------
    strategy : Strategy
        Proposes the candidates.
    make_stop : callable
        See :data:`MakeStop`; for a pruner of the project ``partial(pruning.stop, name)``.
    look_up : callable
        See :data:`Lookup`.
    seed : int
        Seed of the search.
    trials, readings : int, optional
        The search ends after so many trials, or the trial with which it has so many readings.
    lookahead : int
        How many trials run at the same time.
    """
    space = strategy.space
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(strategy, space, seed, lookahead)
    )
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": BASELINE})
    known: list[list[float]] = []
    number = used = 0
    while (trials is None or number < trials) and (readings is None or used < readings):
        trial = study.ask()
        if number > 0:
            trial.set_user_attr("strategy", getattr(strategy, "name", "contestant"))
        space.suggest(trial)
        training = look_up(study.get_trials(deepcopy=False)[number])
        history = known[: known_results(number, lookahead)]
        stop = _stop_probe if space.candidate(trial.params).probe else make_stop(history, number)
        known.append(_train(trial, training, stop))
        complete = len(known[-1]) == len(training.readings)
        if complete and training.loss is not None:
            trial.set_user_attr("val_loss", training.loss)
        if training.learned:
            trial.set_user_attr("n_weights", 1)
            trial.set_user_attr("runs", [_run(training, len(known[-1]))])
        state = TrialState.COMPLETE if complete else TrialState.PRUNED
        study.tell(trial, training.score(len(known[-1])) if complete else None, state=state)
        used += len(known[-1])
        number += 1
    return study.get_trials(deepcopy=False)


def _train(trial: optuna.Trial, training: Training, stop: Stop | None) -> list[float]:
    """Report the score after each reading until it is stopped; return the readings."""
    last = len(training.readings)
    for count in range(1, last + 1):
        trial.report(training.score(count), count)
        seen = list(training.readings[:count])
        if stop is not None and count < last and stop(seen):
            return seen
    return list(training.readings)


def _run(training: Training, count: int) -> dict[str, Any]:
    """Return a run as a study stores it, ended after so many readings; of no account is 0."""
    nothing = dict.fromkeys(("seconds", "seconds_per_epoch", "inference_microseconds"), 0.0)
    return {
        "seed": None,
        "scores": {"accuracy": list(training.readings[:count])},
        "val_losses": [0.0] * count,
        "train_losses": [0.0] * count,
        "learned": {name: list(values[:count]) for name, values in training.learned.items()},
        **nothing,
    }


def _stop_probe(readings: Sequence[float]) -> bool:
    return len(readings) == 2  # a fifth of ten, as in actsearch.evaluation
