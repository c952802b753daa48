"""Train trials again, and compare the results with what is stored."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from actsearch import objectives, pruning
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.duplicates import Duplicates
from actsearch.errors import UsageError
from actsearch.runs import Run
from actsearch.search_space import SearchSpace
from actsearch.strategies import known_results
from actsearch.study.specification import Specification
from actsearch.trials import Description, TrialRecord
from actsearch.verification.learning_curve import difference
from actsearch.workers import Task


class NotReproducedError(Exception):
    """A trial does not give what is stored; the message completes "trial 4 ..."."""


def choose(trials: Sequence[TrialRecord], count: int, seed: int) -> list[TrialRecord]:
    """Choose the best trial and random others that have a result; return them sorted by number.

    Parameters
    ----------
    trials : sequence of TrialRecord
        Trials of the study.
    count : int
        How many trials to choose at most.
    seed : int
        Seed of the random choice: the same seed gives the same trials.

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
    """Rebuild a trial's candidate from its stored parameters, and compare.

    Raises
    ------
    NotReproducedError
        If the stored candidate is another one.
    """
    try:
        candidate = space.candidate(trial.parameters)
    except (LookupError, TypeError, ValueError) as error:
        raise NotReproducedError(
            f"has parameters that its search space does not have ({type(error).__name__}: {error})"
        ) from error
    if trial.description is not None:
        # The stored description was JSON, so compare what JSON gives back.
        rebuilt = json.loads(json.dumps(asdict(Description.of(candidate))))
        for name, stored in asdict(trial.description).items():
            if stored != rebuilt[name]:
                raise NotReproducedError(
                    f"is stored with {name} {stored!r}, but its parameters give {rebuilt[name]!r}"
                )
    if trial.definition is not None and not _defines(trial.definition, candidate):
        raise NotReproducedError("is stored with another candidate than its parameters give")
    return candidate


def _defines(definition: Mapping[str, Any], candidate: Candidate) -> bool:
    try:
        # Read, because a study of an earlier version lacks the settings that came later.
        return Candidate.from_dict(definition) == candidate
    except UsageError:
        return False  # consistency.py has told that it cannot be read


def retrain(
    trials: Sequence[TrialRecord],
    trial: TrialRecord,
    specification: Specification,
    splits: Sequence[Split],
) -> tuple[Run, ...]:
    """Train a trial again, as the study did, and compare the results.

    Parameters
    ----------
    trials : sequence of TrialRecord
        Trials of the study, sorted by number.
    trial : TrialRecord
        Trial with a result, its own or that of an earlier trial.
    specification : Specification
        Specification of the study.
    splits : sequence of Split
        Splits of the study's data.

    Returns
    -------
    tuple of Run
        The stored runs, if the second trainings give the same.

    Raises
    ------
    NotReproducedError
        If the second training differs.
    """
    if trial.evaluation is None:
        raise NotReproducedError("has no run, so that nothing can be compared")
    stored = trial.evaluation.runs
    space = SearchSpace.from_dict(specification.space)
    number, candidate = _trained(space, trials, trial)
    first = known_results(number, specification.lookahead)
    history = [each.readings for each in trials if each.number < first]
    try:
        stop = pruning.stop(specification.pruner, history, number, splits=specification.splits)
        task = Task(candidate, specification.seeds, specification.metric, stop)
        evaluation = task.run(splits)
    except Exception as error:
        raise NotReproducedError(
            f"has a result, and re-trained it fails ({type(error).__name__}: {error})"
        ) from error
    again = evaluation.runs
    for number, (mine, theirs) in enumerate(zip(stored, again, strict=False), start=1):
        differs = difference(mine, theirs)
        if differs is not None:
            raise NotReproducedError(differs + (f" of split {number}" if len(stored) > 1 else ""))
    if len(stored) != len(again):
        raise NotReproducedError(f"was stored with {len(stored)} runs, re-trained: {len(again)}")
    outcome = TrialRecord.of_evaluation(number, candidate, evaluation).outcome
    if outcome != trial.outcome:
        raise NotReproducedError(f"was stored as {trial.outcome}, re-trained it is {outcome}")
    costs = objectives.costs(trial.costs, evaluation)
    if costs != trial.costs:
        raise NotReproducedError(f"was stored with costs {trial.costs}, re-trained: {costs}")
    return stored


def _trained(
    space: SearchSpace, trials: Sequence[TrialRecord], trial: TrialRecord
) -> tuple[int, Candidate]:
    """Return the trial whose training gave this trial's result: its number and candidate."""
    candidate = check_proposal(space, trial)
    source = trial.repeats
    if source is None:
        return trial.number, candidate
    earlier = next((t for t in trials if t.number == source and source < trial.number), None)
    if earlier is None or not earlier.outcome.has_result:
        raise NotReproducedError(f"took its result from trial {source}, which has none")
    # Return the earlier candidate, which was trained. Equal functions that are written differently
    # may round differently.
    known = Duplicates()
    known.first(original := check_proposal(space, earlier), earlier.number)
    if known.first(candidate, trial.number) != earlier.number:
        raise NotReproducedError(
            f"took its result from trial {source}, which tried another candidate"
        )
    return earlier.number, original
