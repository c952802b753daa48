"""A study whose trainings take no time, to test everything around them.

``main`` runs one in a process of its own, to be killed or compared.
"""

import json
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from actsearch import search_space, strategies
from actsearch.activations.operations import operations
from actsearch.candidate import Candidate
from actsearch.datasets import Dataset, Split
from actsearch.objectives import Cost
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.runs import Evaluation, Run
from actsearch.search_space import SearchSpace
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.study.specification import DatasetSpecification, Specification
from actsearch.study.study import Study
from actsearch.workers import Task

FINITE_SPACE = """
description = "Finite, conditional, with a log range and a searched training parameter"
[network]
hidden_layer_sizes = { values = [[16], [16, 16]] }
[training]
batch_size = { values = [10, 50, 100] }
[activations.relu]
[activations.leaky_relu]
slope = { min = -0.5, max = 0.9, step = 0.1 }
[activations.sigmoid]
gain = { values = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0] }
[activations.tanh]
"""


def finite_space(folder: Path) -> SearchSpace:
    file = folder / "finite.toml"
    file.write_text(FINITE_SPACE)
    return search_space.load(str(file))


def cheap_evaluation(candidate: Candidate, split: Split, seed: int) -> Evaluation:
    """Score a candidate by a formula with an optimum; every parameter changes the score."""
    activation = candidate.activations[0]
    numbers = sum(math.sin(3 * value + len(name)) for name, value in activation.params.items())
    quality = math.sin(len(activation.name)) + numbers - 0.001 * candidate.training.batch_size
    # Each seed, and so each split, favours other candidates a little.
    quality += 0.1 * math.sin(seed * numbers)
    accuracy = 1 / (1 + math.exp(-quality - 0.1 * len(candidate.hidden_layer_sizes)))
    # A probe ends before the others.
    count = 2 if candidate.probe else 3
    learned = {
        f"layer{layer}.{each.name}": tuple(
            each.start + share * quality for share in (0.0, 0.1, 1.0)[:count]
        )
        for layer, one in enumerate(candidate.activations, start=1)
        for each in one.learned
    }
    # The score is that of the last epoch, which is not the best one.
    curve = accuracy / 3, (1 + accuracy) / 2, accuracy
    found = evaluation(curve[:count], seed=seed, learned=learned, pruned=candidate.probe)
    n_weights = sum(candidate.hidden_layer_sizes)
    layers = zip(candidate.hidden_layer_sizes, candidate.activations, strict=True)
    cost = sum(units * operations(activation) for units, activation in layers)
    return replace(found, n_weights=n_weights, operations=n_weights + cost)


def evaluation(curve: tuple[float, ...], seed: int = 0, **facts: Any) -> Evaluation:
    """Make the evaluation of a training with this learning curve."""
    losses = tuple(1 - value for value in curve)
    times = {"seconds": 0.0, "seconds_per_epoch": 0.0, "inference_microseconds": 0.0}
    run = Run(
        seed=seed,
        scores={"accuracy": curve},
        val_losses=losses,
        train_losses=losses,
        **times | facts,
    )
    return Evaluation(runs=(run,), n_weights=10)


SPLIT = Dataset.from_arrays("none", np.eye(20, dtype=np.float32), [0, 1] * 10).split(seed=0)


def specification(
    space: SearchSpace, strategy: str, seed: int, splits: int = 1, costs: Sequence[Cost] = ()
) -> Specification:
    return Specification(
        space=strategies.get(strategy).prepared(space, splits=splits).to_dict(),
        dataset=DatasetSpecification(source="none", label=None, fingerprint="0"),
        strategy=strategy,
        options=strategies.get(strategy).configure({}),
        pruner="none" if splits == 1 or costs else "wilcoxon",
        lookahead=3,
        costs=list(costs),
        splits=splits,
        seed=seed,
    )


class SerialWorkers:
    """Workers that call a given function instead of each training, at once, in this process."""

    count = 1

    def __init__(self, evaluate: Any) -> None:
        self._evaluate = evaluate

    def submit(self, task: Task) -> "Future[Evaluation]":
        future: Future[Evaluation] = Future()
        try:
            future.set_result(self._run(task))
        except Exception as error:  # noqa: BLE001 - like an executor
            future.set_exception(error)
        return future

    def restart(self) -> None:
        raise AssertionError("nothing dies here")

    def _run(self, task: Task) -> Evaluation:
        def evaluate(candidate: Candidate, split: Split, seed: int, **_: Any) -> Evaluation:
            return self._evaluate(candidate, split, seed)

        with mock.patch("actsearch.evaluation.evaluate", evaluate):
            return task.run([SPLIT] * len(task.seeds))


class LateWorkers(SerialWorkers):
    """Workers that train the task that was submitted last first."""

    def __init__(self, count: int) -> None:
        super().__init__(cheap_evaluation)
        self.count = count
        self._waiting: list[tuple[Future[Evaluation], Task]] = []

    def submit(self, task: Task) -> Any:
        waiting: Future[Evaluation] = Future()
        self._waiting.append((waiting, task))
        if len(self._waiting) >= self.count:
            self._train()
        return _Awaited(waiting, self._train)

    def _train(self) -> None:
        future, task = self._waiting.pop()
        future.set_result(self._run(task))


class _Awaited:
    """A future whose ``result`` makes its workers work until it is done."""

    def __init__(self, future: "Future[Evaluation]", work: Any) -> None:
        self._future, self._work = future, work

    def result(self) -> Evaluation:
        while not self._future.done():
            self._work()
        return self._future.result()

    def cancelled(self) -> bool:
        return False

    def cancel(self) -> bool:
        return False


@contextmanager
def opened(
    runs: Path,
    strategy: str,
    seed: int,
    name: str = "cheap",
    splits: int = 1,
    costs: Sequence[Cost] = (),
) -> Iterator[Study]:
    runs.mkdir(parents=True, exist_ok=True)
    frozen = specification(finite_space(runs), strategy, seed, splits, costs)
    with begin(StudyDirectory(runs, name), frozen) as study:
        yield study


def run(
    runs: Path,
    strategy: str,
    trials: int,
    seed: int,
    *,
    splits: int = 1,
    costs: Sequence[Cost] = (),
    evaluate: Any = cheap_evaluation,
    workers: SerialWorkers | None = None,
) -> list[list[Any]]:
    """Open the study, run it up to ``trials`` trials, close it; return its table."""
    with opened(runs, strategy, seed, splits=splits, costs=costs) as study:
        carry_on(study, trials, workers or SerialWorkers(evaluate))
        return table(study)


def carry_on(study: Study, trials: int, workers: SerialWorkers | None = None) -> None:
    """Run an open study up to ``trials`` trials."""
    with Interruption() as interruption:
        study.set_n_trials(trials, study.phases[-1])
        chosen = workers or SerialWorkers(cheap_evaluation)
        for _ in Loop(study, chosen, interruption, Budget()).run():
            pass


def table(study: Study) -> list[list[Any]]:
    """Return everything of a study's trials that must not depend on how it was run."""
    return [
        [
            trial.number,
            trial.params,
            trial.values,
            trial.state.name,
            trial.intermediate_values,
            trial.user_attrs.get("candidate"),
            [[run["seed"], run["scores"]] for run in trial.user_attrs.get("runs", [])],
        ]
        for trial in study.trials
    ]


def main(
    runs: Path,
    strategy: str,
    trials: int,
    seed: int,
    splits: int = 1,
    seconds: float = 0.0,
    costs: Sequence[Cost] = (),
) -> None:
    """Print the table of a study whose trainings take so many seconds.

    The file ``begun`` has a byte for each training that has begun.
    """

    def evaluate_slowly(*arguments: Any) -> Evaluation:
        with (runs / "begun").open("ab") as file:
            file.write(b".")
        time.sleep(seconds)
        return cheap_evaluation(*arguments)

    finished = run(
        runs, strategy, trials, seed, splits=splits, costs=costs, evaluate=evaluate_slowly
    )
    print(json.dumps(finished))
