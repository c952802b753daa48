"""Checks of a study that need no training; each returns a finding in words."""

import hashlib
import json
from contextlib import suppress
from typing import Any

from optuna.trial import FrozenTrial
from pydantic import ValidationError

from actsearch.datasets import Dataset
from actsearch.errors import ActsearchError, StorageError
from actsearch.running import environment
from actsearch.search_space import SearchSpace
from actsearch.study.attributes import StudyAttributes
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile, changes
from actsearch.trials import TrialRecord
from actsearch.verification import retraining
from actsearch.verification.consistency import problems
from actsearch.verification.finding import Finding, few, short
from actsearch.verification.retraining import NotReproducedError

_UNKNOWN = "the environment that it was trained in is not known"


def check_trials(trials: list[FrozenTrial]) -> Finding:
    """Check the numbers of the trials, and that no trial contradicts itself."""
    finished = [trial for trial in trials if trial.state.is_finished()]
    wrong = [f"trial {trial.number} {what}" for trial in finished for what in problems(trial)]
    numbers = [trial.number for trial in trials]
    if numbers != list(range(len(numbers))):
        expected = range(max(numbers) + 1)
        lost = [str(number) for number in expected if number not in set(numbers)]
        wrong.insert(0, f"missing: {', '.join(lost)}" if lost else "a number occurs twice")
    if wrong:
        return Finding(
            check="trials",
            status="failed",
            message=f"{few(wrong)}; restore the database from a backup",
        )
    running = len(trials) - len(finished)
    rest = f", and {running} not finished yet" if running else ""
    return Finding(
        check="trials",
        status="ok",
        message=f"{len(finished)} finished trials are consistent{rest}",
    )


def check_specification(
    directory: StudyDirectory, file: StudyFile, attributes: dict[str, Any]
) -> Finding:
    """Compare the specification file with the copy in the database."""
    mine = file.specification.model_dump(mode="json")
    theirs = attributes.get("specification")
    # In today's form, because the database may have a specification of an earlier version; one that
    # cannot be read shows its differences as they are.
    with suppress(ValidationError):
        theirs = Specification.model_validate(theirs).model_dump(mode="json")
    digest = hashlib.sha256(
        json.dumps(mine, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    if mine == theirs:
        return Finding(
            check="specification",
            status="ok",
            message=f"the file and the database have the same one ({short(digest)})",
            digest=digest,
        )
    differs = f"differ: {few(changes(mine, theirs))}" if theirs else "differ: the database has none"
    return Finding(
        check="specification",
        status="failed",
        message=f"{str(directory.specification)!r} and the database {differs}; restore the one "
        "that was changed (the checks below use the database's)",
    )


def check_phases(
    study: str, specification: Specification, attributes: dict[str, Any], n_trials: int
) -> Finding:
    """Check the study's attributes: its phases, and the number of trials that it is to have."""
    try:
        read = StudyAttributes.read(attributes, study)
        phases = read.phases(specification, n_trials, study)
    except StorageError as error:
        return Finding(check="phases", status="failed", message=str(error))
    message = "; ".join(f"{phase.strategy} from trial {phase.first_trial}" for phase in phases)
    return Finding(check="phases", status="ok", message=message)


def decisive_specification(file: StudyFile, attributes: dict[str, Any]) -> Specification:
    """Return the specification that the trials follow from.

    It is the one stored in the database with them; the file's if that cannot be read.
    """
    try:
        return Specification.model_validate(attributes.get("specification"))
    except ValidationError:
        return file.specification


def check_data(specification: Specification) -> tuple[Dataset | None, Finding]:
    """Load the data and compare their fingerprint; None if they are not those of the study."""
    wanted = specification.dataset
    try:
        data = wanted.load()
    except (ActsearchError, OSError) as error:
        message = f"the data cannot be loaded ({error})"
        return None, Finding(check="data", status="failed", message=message)
    if data.fingerprint != wanted.fingerprint:
        message = (
            f"the data in {wanted.source!r} are not those that the study began with (now "
            f"{short(data.fingerprint)}, then {short(wanted.fingerprint)}); restore them"
        )
        return None, Finding(check="data", status="failed", message=message)
    return data, Finding(
        check="data",
        status="ok",
        message=f"{wanted.source} is what the study began with ({short(data.fingerprint)})",
        digest=data.fingerprint,
    )


def check_environment(directory: StudyDirectory) -> tuple[str, Finding]:
    """Compare this environment with the last one that the study ran in.

    Returns
    -------
    why : str
        Why a training may differ, in words that end the message about it.
    finding : Finding
        Result of the comparison.
    """
    try:
        recorded = environment.recorded(directory)
    except StorageError as error:
        finding = Finding(check="environment", status="failed", message=str(error))
        return _UNKNOWN, finding
    if not recorded:
        message = "none is recorded, so a training that differs cannot be explained"
        finding = Finding(check="environment", status="warning", message=message)
        return _UNKNOWN, finding
    drift = environment.drift(recorded[-1], environment.capture())
    if drift:
        changed = f"the environment has changed: {', '.join(drift)}"
        message = f"{changed}; trainings may round differently; to compare, install what was there"
        return changed, Finding(check="environment", status="warning", message=message)
    finding = Finding(
        check="environment", status="ok", message="the same as when the study last ran"
    )
    if len(recorded) > 1:
        return (
            f"the study ran in {len(recorded)} environments, and the trial may come from an "
            f"earlier one: see {str(directory.environment)!r}"
        ), finding
    return (
        "the environment has not changed, so somebody has changed what is stored, or the code: "
        "restore the database from a backup"
    ), finding


def check_proposals(
    specification: Specification, trials: list[TrialRecord]
) -> tuple[SearchSpace | None, Finding]:
    """Compare every candidate with its parameters; also return the search space, if it is valid."""
    try:
        space = SearchSpace.from_dict(specification.space)
    except ActsearchError as error:
        return None, Finding(check="proposals", status="failed", message=str(error))
    wrong = []
    for trial in trials:
        try:
            retraining.check_proposal(space, trial)
        except NotReproducedError as error:
            wrong.append(f"trial {trial.number} {error}")
    if wrong:
        return space, Finding(
            check="proposals",
            status="failed",
            message=f"{few(wrong)}; restore the database from a backup",
        )
    return space, Finding(
        check="proposals",
        status="ok",
        message=f"the parameters of {len(trials)} finished trials give the stored candidates",
    )
