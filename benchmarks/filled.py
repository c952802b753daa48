"""Make a long study in seconds: random candidates with made-up courses, written in bulk."""

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
from actsearch.candidate import Candidate
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.study.specification import DatasetSpecification, Specification

EPOCHS = 10


def fill(runs: Path, n_trials: int) -> StudyDirectory:
    """Store a study named "long" on the default space; two trials of three are pruned."""
    space = search_space.load("mnist")
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
        for _ in range(n_trials):
            trial = drawn.ask()
            candidate = space.suggest(trial)
            for model, rows in rows_of(trial._get_latest_trial(), candidate, rng).items():
                tables[model] += rows
        for row in tables[TrialModel]:
            row["study_id"] = study.optuna_study._study_id
        backend = study.optuna_study._storage._backend
        with _create_scoped_session(backend.scoped_session) as session:
            for model, rows in tables.items():
                session.execute(insert(model), rows)
    return directory


def rows_of(
    trial: FrozenTrial, candidate: Candidate, rng: np.random.Generator
) -> dict[Any, list[dict[str, Any]]]:
    """Return what Optuna's tables hold of a trial that ended, without the study."""
    epochs = EPOCHS if trial.number % 3 == 0 else int(rng.integers(1, EPOCHS))
    state = TrialState.COMPLETE if epochs == EPOCHS else TrialState.PRUNED
    course = 1 - rng.uniform(0.02, 0.1) / np.arange(1, epochs + 1) ** 0.5
    ended = datetime(2026, 1, 1) + timedelta(seconds=trial.number)
    activation = candidate.activations[0]
    attributes = {
        "strategy": "random",
        "activation": activation.name,
        "activation_params": dict(activation.params),
        "candidate": str(candidate),
        "formula": activation.formula,
        "outcome": state.name.lower(),
        "val_loss": 0.1,
        "train_loss": 0.1,
        "val_losses": [0.1] * epochs,
        "train_losses": [0.1] * epochs,
        "epochs": epochs,
        "seconds": 0.3 * epochs,
        "seconds_per_epoch": 0.3,
        "inference_microseconds": 3.0,
        "n_weights": 101770,
    }
    tables: dict[Any, list[dict[str, Any]]] = {
        TrialModel: [
            {
                "number": trial.number,
                "state": state,
                "datetime_start": ended,
                "datetime_complete": ended,
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
                "value": float(course[-1]),
                "value_type": TrialValueModel.TrialValueType.FINITE,
            }
        ],
        TrialIntermediateValueModel: [
            {
                "step": epoch,
                "intermediate_value": float(accuracy),
                "intermediate_value_type": (
                    TrialIntermediateValueModel.TrialIntermediateValueType.FINITE
                ),
            }
            for epoch, accuracy in enumerate(course, start=1)
        ],
        TrialUserAttributeModel: [
            {"key": key, "value_json": json.dumps(value)} for key, value in attributes.items()
        ],
    }
    for rows in tables.values():
        for row in rows:
            row["trial_id"] = trial.number + 1
    return tables
