"""Trials trained anew, to see whether they come out as they are stored."""

import json
import math
from collections.abc import Sequence

import numpy as np
from optuna.trial import FrozenTrial, TrialState

from actsearch import pruning
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.duplicates import Duplicates
from actsearch.search_space import SearchSpace
from actsearch.strategies import known_results
from actsearch.study import records
from actsearch.study.specification import Specification
from actsearch.verification.learning_curve import Course
from actsearch.workers import Task

_PROPOSED = ("candidate", "activation", "activation_params")


class NotReproducedError(Exception):
    """A trial is stored otherwise than it comes out; the message completes "trial 4 ..."."""


def choose(trials: Sequence[FrozenTrial], count: int, seed: int) -> list[FrozenTrial]:
    """Choose trials with a result: the best one, and others by chance; in the order of numbers.

    Parameters
    ----------
    trials : sequence of FrozenTrial
        Of the study.
    count : int
        How many at most.
    seed : int
        Of the choice, which is the same each time.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> trials = [create_trial(value=value) for value in (0.3, 0.9, 0.5)]
    >>> [trial.value for trial in choose(trials, 1, seed=0)]
    [0.9]
    """
    with_result = [trial for trial in trials if records.has_result(trial)]
    ranked = sorted(with_result, key=_merit)
    others = np.random.default_rng(seed).permutation(len(ranked) - 1) if ranked else ()
    places = [0, *(int(place) + 1 for place in others)][:count]
    return sorted((ranked[place] for place in places if ranked), key=lambda trial: trial.number)


def _merit(trial: FrozenTrial) -> tuple[bool, float, float, int]:
    score = trial.value if trial.value is not None else -1.0
    loss = trial.user_attrs.get("val_loss")
    if not isinstance(loss, float) or not math.isfinite(loss):
        loss = math.inf
    return trial.state != TrialState.COMPLETE, -score, loss, trial.number


def check_proposal(space: SearchSpace, trial: FrozenTrial) -> Candidate:
    """Rebuild what was tried from the stored parameters.

    Raises
    ------
    NotReproducedError
        If that is not what the trial says was tried.
    """
    try:
        candidate = space.candidate(trial.params)
    except (LookupError, TypeError, ValueError) as error:
        raise NotReproducedError(
            f"has parameters that are not of its search space ({type(error).__name__}: {error})"
        ) from error
    # As JSON, which is what the stored ones have been.
    rebuilt = json.loads(json.dumps(records.describe(candidate)))
    for name in _PROPOSED:
        if name in trial.user_attrs and trial.user_attrs[name] != rebuilt[name]:
            raise NotReproducedError(
                f"is stored with {name} {trial.user_attrs[name]!r}, and its parameters give "
                f"{rebuilt[name]!r}"
            )
    return candidate


def retrain(
    trials: Sequence[FrozenTrial], trial: FrozenTrial, specification: Specification, split: Split
) -> Course:
    """Train a trial anew, as the study did, and compare.

    Parameters
    ----------
    trials : sequence of FrozenTrial
        Of the study, by number.
    trial : FrozenTrial
        With a result, its own or that of an earlier trial.
    specification : Specification
        Of the study.
    split : Split
        Of the study's data.

    Returns
    -------
    Course
        The stored one, which came out again.

    Raises
    ------
    NotReproducedError
        If it comes out otherwise.
    """
    try:
        stored = Course.stored(trial)
    except ValueError as error:
        raise NotReproducedError(f"has {error}, which nothing can be compared with") from error
    space = SearchSpace.from_dict(specification.space)
    number, candidate = _trained(space, trials, trial)
    first = known_results(number, specification.lookahead)
    past = [each for each in trials if each.number < first]
    try:
        stop = pruning.stop(specification.pruner, past, number)
        evaluation = Task(candidate, specification.seed, stop).run(split)
    except Exception as error:
        raise NotReproducedError(
            f"has a result, and re-trained it fails ({type(error).__name__}: {error})"
        ) from error
    difference = stored.difference(Course.measured(evaluation))
    if difference is not None:
        raise NotReproducedError(difference)
    outcome, known = records.outcome(evaluation), trial.user_attrs.get("outcome")
    if outcome != known:
        raise NotReproducedError(f"was stored as {known}, re-trained it is {outcome}")
    return stored


def _trained(
    space: SearchSpace, trials: Sequence[FrozenTrial], trial: FrozenTrial
) -> tuple[int, Candidate]:
    """Return which trial was trained to get a trial's result, and its candidate."""
    candidate = check_proposal(space, trial)
    source = trial.user_attrs.get("cached_from")
    if source is None:
        return trial.number, candidate
    earlier = next((each for each in trials[: trial.number] if each.number == source), None)
    if earlier is None or not records.has_result(earlier):
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
