"""Replay a search: an Optuna study in memory that looks its trainings up in a table."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.samplers import BaseSampler
from tables import Table

from actsearch.search_space import SearchSpace

MakeSampler: TypeAlias = Callable[[SearchSpace, int], BaseSampler]
"""Takes the space and the seed of the search; returns a sampler for the whole study."""

optuna.logging.set_verbosity(optuna.logging.WARNING)


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


def regrets(table: Table, table_seed: int, proposed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance from the best so far to the best of the table, in points of accuracy."""
    accuracies = table.accuracies[table_seed]
    best_so_far = np.maximum.accumulate(accuracies[proposed])
    return np.asarray(100 * (accuracies.max() - best_so_far))
