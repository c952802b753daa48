"""Studies in memory, ordinary and odd: what a report is made of, without a training."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from cheap_study import SPLIT, cheap_evaluation, evaluation, specification
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution

from actsearch.comparison import compare
from actsearch.confirmation.confirmation import Confirmation, Confirmed
from actsearch.datasets import Dataset
from actsearch.final_test.report import Report, TestedCandidate
from actsearch.final_test.stored import Opening, StoredTraining
from actsearch.nn.causes import NAMES, Causes
from actsearch.objectives import COSTS
from actsearch.report.stored import Stored
from actsearch.runs import Evaluation, Run
from actsearch.search_space import SearchSpace
from actsearch.study.attributes import StudyAttributes
from actsearch.study.snapshot import Snapshot
from actsearch.study.specification import DatasetSpecification
from actsearch.trials import BASELINE, Outcome, TrialRecord

HOSTILE = "<script>alert(1)</script>"
HOSTILE_LABELS = (HOSTILE, "a|b *c* `d`", "$\\frac{x", "\x1b[31m\u202e&amp;", "![x](y)")


def space(layers: int = 1, **more: Any) -> SearchSpace:
    content = {
        "name": "small",
        "description": "Three activations",
        "network": {"hidden_layer_sizes": [4] * layers},
        "training": {"batch_size": 10},
        "activations": {
            "relu": {},
            "sigmoid": {"gain": {"min": 0.5, "max": 8.0, "log": True}},
            "tanh": {},
        },
    }
    return SearchSpace.from_dict(content | more)


def parameters(number: int, layers: int, *, per_layer: bool) -> dict[str, Any]:
    """Return what trial ``number`` drew; the first one drew ReLU."""
    found = {}
    for layer in range(1, layers + 1) if per_layer else [None]:
        place = "" if layer is None else f"layer{layer}."
        name = ("relu", "sigmoid", "tanh")[(number + (layer or 0) * bool(number)) % 3]
        found[f"{place}activation"] = name
        if name == "sigmoid":
            found[f"{place}sigmoid.gain"] = 0.5 + (number % 70) / 10
    return found


def trials(searched: SearchSpace, count: int, costs: Sequence[str] = ()) -> list[TrialRecord]:
    document = searched.document
    layers = len(document.network.hidden_layer_sizes)
    records, known = [], {}
    for number in range(count):
        drawn = parameters(number, layers, per_layer=document.per_layer)
        key = str(drawn)
        if key not in known:
            candidate = searched.candidate(drawn)
            result = cheap_evaluation(candidate, SPLIT, 0)
            result = replace(result, runs=(replace(result.runs[0], causes=_causes(drawn, layers)),))
            known[key] = TrialRecord.of_evaluation(0, candidate, result, costs)
        records.append(
            replace(
                known[key],
                number=number,
                parameters=drawn,
                distributions={name: _distribution(name) for name in drawn},
                strategy=BASELINE if number == 0 else "bayes",
            )
        )
    return records


def _causes(drawn: dict[str, Any], layers: int) -> Causes:
    """Let a tenth of the units die, or three quarters where the first layer is of tanh."""
    dead = 0.75 if "tanh" in next(iter(drawn.values())) else 0.1
    reading = dict.fromkeys(NAMES, [0.1] * layers) | {"dead": [dead] * layers}
    return Causes.of([reading] * 4)


def _distribution(name: str) -> BaseDistribution:
    if name.endswith("gain"):
        return FloatDistribution(0.5, 8.0, log=True)
    return CategoricalDistribution(["relu", "sigmoid", "tanh"])


def stored(records: list[TrialRecord], searched: SearchSpace | None = None, **more: Any) -> Stored:
    costs = more.pop("costs", ())
    known = more.pop("attributes", {"trials": len(records), "n_validation": 4, "constant": 0.5})
    frozen = specification(searched or space(), "bayes", 0, costs=costs)
    frozen = frozen.model_copy(update=more.pop("frozen", {}))
    study = Snapshot(
        name="odd",
        specification=frozen,
        attributes=StudyAttributes.read(known, "odd"),
        trials=records,
        confirmation=more.pop("confirmation", None),
    )
    return Stored(study=study, **more)


def confirmation(searched: SearchSpace, scores: tuple[float, ...]) -> Confirmation:
    """Return a confirmation in which a steep sigmoid has these scores, and ReLU fewer."""
    drawn = searched.candidate({"activation": "sigmoid", "sigmoid.gain": 4.0})
    baseline = tuple(0.8 + 0.001 * number for number in range(len(scores)))
    found = compare({"a": list(scores)}, list(baseline), 0.25, 1)["a"]
    return Confirmation(
        baseline=searched.candidate({"activation": "relu"}),
        baseline_name="relu",
        baseline_trial=0,
        baseline_scores=baseline,
        seeds=len(scores),
        metric="accuracy",
        finalists=(
            Confirmed(
                name="sigmoid(gain=4.0)", candidate=drawn, trial=1, comparison=found, scores=scores
            ),
        ),
        overlap=0.25,
    )


def tested(of: Confirmation, classes: int) -> Report:
    matrix = (10 * np.eye(classes, dtype=int)).tolist()
    training = StoredTraining(
        definition={},
        scores={"accuracy": 1.0},
        left_out={"accuracy": [1.0, 1.0]},
        n_samples=10 * classes,
        confusion_matrix=matrix,
    )
    answer = of.finalists[0]
    opening = {"opened": "2026-11-29T12:00:00+01:00", "seeds": 2}
    named = [{"name": answer.name, "digest": "f"}]
    return Report(
        openings=[Opening.model_validate(opening | {"candidates": named})],
        metrics=("accuracy",),
        candidates=[
            TestedCandidate(answer.name, answer.candidate, (training, training)),
            TestedCandidate(of.baseline_name, of.baseline, (training, training)),
        ],
    )


def ordinary() -> Stored:
    searched = space()
    known = confirmation(searched, (0.9, 0.91, 0.905))
    found = tested(known, 2)
    return stored(
        trials(searched, 30),
        searched,
        confirmation=known,
        tested=found,
        openings=tuple(found.openings),
        dataset=Dataset.from_arrays("shapes", np.eye(20, dtype=np.float32), ["no", "yes"] * 10),
        environments=({"actsearch": "0.1.0", "python": "3.11.7", "packages": {"numpy": "2.4"}},),
    )


def hostile() -> Stored:
    searched = space(description=HOSTILE, name=HOSTILE)
    labels = [name for name in HOSTILE_LABELS for _ in range(8)]
    known = confirmation(searched, (0.9, 0.91, 0.905))
    known = replace(known, baseline_name=HOSTILE)
    found = tested(known, len(HOSTILE_LABELS))
    failed = TrialRecord(number=9, outcome=Outcome.FAILED, reason=f"ValueError: {HOSTILE}")
    source = DatasetSpecification(source=f"/data/{HOSTILE}.csv", label=HOSTILE, fingerprint="0")
    return stored(
        [*trials(searched, 9), failed],
        searched,
        frozen={"dataset": source},
        attributes={"trials": 20, "stopped": HOSTILE},
        confirmation=known,
        tested=found,
        openings=tuple(found.openings),
        dataset=Dataset.from_arrays("x", np.eye(len(labels), dtype=np.float32), labels),
        environments=({"actsearch": HOSTILE, "processor": HOSTILE},),
        problems=(f"data: {HOSTILE}",),
    )


def without_result(outcome: Outcome, reason: str | None = None) -> Stored:
    records = [replace(each, outcome=outcome, reason=reason) for each in trials(space(), 4)]
    if outcome is Outcome.FAILED:
        records = [replace(each, evaluation=None, score=None) for each in records]
    return stored(records)


def regression() -> Stored:
    searched = space()

    def measured(record: TrialRecord) -> TrialRecord:
        score = 0.9 if record.evaluation is None else record.evaluation.score
        run = Run(
            seed=0,
            scores={"r2": (score / 2, score), "rmse": (3.0, 2.0), "mae": (2.0, 1.0)},
            val_losses=(0.5, 0.4),
            train_losses=(0.5, 0.3),
            seconds=1.0,
            seconds_per_epoch=0.5,
            inference_microseconds=1.0,
        )
        result = Evaluation(runs=(run,), n_weights=10, metric="r2")
        return replace(record, evaluation=result, score=score)

    return stored(
        [measured(each) for each in trials(searched, 12)],
        searched,
        frozen={"metric": "r2"},
        attributes={"trials": 12, "n_validation": 4, "constant": 0.0},
    )


def interrupted() -> Stored:
    records = trials(space(), 7)
    records.append(TrialRecord(number=7, outcome=Outcome.UNFINISHED))
    records.append(TrialRecord(number=8, outcome=Outcome.WAITING))
    return stored(records, attributes={"trials": 30})


def deep() -> Stored:
    searched = space(40, per_layer=True)
    return stored(trials(searched, 10), searched)


def diverged() -> Stored:
    curve = evaluation((0.1, 0.1), divergence="the loss is not finite")
    records = [
        TrialRecord.of_evaluation(number, space().candidate({"activation": "tanh"}), curve)
        for number in range(3)
    ]
    return stored(records)


def many() -> Stored:
    return stored(trials(space(), 10_000))


ODD: dict[str, Callable[[], Stored]] = {
    "ordinary": ordinary,
    "none": lambda: stored([], attributes={"trials": 30}),
    "one": lambda: stored(trials(space(), 1)),
    "failed": lambda: without_result(Outcome.FAILED, "MemoryError: no memory"),
    "pruned": lambda: without_result(Outcome.PRUNED),
    "diverged": diverged,
    "unconfirmed": lambda: stored(trials(space(), 9)),
    "per_layer": lambda: stored(trials(space(3, per_layer=True), 20), space(3, per_layer=True)),
    "deep": deep,
    "hostile": hostile,
    "regression": regression,
    "objectives": lambda: stored(trials(space(), 12, costs=COSTS), costs=list(COSTS)),
    "interrupted": interrupted,
    "many": many,
}
