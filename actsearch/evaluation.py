"""Train one candidate and validate it: a pure function of candidate, data and seed."""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean, stdev
from typing import TypeAlias

from actsearch import metrics
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.nn import inspection
from actsearch.nn.causes import Causes
from actsearch.nn.network import Network
from actsearch.nn.training import find_divergence
from actsearch.parameter_names import ParameterName
from actsearch.runs import Evaluation, Run
from actsearch.training import guessing, train

# Learned parameters have found their values by then, in shallow and deep networks.
_PROBED = 0.2

Stop: TypeAlias = Callable[[Sequence[float]], bool]
"""Takes the scores so far, of which more is better; returns whether to stop.

One value for each checkpoint if there is one split, or else one for each split.
"""


def evaluate(
    candidate: Candidate,
    split: Split,
    seed: int,
    *,
    metric: str | None = None,
    stop: Stop | None = None,
    timeout: float | None = None,
) -> Evaluation:
    """Train a candidate, and validate it at each checkpoint.

    A probe ends after a fifth of the checkpoints, and ``stop`` is not asked of it. Evaluations with
    the same seed and split differ only by their candidates.

    Parameters
    ----------
    candidate, seed, timeout
        As for :func:`actsearch.training.train`, which says what is raised.
    split : Split
        Training and validation samples.
    metric : str
        Metric that the candidate is scored with, see :func:`actsearch.metrics.get`; by default
        the accuracy, or in regression R2. The registered metrics are always measured.
    stop : callable, optional
        Called after each checkpoint but the last, from a tenth of the training on; see
        :data:`Stop`.

    Returns
    -------
    Evaluation
        Also if training diverged: it then ended with the checkpoint at which it had diverged.

    Examples
    --------
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.settings import TrainingSettings
    >>> candidate = Candidate((32,), (activations.get("relu"),), TrainingSettings(epochs=5))
    >>> result = evaluate(candidate, datasets.load("digits").split(seed=0), seed=0)
    >>> result.epochs, result.divergence
    (5, None)
    """
    settings, targets = candidate.training, split.targets
    # A single sample that is far from all others makes a loss of any size; its class is only right
    # or wrong.
    guessed = guessing(split) if split.task == "regression" else math.inf
    y_validation = targets(split.y_validation)
    n_samples = len(split.X_train)
    checkpoints = settings.checkpoint_steps(n_samples)
    last = _last_reading(candidate, len(checkpoints))
    if candidate.probe:
        stop = None  # it is short, and while its parameters still move it compares badly
    metric = metric or metrics.default(split.task)
    measured = {**metrics.metrics(split.task), metric: metrics.get(metric)}
    val_losses: list[float] = []
    scores: dict[str, list[float]] = {name: [] for name in measured}
    learned: dict[str, list[float]] = defaultdict(list)
    prediction_seconds: list[float] = []
    places = inspection.chosen(n_samples)
    sample = split.X_train[places], targets(split.y_train[places])
    inspected: list[Mapping[str, Sequence[float]]] = []
    divergence = None

    def inspect(network: Network) -> None:
        inspected.append(inspection.inspect(network, *sample))

    def ruined(each: metrics.Metric) -> float:
        return each.ruined(split.y_validation, targets.deviation)

    def measure(network: Network, train_losses: Sequence[float]) -> bool:
        nonlocal divergence
        start = time.perf_counter()
        outputs, loss = network.evaluate(split.X_validation, y_validation)
        prediction_seconds.append(time.perf_counter() - start)
        inspect(network)
        val_losses.append(loss)
        for layer, by_name in enumerate(network.learned_values(), start=1):
            for name, numbers in by_name.items():
                learned[str(ParameterName(name, layer=layer))].append(float(numbers.mean()))
        step = checkpoints[len(train_losses) - 1]
        divergence = find_divergence("validation", loss, guessed, step)
        for name, each in measured.items():
            # Of a network that gives no numbers, some metrics can't be measured.
            usable = math.isfinite(loss)
            scores[name].append(
                each.measure(split.y_validation, targets.predictions(outputs))
                if usable
                else ruined(each)
            )
        if divergence is not None or len(val_losses) == last:
            return True
        # Good ones that start slowly are behind in the first tenth.
        early = 10 * len(val_losses) < len(checkpoints)
        if stop is None or early or step == checkpoints[-1]:
            return False
        return stop([metrics.turned(metric, value) for value in scores[metric]])

    trained = train(
        *(candidate, split, seed),
        before_first_step=inspect,
        after_checkpoint=measure,
        timeout=timeout,
    )
    history, reached = trained.history, len(val_losses)
    divergence = history.divergence or divergence
    if divergence is not None and split.task == "regression":
        # How bad the worst is depends on the targets: a score is made of runs alone later.
        for name, each in measured.items():
            scores[name][-1] = ruined(each)
    epochs = checkpoints[reached - 1] / settings.steps_per_epoch(n_samples)
    microseconds = [1e6 * seconds / len(split.y_validation) for seconds in prediction_seconds]
    run = Run(
        seed=seed,
        scores={name: tuple(values) for name, values in scores.items()},
        val_losses=tuple(val_losses),
        train_losses=history.losses,
        seconds=history.seconds + sum(prediction_seconds),
        seconds_per_epoch=history.seconds / epochs,
        inference_microseconds=fmean(microseconds),
        inference_error=stdev(microseconds) / math.sqrt(reached) if reached > 1 else None,
        divergence=divergence,
        pruned=divergence is None and (candidate.probe or reached < len(checkpoints)),
        epochs=epochs,
        averaged=settings.scored_checkpoints(len(checkpoints)),
        learned={name: tuple(values) for name, values in learned.items()},
        causes=Causes.of(inspected),
    )
    network = trained.network
    return Evaluation(
        runs=(run,),
        n_weights=network.parameters.size,
        metric=metric,
        operations=network.operations,
    )


def evaluate_on_splits(
    candidate: Candidate,
    splits: Iterable[Split],
    seeds: Sequence[int],
    *,
    metric: str | None = None,
    stop: Stop | None = None,
    timeout: float | None = None,
) -> Evaluation:
    """Evaluate a candidate on several splits, each with its own seed.

    It ends early if a run diverges, or if ``stop`` says so. A probe ends after a fifth of the
    splits, on which it is trained to the end, and ``stop`` is not asked of it.

    Parameters
    ----------
    candidate : Candidate
        Network, activations and training settings.
    splits : iterable of Split
        As many splits as there are seeds, made one at a time.
    seeds : sequence of int
        Seed of the training on each split.
    metric, timeout
        As for :func:`evaluate`; the time is that of all runs together.
    stop : callable, optional
        With a single split, called at its checkpoints as by :func:`evaluate`; or else called after
        each split but the last, with the scores on the splits so far.

    Returns
    -------
    Evaluation
        One run for each split that was reached.

    Raises
    ------
    TimeoutError
        If the trainings take longer than ``timeout``.

    Examples
    --------
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.settings import TrainingSettings
    >>> candidate = Candidate((8,), (activations.get("relu"),), TrainingSettings(epochs=5))
    >>> splits = datasets.load("digits").splits(count=2, seed=0)
    >>> len(evaluate_on_splits(candidate, splits, seeds=[0, 1]).runs)
    2
    """
    last = _last_reading(candidate, len(seeds))
    if candidate.probe:
        stop = None
    inner = stop if len(seeds) == 1 else None
    started = time.monotonic()
    done: list[Evaluation] = []
    if len(seeds) > 1:
        candidate = replace(candidate, probe=False)
    for split, seed in zip(splits, seeds, strict=True):
        left = timeout
        if timeout is not None and done:
            left = timeout - (time.monotonic() - started)
        try:
            result = evaluate(candidate, split, seed, metric=metric, stop=inner, timeout=left)
        except TimeoutError:
            if len(seeds) == 1:
                raise
            raise TimeoutError(
                f"training took longer than {timeout:g} s, and was on split {len(done) + 1} of "
                f"{len(seeds)}; allow it more time"
            ) from None
        if done and result.divergence is None:
            # What the first split shows, the others would show again: studies stay small.
            result = replace(result, runs=(replace(result.runs[0], causes=None),))
        done.append(result)
        scores = [each.score for each in done]
        if (
            result.divergence
            or len(done) == last
            or (stop is not None and inner is None and len(done) < len(seeds) and stop(scores))
        ):
            break
    runs = tuple(run for each in done for run in each.runs)
    return replace(done[0], runs=runs, n_splits=len(seeds))


def _last_reading(candidate: Candidate, planned: int) -> int:
    """Return after how many checkpoints, or splits, a candidate's evaluation is over."""
    return math.ceil(_PROBED * planned) if candidate.probe else planned
