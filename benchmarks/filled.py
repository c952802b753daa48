"""Make a long study in seconds: random candidates with invented results, written in bulk."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.distributions import distribution_to_json
from optuna.storages._rdb.models import (
    TrialIntermediateValueModel,
    TrialModel,
    TrialParamModel,
    TrialUserAttributeModel,
    TrialValueModel,
)
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.trial import FrozenTrial, TrialState
from sqlalchemy import insert

from actsearch import search_space
from actsearch.activations.sifting import FlawError
from actsearch.candidate import Candidate
from actsearch.runs import Evaluation, Run
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.study.specification import DatasetSpecification, Specification
from actsearch.trials import TrialRecord, stored

EPOCHS = 10

optuna.logging.set_verbosity(optuna.logging.WARNING)


def fill(runs: Path, n_trials: int, name: str = "mnist") -> StudyDirectory:
    """Store a study named "long" of a shipped space; two of three trials are pruned."""
    space = search_space.load(name)
    directory = StudyDirectory(runs, "long")
    specification = Specification(
        space=space.to_dict(),
        dataset=DatasetSpecification(source="mnist", label=None, fingerprint="0"),
        strategy="random",
        lookahead=4,
        seed=0,
    )
    drawn = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    rng = np.random.default_rng(0)
    with begin(directory, specification) as study:
        study.set_n_trials(n_trials, study.phases[-1])
        tables: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for number in range(n_trials):
            trial, candidate = worth_it(drawn, space)
            trial.number = number
            for model, rows in rows_of(trial, candidate, rng).items():
                tables[model] += rows
        for row in tables[TrialModel]:
            row["study_id"] = study.optuna_study._study_id
        backend = study.optuna_study._storage._backend
        with _create_scoped_session(backend.scoped_session) as session:
            for model, rows in tables.items():
                session.execute(insert(model), rows)
    return directory


def worth_it(drawn: optuna.Study, space: search_space.SearchSpace) -> tuple[FrozenTrial, Candidate]:
    """Draw a trial, and another one as long as its expression is not worth a training."""
    while True:
        trial = drawn.ask()
        try:
            candidate = space.suggest(trial)
        except FlawError:
            continue
        return trial._get_latest_trial(), candidate


def rows_of(
    trial: FrozenTrial, candidate: Candidate, rng: np.random.Generator
) -> dict[Any, list[dict[str, Any]]]:
    """Return the rows that Optuna's tables hold for an ended trial, without the study's id."""
    epochs = EPOCHS if trial.number % 3 == 0 else int(rng.integers(1, EPOCHS))
    state = TrialState.COMPLETE if epochs == EPOCHS else TrialState.PRUNED
    curve = 1 - rng.uniform(0.02, 0.1) / np.arange(1, epochs + 1) ** 0.5
    ended = datetime(2026, 1, 1) + timedelta(seconds=trial.number)
    run = Run(
        seed=0,
        scores={"accuracy": tuple(curve.tolist())},
        val_losses=(0.1,) * epochs,
        train_losses=(0.1,) * epochs,
        seconds=0.3 * epochs,
        seconds_per_epoch=0.3,
        inference_microseconds=3.0,
        pruned=state == TrialState.PRUNED,
    )
    evaluation = Evaluation(runs=(run,), n_weights=101770)
    record = TrialRecord.of_evaluation(trial.number, candidate, evaluation)
    attributes = stored.origin("random", None) | stored.attributes(record)
    tables: dict[Any, list[dict[str, Any]]] = {
        TrialModel: [
            {
                "number": trial.number,
                "state": state,
                # Attributes of Optuna's model, which the bulk insert needs instead of column names.
                "_datetime_start_utc": ended,
                "_datetime_complete_utc": ended,
            }
        ],
        TrialParamModel: [
            {
                "param_name": name,
                "param_value": distribution.to_internal_repr(trial.params[name]),
                "distribution_json": distribution_to_json(distribution),
            }
            for name, distribution in trial.distributions.items()
        ],
        TrialValueModel: [
            {
                "objective": 0,
                "value": record.score,
                "value_type": TrialValueModel.TrialValueType.FINITE,
            }
        ],
        TrialIntermediateValueModel: [
            {
                "step": epoch,
                "intermediate_value": accuracy,
                "intermediate_value_type": (
                    TrialIntermediateValueModel.TrialIntermediateValueType.FINITE
                ),
            }
            for epoch, accuracy in stored.learning_curve(record).items()
        ],
        TrialUserAttributeModel: [
            {"key": key, "value_json": json.dumps(value)} for key, value in attributes.items()
        ],
    }
    for rows in tables.values():
        for row in rows:
            row["trial_id"] = trial.number + 1
    return tables
