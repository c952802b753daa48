"""Ask, evaluate, tell: the loop that fills a study, from wherever it was left."""

import time
from collections.abc import Iterator

from optuna.trial import FrozenTrial, Trial

from actsearch import strategies
from actsearch.datasets import Split
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.study import environment, records
from actsearch.study.interruption import Interruption
from actsearch.study.specification import Specification
from actsearch.study.study import Study


def most_trials(specification: Specification) -> int | None:
    """Count the trials after which the strategy has nothing left to propose; None is no end."""
    space = SearchSpace.from_dict(specification.space)
    return space.size() if strategies.get(specification.strategy).exhaustive else None


def run(
    study: Study, split: Split, interruption: Interruption, deadline: float | None = None
) -> Iterator[FrozenTrial]:
    """Carry out the trials that are missing from a study's target.

    Parameters
    ----------
    study : Study
        Open for writing.
    split : Split
        Of the dataset that its specification names, by its seed.
    interruption : Interruption
        Entered; when a signal comes, the training at hand is abandoned, and the next run takes
        its trial up again.
    deadline : float, optional
        Value of ``time.monotonic()`` after which no further trial is begun.

    Yields
    ------
    FrozenTrial
        Each trial, as soon as it is stored.

    Raises
    ------
    Interrupted
        If a signal came.
    """
    specification = study.specification
    space = SearchSpace.from_dict(specification.space)
    samplers = strategies.get(specification.strategy).samplers(space)
    study.optuna_study.sampler = ExactSampler(samplers, specification.seed)
    study.n_validation = len(split.y_validation)
    environment.record(study.directory)

    trials = study.trials
    abandoned = [trial for trial in trials if not trial.state.is_finished()]
    missing = study.target - (len(trials) - len(abandoned))
    for _ in range(missing):
        if deadline is not None and time.monotonic() >= deadline:
            return
        # A trial whose process was killed keeps its number and its parameters.
        trial = (
            Trial(study.optuna_study, abandoned.pop(0)._trial_id)
            if abandoned
            else study.optuna_study.ask()
        )
        known = _stored(trial)
        records.store(trial, {"strategy": specification.strategy})
        candidate = space.suggest(trial)
        try:
            with interruption.possible():
                evaluation = evaluate(candidate, split, specification.seed)
        except Exception as error:  # noqa: BLE001 - whatever a candidate raises is its result
            records.tell_failure(trial, candidate, error)
        else:
            records.tell(trial, known, candidate, evaluation)
        yield _stored(trial)


def _stored(trial: Trial) -> FrozenTrial:
    return trial.storage.get_trial(trial._trial_id)
