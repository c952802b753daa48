"""Which candidates a confirmation trains: the best of a study, and the best baseline."""

from collections.abc import Iterable
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

    The baseline is the best complete trial with the activations of the default candidate. Where
    sizes or training settings are searched, these were then tuned for it as for the others.

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
    default = space.candidate(space.baseline())
    baseline = next((each for each in shown if _is_tuned(each.candidate, default)), None)
    others: dict[Candidate, Finalist] = {}
    for each in shown:
        if not _is_tuned(each.candidate, default):
            others.setdefault(each.candidate, each)
    return [baseline or Finalist(default), *list(others.values())[:top]]


def _is_tuned(candidate: Candidate, default: Candidate) -> bool:
    """Tell whether a candidate has the activations of the default one, in any number of layers."""
    return set(candidate.activations) == set(default.activations)
