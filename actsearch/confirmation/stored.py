"""How evaluations of a confirmation are stored: as trials of an Optuna study beside the search's.

The study is in the same database, under a name of its own, so that Optuna's tools show it and no
strategy mistakes it for trials. A training is written in one transaction, when it is over.
"""

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actsearch.confirmation.race import seeds_due
from actsearch.errors import StorageError
from actsearch.runs import Evaluation
from actsearch.trials import TrialRecord, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import optuna
    from optuna.trial import FrozenTrial

    from actsearch.candidate import Candidate

RACE = "race"
"""Attribute of the study: the last race that was begun, see :class:`Race`."""

FINISHED = "finished race"
"""Attribute of the study: the race before it that is over."""

# No study of a search can have such a name.
_SUFFIX = " (confirmation)"
_TRIAL, _SEED = "trial", "seed"
_MOST = 2**31 - 1


class Race(BaseModel):
    """Who is confirmed against whom, and with how many seeds: the last such race of a study.

    Attributes
    ----------
    seeds : int
        Number of seeds.
    finalists : list of str
        Digests of the finalists, without the baseline.
    baseline : str or None
        Digest of the baseline; None means the default candidate of the search space.
    overlap : float
        Validation samples of a split for each of its training samples.
    looks : int
        How many races of the study were over by the end of this one.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    seeds: Annotated[int, Field(ge=2)]
    finalists: Annotated[list[str], Field(min_length=1)]
    baseline: str | None = None
    overlap: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    looks: Annotated[int, Field(ge=1)] = 1

    @classmethod
    def read(cls, attributes: "Mapping[str, Any]", name: str = RACE) -> "Race | None":
        """Read a race from a study's attributes; None if there is none.

        Raises
        ------
        StorageError
            If it is not as ``confirm`` writes it.
        """
        if name not in attributes:
            return None
        try:
            return cls.model_validate(attributes[name])
        except ValidationError as error:
            raise StorageError(
                "the confirmation has an attribute that actsearch did not write; restore the "
                "database from a backup"
            ) from error

    def is_over(self, scores: "Mapping[str, Sequence[float]]", baseline: "Sequence[float]") -> bool:
        """Tell whether everything is trained that is to be trained.

        Parameters
        ----------
        scores : mapping
            Scores of each finalist on the first seeds, by its digest.
        baseline : sequence of float
            Scores of the baseline.
        """
        if len(baseline) < self.seeds:
            return False
        due = seeds_due(scores, seeds=self.seeds, overlap=self.overlap)
        return all(len(scores[digest]) >= n for digest, n in due.items())


def study_name(study: str) -> str:
    """Return the name of the Optuna study that confirms a study."""
    return f"{study}{_SUFFIX}"


def add(
    study: "optuna.Study", candidate: "Candidate", trial: int | None, seed: int, result: Evaluation
) -> TrialRecord:
    """Store the evaluation of a candidate on one seed.

    Parameters
    ----------
    study : optuna.Study
        Study of the confirmation.
    candidate : Candidate
        Candidate that was trained.
    trial : int or None
        Number of the search's trial with this candidate; None of a baseline that was no trial.
    seed : int
        Number of the seed, from 0 on.
    result : Evaluation
        Result of the training.
    """
    from optuna.distributions import IntDistribution
    from optuna.trial import TrialState, create_trial

    record = TrialRecord.of_evaluation(0, candidate, result)
    distribution = IntDistribution(-1, _MOST)
    study.add_trial(
        create_trial(
            state=TrialState.COMPLETE,
            value=record.score,
            params={_TRIAL: -1 if trial is None else trial, _SEED: seed},
            distributions={_TRIAL: distribution, _SEED: distribution},
            user_attrs=stored.attributes(record),
            intermediate_values=stored.learning_curve(record),
        )
    )
    return record


def by_candidate(trials: "Iterable[FrozenTrial]") -> dict[str, dict[int, TrialRecord]]:
    """Return what is stored: by the candidate's digest, and then by the number of the seed.

    Raises
    ------
    StorageError
        If a trial is not as :func:`add` writes it.
    """
    # A leaderboard without a confirmation does without the time that this import takes.
    from actsearch.candidate import Candidate

    found: dict[str, dict[int, TrialRecord]] = defaultdict(dict)
    for trial in trials:
        record = stored.read(trial)
        stored.check_result(record)
        seed = trial.params.get(_SEED)
        if record.definition is None or not isinstance(seed, int):
            raise StorageError(
                f"trial {trial.number} of the confirmation has no candidate or no seed; restore "
                "the database from a backup"
            )
        found[Candidate.from_dict(record.definition).digest][seed] = record
    return found


def first_scores(known: "Mapping[str, Mapping[int, TrialRecord]]", digest: str) -> list[float]:
    """Return a candidate's scores on the first seeds, up to the first seed that is missing.

    Raises
    ------
    StorageError
        If a training has no score.
    """
    by_seed = known.get(digest, {})
    scores: list[float] = []
    while len(scores) in by_seed:
        score = by_seed[len(scores)].score
        if score is None:
            raise StorageError("the confirmation has a training without a score; restore a backup")
        scores.append(score)
    return scores
