"""Make a long study in seconds: random candidates with made-up courses, written in bulk."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.storages._rdb import models
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.trial import TrialState
from sqlalchemy import insert

from actsearch import search_space
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import DatasetSpecification, Specification
from actsearch.study.study import begin

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
    rows: dict[Any, list[dict[str, Any]]] = {}

    def add(model: Any, **row: Any) -> None:
        rows.setdefault(model, []).append(row)

    with begin(directory, specification) as study:
        study.target = n_trials
        study_id = study.optuna_study._study_id
        start = datetime(2026, 1, 1)
        for number in range(n_trials):
            trial = drawn.ask()
            candidate = space.suggest(trial)
            frozen = trial._get_latest_trial()
            epochs = EPOCHS if number % 3 == 0 else int(rng.integers(1, EPOCHS))
            state = TrialState.COMPLETE if epochs == EPOCHS else TrialState.PRUNED
            accuracies = 1 - rng.uniform(0.02, 0.1) / np.arange(1, epochs + 1) ** 0.5
            trial_id = number + 1
            ended = start + timedelta(seconds=number)
            add(
                models.TrialModel,
                trial_id=trial_id,
                number=number,
                study_id=study_id,
                state=state,
                datetime_start=ended,
                datetime_complete=ended,
            )
            for name, distribution in frozen.distributions.items():
                add(
                    models.TrialParamModel,
                    trial_id=trial_id,
                    param_name=name,
                    param_value=distribution.to_internal_repr(frozen.params[name]),
                    distribution_json=optuna.distributions.distribution_to_json(distribution),
                )
            add(
                models.TrialValueModel,
                trial_id=trial_id,
                objective=0,
                value=float(accuracies[-1]),
                value_type=models.TrialValueModel.TrialValueType.FINITE,
            )
            for epoch, accuracy in enumerate(accuracies, start=1):
                add(
                    models.TrialIntermediateValueModel,
                    trial_id=trial_id,
                    step=epoch,
                    intermediate_value=float(accuracy),
                    intermediate_value_type=(
                        models.TrialIntermediateValueModel.TrialIntermediateValueType.FINITE
                    ),
                )
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
            for key, value in attributes.items():
                add(
                    models.TrialUserAttributeModel,
                    trial_id=trial_id,
                    key=key,
                    value_json=json.dumps(value),
                )
        backend = study.optuna_study._storage._backend
        with _create_scoped_session(backend.scoped_session) as session:
            for model, values in rows.items():
                session.execute(insert(model), values)
    return directory
