"""What of a study is taken away: its answer, a trial, or a candidate that somebody names."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actsearch.activations import Activation, get
from actsearch.candidate import Candidate
from actsearch.errors import NotFoundError, UsageError, shown
from actsearch.search_space import SearchSpace
from actsearch.study.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_WITH_PARAMETERS = re.compile(rf"(.+?)\s*\((\w+={_NUMBER}(?:, *\w+={_NUMBER})*)\)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A candidate to take away.

    Parameters
    ----------
    candidate : Candidate
        What is trained.
    words : str
        What the study says of it, in a sentence.
    """

    candidate: Candidate
    words: str


def answer(study: Snapshot, *, trial: int | None = None, candidate: str | None = None) -> Answer:
    """Choose what of a study is taken away.

    By default it is what its verdict recommends: the confirmed winner, or the baseline if nothing
    beats it; before a confirmation, the best trial.

    Parameters
    ----------
    study : Snapshot
        The study.
    trial : int, optional
        Number of a trial, to take its candidate.
    candidate : str, optional
        An activation such as ``leaky_relu(slope=0.1)``, or one for each layer with ``|`` between
        them, to take with the sizes and settings of the space's default candidate.

    Raises
    ------
    UsageError
        If both are given, the study has no complete trial, or the text names no activations.
    NotFoundError
        If there is no such trial.
    """
    if trial is not None and candidate is not None:
        raise UsageError("a trial and a candidate exclude each other: give one of them")
    if trial is not None:
        return _of_trial(study, trial)
    if candidate is not None:
        return Answer(_named(study, candidate), "it was named, and not chosen by the search")
    found = study.confirmation
    if found is not None:
        best = found.answer
        return Answer(found.baseline if best is None else best.candidate, found.verdict())
    best_trial = study.best_trial
    if best_trial is None:
        raise UsageError(
            f"study {study.name!r} has no complete trial, and so no answer: carry it on first"
        )
    chosen = _of_trial(study, best_trial.number)
    words = f"trial {best_trial.number} has the best score of the search, which is not confirmed"
    return replace(chosen, words=words)


def _of_trial(study: Snapshot, number: int) -> Answer:
    if not 0 <= number < len(study.trials):
        there = f"the trials 0 to {len(study.trials) - 1}" if study.trials else "no trials yet"
        raise NotFoundError(f"study {study.name!r} has {there}, not {number}")
    definition = study.trials[number].definition
    if definition is None:
        # Version 0.1 stored none, and a trial that is running has none yet.
        space = SearchSpace.from_dict(study.specification.space)
        definition = space.candidate(study.trials[number].parameters).to_dict()
    # A probe's training is only begun; what is taken away is trained to its end.
    candidate = replace(Candidate.from_dict(dict(definition)), probe=False)
    return Answer(candidate, f"it is trial {number}, which was named, and not the study's answer")


def _named(study: Snapshot, text: str) -> Candidate:
    space = SearchSpace.from_dict(study.specification.space)
    default = space.candidate(space.baseline())
    sizes = default.hidden_layer_sizes
    given = [_activation(part.strip()) for part in text.split("|")]
    if len(given) == 1:
        given *= len(sizes)
    if len(given) != len(sizes):
        raise UsageError(
            f"{shown(text)} names {len(given)} activations for {len(sizes)} hidden layers: give "
            "one for all, or one for each with | between them",
            parameter="candidate",
        )
    return replace(default, activations=tuple(given))


def _activation(text: str) -> Activation:
    found = _WITH_PARAMETERS.fullmatch(text)
    if found is None:
        return get(text)
    pairs: Sequence[tuple[str, str]] = re.findall(rf"(\w+)=({_NUMBER})", found[2])
    return get(found[1], **{name: float(number) for name, number in pairs})
