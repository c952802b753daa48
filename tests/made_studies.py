"""Studies for pictures, made of numbers and not of trainings."""

import math
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.confirmation.confirmation import Confirmation, Confirmed
from actsearch.final_test.report import Report, TestedCandidate
from actsearch.final_test.stored import StoredTraining
from actsearch.nn.causes import NAMES, Causes
from actsearch.nn.settings import TrainingSettings
from actsearch.plots.source import Source
from actsearch.runs import Evaluation, Run
from actsearch.study.snapshot import Snapshot
from actsearch.trials import Outcome, TrialRecord
from actsearch.trials.record import BASELINE, Description

GAIN = FloatDistribution(0.1, 10.0, log=True)


def trial(
    number: int,
    score: float = 0.9,
    outcome: Outcome = Outcome.COMPLETE,
    *,
    gain: float = 1.0,
    names: Sequence[str] = ("sigmoid", "sigmoid"),
    splits: int = 1,
    metric: str = "accuracy",
    learned: dict[str, tuple[float, ...]] | None = None,
    strategy: str | None = None,
    gradients: Sequence[float] | None = None,
    parameters: dict[str, tuple[Any, BaseDistribution]] | None = None,
) -> TrialRecord:
    """Make a trial with a result, or without one if it failed."""
    chosen = tuple(
        activations.get(name, **({"gain": gain} if name == "sigmoid" else {})) for name in names
    )
    candidate = Candidate((8,) * len(names), chosen, TrainingSettings())
    drawn = parameters or {
        "activation": (
            names[0],
            CategoricalDistribution(sorted({"relu", "sigmoid", "tanh", names[0]})),
        ),
        "sigmoid.gain": (gain, GAIN),
    }
    record = TrialRecord(
        number=number,
        outcome=outcome,
        strategy=strategy or ("bayes" if number else BASELINE),
        parameters={name: value for name, (value, _) in drawn.items()},
        distributions={name: distribution for name, (_, distribution) in drawn.items()},
        definition=candidate.to_dict(),
        description=Description.of(candidate),
    )
    if outcome in (Outcome.FAILED, Outcome.UNFINISHED, Outcome.WAITING):
        return record
    checkpoints = 2 if outcome == Outcome.PRUNED else 4
    shown = -score if metric == "rmse" else score
    runs = tuple(
        Run(
            seed=seed,
            scores={metric: tuple(shown + 0.01 * seed for _ in range(checkpoints))},
            val_losses=(0.5,) * checkpoints,
            train_losses=(0.4,) * checkpoints,
            seconds=1.0,
            seconds_per_epoch=0.1,
            inference_microseconds=1.0,
            epochs=8.0,
            learned=learned or {},
            divergence="loss is NaN" if outcome == Outcome.DIVERGED else None,
            causes=None if gradients is None else _causes(gradients, 1 + checkpoints),
        )
        for seed in range(splits)
    )
    evaluation = Evaluation(runs=runs, n_weights=100, metric=metric, n_splits=splits)
    return replace(record, evaluation=evaluation, score=score)


def _causes(gradients: Sequence[float], readings: int) -> Causes:
    """Make causes with these gradient norms of the layers at each reading."""
    others = dict.fromkeys(NAMES, [0.0] * len(gradients))
    return Causes.of([others | {"gradient_norm": gradients}] * readings)


def source(
    *trials: TrialRecord,
    name: str = "made",
    metric: str = "accuracy",
    confirmation: Confirmation | None = None,
    n_validation: int | None = 1000,
) -> Source:
    """Make a study of trials."""
    return Source(
        Snapshot(
            name=name,
            specification=SimpleNamespace(metric=metric),  # type: ignore[arg-type]
            attributes=SimpleNamespace(n_validation=n_validation),  # type: ignore[arg-type]
            trials=list(trials),
            confirmation=confirmation,
        )
    )


def hump(count: int = 40) -> Source:
    """Make a study whose score has a hump over the gain, with pruned and diverged trials."""
    trials = []
    for number in range(count):
        gain = 10 ** (-1 + 2 * number / max(1, count - 1))
        outcome = {7: Outcome.PRUNED, 8: Outcome.DIVERGED, 9: Outcome.FAILED}.get(
            number % 20, Outcome.COMPLETE
        )
        score = max(0.1, 0.95 - 0.5 * abs(math.log10(gain / 4)) ** 2)
        trials.append(trial(number, score, outcome, gain=gain, splits=1 + number % 2))
    return source(*trials)


def confirmation(metric: str = "accuracy") -> Confirmation:
    """Make a confirmation with one finalist that is better, and one whose differences are equal."""
    baseline = [0.90, 0.91, 0.90, 0.92]
    scores = {"better": [0.93, 0.94, 0.932, 0.952], "equal": [0.89, 0.90, 0.89, 0.91]}
    found = compare(scores, baseline, overlap=0.0)
    relu = Candidate((8,), (activations.get("relu"),), TrainingSettings())
    return Confirmation(
        baseline=relu,
        baseline_name="relu",
        baseline_trial=0,
        baseline_scores=tuple(baseline),
        seeds=4,
        metric=metric,
        finalists=tuple(
            Confirmed(
                name=name,
                candidate=relu,
                trial=number,
                comparison=found[name],
                scores=tuple(scores[name]),
                searched=0.95,
            )
            for number, name in enumerate(scores, start=1)
        ),
        overlap=0.0,
    )


def opened(labels: int) -> Report:
    """Make a final test of an answer and the baseline, with so many classes."""
    relu = Candidate((8,), (activations.get("relu"),), TrainingSettings())
    matrix = [[8 if row == column else 1 for column in range(labels)] for row in range(labels)]
    count = sum(map(sum, matrix))
    accuracy = 8 * labels / count
    training = StoredTraining(
        definition=relu.to_dict(),
        scores={"accuracy": accuracy},
        left_out={"accuracy": [accuracy, accuracy]},
        n_samples=count,
        confusion_matrix=matrix,
    )
    candidates = [TestedCandidate(name, relu, (training, training)) for name in ("answer", "relu")]
    return Report(openings=[], metrics=("accuracy",), candidates=candidates)
