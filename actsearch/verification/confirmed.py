"""Train one training of a confirmation again, and compare it with what is stored."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from actsearch.candidate import Candidate
from actsearch.confirmation import stored
from actsearch.confirming.confirm import FreshSplits, fresh_seed
from actsearch.datasets import Dataset
from actsearch.errors import NotFoundError, StorageError
from actsearch.storage.contents import read_contents
from actsearch.study.specification import Specification
from actsearch.trials import TrialRecord
from actsearch.verification.finding import Finding, short
from actsearch.verification.learning_curve import difference, digest
from actsearch.workers import Task


def check(
    database: str | Path, study: str, specification: Specification, data: Dataset, why: str
) -> Iterator[Finding]:
    """Check a random training on a fresh seed, the same one each time; none if there is none.

    Parameters
    ----------
    database : str or Path
        URL or file of the study's database.
    study : str
        Name of the study.
    specification : Specification
        Specification of the study.
    data : Dataset
        Data of the study.
    why : str
        What may explain a difference.

    Yields
    ------
    Finding
        At most one.
    """
    try:
        _, trials = read_contents(database, stored.study_name(study))
        known = stored.by_candidate(trials)
    except NotFoundError:
        return
    except StorageError as error:
        yield Finding(check="confirmation", status="failed", message=str(error))
        return
    trainings = [(record, seed) for own in known.values() for seed, record in own.items()]
    if not trainings:
        return
    place = int(np.random.default_rng(specification.seed).integers(len(trainings)))
    record, seed = trainings[place]
    yield _train(record, seed, specification, data, why)


def _train(
    record: TrialRecord, seed: int, specification: Specification, data: Dataset, why: str
) -> Finding:
    candidate = Candidate.from_dict(dict(record.definition or {}))
    name = f"{candidate} on fresh seed {seed + 1}"
    (split,) = FreshSplits(specification, data, range(seed, seed + 1))()
    task = Task(candidate, (fresh_seed(specification.seed, seed),), specification.metric)
    (again,) = task.run([split]).runs
    runs = () if record.evaluation is None else record.evaluation.runs
    differs = difference(runs[0], again) if len(runs) == 1 else f"has {len(runs)} runs"
    if differs is not None:
        message = f"{name} {differs}; {why}"
        return Finding(check="confirmation", status="failed", message=message)
    return Finding(
        check="confirmation",
        status="ok",
        message=f"{name} comes out the same to the last bit ({short(digest(runs))})",
        digest=digest(runs),
    )
