"""Which candidates a confirmation trains: the best of a study, and its baseline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actsearch.candidate import Candidate
from actsearch.search_space import SearchSpace
from actsearch.trials import Outcome, TrialRecord


@dataclass(frozen=True, slots=True)
class Finalist:
    """A candidate to confirm.

    Parameters
    ----------
    candidate : Candidate
        Candidate that is trained.
    trial : int or None
        Number of the trial that showed it; None of a baseline that was no trial.
    """

    candidate: Candidate
    trial: int | None = None


def finalists(space: SearchSpace, trials: Iterable[TrialRecord], top: int) -> list[Finalist]:
    """Return the baseline, and then the best other candidates of the complete trials.

    Parameters
    ----------
    space : SearchSpace
        Space of the study.
    trials : iterable of TrialRecord
        Trials of the study.
    top : int
        How many candidates besides the baseline, at most.
    """
    # A trial that repeats another one is the same function under another name.
    complete = [
        trial for trial in trials if trial.outcome == Outcome.COMPLETE and trial.repeats is None
    ]
    ranked = sorted(complete, key=lambda trial: trial.merit, reverse=True)
    shown = [Finalist(space.candidate(each.parameters), each.number) for each in ranked]
    baseline = space.candidate(space.baseline())
    first = next((each for each in shown if each.candidate == baseline), Finalist(baseline))
    return [first, *_distinct(shown, baseline)[:top]]


def _distinct(shown: Sequence[Finalist], baseline: Candidate) -> list[Finalist]:
    kept: dict[Candidate, Finalist] = {}
    for each in shown:
        if each.candidate != baseline:
            kept.setdefault(each.candidate, each)
    return list(kept.values())
