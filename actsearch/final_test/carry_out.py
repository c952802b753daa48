"""Carry out a final test: record that the test part is opened, and train what is missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from actsearch.confirmation.confirmation import Confirmation
from actsearch.confirming.confirm import fresh_seed
from actsearch.datasets import Dataset, Split
from actsearch.final_test import stored
from actsearch.final_test.contenders import Contender, contenders
from actsearch.final_test.measuring import FinalTraining
from actsearch.running import environment
from actsearch.running.in_order import in_order
from actsearch.running.interruption import Interruption
from actsearch.study.study import Study
from actsearch.workers import start


@dataclass(frozen=True, slots=True)
class Progress:
    """A training that is stored now.

    Parameters
    ----------
    contender : Contender
        What was trained.
    seed : int
        Number of the seed, from 0 on.
    training : StoredTraining
        Result.
    """

    contender: Contender
    seed: int
    training: stored.StoredTraining


def carry_out(
    study: Study,
    dataset: Dataset,
    confirmation: Confirmation,
    *,
    workers: int | None = None,
    dask: str | None = None,
    announce: Callable[[str], None],
) -> Iterator[Progress]:
    """Train the answer and the baseline on all samples that are not sealed, and test them.

    The seeds are those of the confirmation, the same for both. Trainings that are stored already
    are not repeated; if none is missing, the test part is not read.

    Parameters
    ----------
    study : Study
        Study that is open for writing.
    dataset : Dataset
        Data of the study.
    confirmation : Confirmation
        What fresh seeds have said of the study.
    workers, dask, announce
        As for :func:`actsearch.running.run.carry_on`.

    Yields
    ------
    Progress
        Each training, as soon as it is stored.

    Raises
    ------
    KeyboardInterrupt
        If a signal came; what is stored is safe.
    WorkersError
        If there are no workers that can train.
    """
    chosen, metric = contenders(confirmation), study.specification.metric
    sibling = study.sibling(stored.study_name(study.stored_name))
    asked = [stored.Tested(name=each.name, digest=each.candidate.digest) for each in chosen]
    # Before the test part is read, so that no kill can hide it.
    stored.record(sibling, asked, confirmation.seeds)
    known = stored.by_candidate(sibling.get_trials(deepcopy=False))
    missing = [
        (each, seed)
        for seed in range(confirmation.seeds)
        for each in chosen
        if seed not in known.get(each.candidate.digest, {})
    ]
    if not missing:
        return
    environment.record(study.directory)
    jobs = [
        FinalTraining(each.candidate, fresh_seed(study.specification.seed, seed), metric)
        for each, seed in missing
    ]
    make_splits = partial(_unsealed, dataset)
    with (
        Interruption() as interruption,
        start(make_splits, workers, dask, lookahead=2**10, announce=announce) as pool,
    ):
        results = in_order(
            jobs,
            [f"{each.candidate} on seed {seed}" for each, seed in missing],
            pool,
            interruption,
            way_out="mend the cause, and test again",
        )
        for (each, seed), result in zip(missing, results, strict=True):
            yield Progress(each, seed, stored.add(sibling, each.candidate, seed, result, metric))


def _unsealed(dataset: Dataset) -> Sequence[Split]:
    """Return one split: all samples to train on, and the test part in the place of validation.

    Nothing else in the package opens the test part.
    """
    whole = dataset.whole()
    X_test, y_test = dataset.unseal(whole)
    return [replace(whole, X_validation=X_test, y_validation=y_test)]
