"""Trials trained anew, to see whether they come out as they are stored."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from actsearch import pruning
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.duplicates import Duplicates
from actsearch.evaluation import Run
from actsearch.search_space import SearchSpace
from actsearch.strategies import known_results
from actsearch.study.specification import Specification
from actsearch.trials import Description, TrialRecord
from actsearch.verification.learning_curve import difference
from actsearch.workers import Task


class NotReproducedError(Exception):
    """A trial is stored otherwise than it comes out; the message completes "trial 4 ..."."""


def choose(trials: Sequence[TrialRecord], count: int, seed: int) -> list[TrialRecord]:
    """Choose trials with a result: the best one, and others by chance; in the order of numbers.

    Parameters
    ----------
    trials : sequence of TrialRecord
        Trials of the study.
    count : int
        How many at most.
    seed : int
        Seed of the choice, which is the same each time.

    Examples
    --------
    >>> from actsearch.trials import Outcome
    >>> trials = [TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score)
    ...           for number, score in enumerate((0.3, 0.9, 0.5))]
    >>> [trial.score for trial in choose(trials, 1, seed=0)]
    [0.9]
    """
    with_result = [trial for trial in trials if trial.outcome.has_result]
    ranked = sorted(with_result, key=lambda trial: trial.merit, reverse=True)
    others = np.random.default_rng(seed).permutation(len(ranked) - 1) if ranked else ()
    places = [0, *(int(place) + 1 for place in others)][:count]
    return sorted((ranked[place] for place in places if ranked), key=lambda trial: trial.number)


def check_proposal(space: SearchSpace, trial: TrialRecord) -> Candidate:
    """Rebuild what was tried from the stored parameters.

    Raises
    ------
    NotReproducedError
        If that is not what the trial says was tried.
    """
    try:
        candidate = space.candidate(trial.parameters)
    except (LookupError, TypeError, ValueError) as error:
        raise NotReproducedError(
            f"has parameters that are not of its search space ({type(error).__name__}: {error})"
        ) from error
    if trial.description is not None:
        # As JSON, which is what the stored ones have been.
        rebuilt = json.loads(json.dumps(asdict(Description.of(candidate))))
        for name, stored in asdict(trial.description).items():
            if stored != rebuilt[name]:
                raise NotReproducedError(
                    f"is stored with {name} {stored!r}, and its parameters give {rebuilt[name]!r}"
                )
    if trial.candidate is not None and trial.candidate != candidate:
        raise NotReproducedError(
            "is stored with a definition that is not the candidate that its parameters give"
        )
    return candidate


def retrain(
    trials: Sequence[TrialRecord], trial: TrialRecord, specification: Specification, split: Split
) -> Run:
    """Train a trial anew, as the study did, and compare.

    Parameters
    ----------
    trials : sequence of TrialRecord
        Trials of the study, by number.
    trial : TrialRecord
        With a result, its own or that of an earlier trial.
    specification : Specification
        What the study is.
    split : Split
        Training and validation part of the study's data.

    Returns
    -------
    Run
        The stored one, which came out again.

    Raises
    ------
    NotReproducedError
        If it comes out otherwise.
    """
    if trial.evaluation is None:
        raise NotReproducedError("has no run, so that nothing can be compared")
    (stored,) = trial.evaluation.runs
    space = SearchSpace.from_dict(specification.space)
    number, candidate = _trained(space, trials, trial)
    first = known_results(number, specification.lookahead)
    history = [each.learning_curve for each in trials if each.number < first]
    try:
        stop = pruning.stop(specification.pruner, history, number)
        evaluation = Task(candidate, specification.seed, stop).run(split)
    except Exception as error:
        raise NotReproducedError(
            f"has a result, and re-trained it fails ({type(error).__name__}: {error})"
        ) from error
    differs = difference(stored, evaluation.runs[0])
    if differs is not None:
        raise NotReproducedError(differs)
    outcome = TrialRecord.of_evaluation(number, candidate, evaluation).outcome
    if outcome != trial.outcome:
        raise NotReproducedError(f"was stored as {trial.outcome}, re-trained it is {outcome}")
    return stored


def _trained(
    space: SearchSpace, trials: Sequence[TrialRecord], trial: TrialRecord
) -> tuple[int, Candidate]:
    """Return which trial was trained to get a trial's result, and its candidate."""
    candidate = check_proposal(space, trial)
    source = trial.repeats
    if source is None:
        return trial.number, candidate
    earlier = next((t for t in trials if t.number == source and source < trial.number), None)
    if earlier is None or not earlier.outcome.has_result:
        raise NotReproducedError(f"took its result from trial {source}, which has none")
    # Equal functions may be written differently, and then round differently: what was trained
    # is the earlier one.
    known = Duplicates()
    known.first(original := check_proposal(space, earlier), earlier.number)
    if known.first(candidate, trial.number) != earlier.number:
        raise NotReproducedError(
            f"took its result from trial {source}, which tried another candidate"
        )
    return earlier.number, original
