"""Which protocol recommends a good candidate of the default space for few epochs? Replayed.

Run: ``python benchmarks/replay/protocols.py [--searches 300] [--only NAME ...] [--pruners NAME
...]``. A search sees the real trainings of one seed, see ``default_space.py``. What it recommends
is judged by its mean gain over ReLU with all other seeds. The seeds of the table take turns.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from default_space import FILE, N_CHECKPOINTS, SPACE, World
from learned import LearningWorld
from numpy.typing import NDArray
from optuna.trial import FrozenTrial
from rich.console import Console
from rich.table import Table as Grid
from scipy.stats import ttest_rel
from searches import MakeStop, Training, search
from tables import Table

from actsearch import pruning, strategies
from actsearch.evaluation import Stop
from actsearch.search_space import SearchSpace
from actsearch.strategies import Strategy

# In epochs: 6, 12 and 24 whole trainings.
BUDGETS = (60, 120, 240)
STARTUP_TRIALS = (0, 6, 12, 18, 24)


def not_among_the_best(
    percent: float, first: int, history: Sequence[Sequence[float]], number: int
) -> Stop:
    """Stop what is not among the best percent, from one checkpoint on.

    It decides as Optuna's ``PercentilePruner``, whose studies would take most of a replay's time.
    """
    del number
    at = {
        count: np.percentile(values, 100 - percent)
        for count in range(first, N_CHECKPOINTS)
        if (values := [curve[count - 1] for curve in history if len(curve) >= count])
    }
    return lambda readings: max(readings) < at.get(len(readings), -np.inf)


# With how much of a training the percentile pruners first compare. The project's are those of 1.
PRUNERS: dict[str, MakeStop] = {
    "none": partial(pruning.stop, "none"),
    "hyperband": partial(pruning.stop, "hyperband"),
    **{
        name if first == 1 else f"{name}, from {first}": partial(not_among_the_best, percent, first)
        for name, percent in (("median", 50.0), ("quartile", 25.0), ("worst quarter", 75.0))
        for first in (1, 2, 4)
    },
}


def contestants() -> dict[str, Callable[[SearchSpace], Strategy]]:
    """Return all strategies to compare, by name."""
    found: dict[str, Callable[[SearchSpace], Strategy]] = {
        "random": strategies.get("random"),
        "spread": strategies.get("spread"),
        "adaptive": learning("adaptive"),
    }
    for name, count in itertools.product(("bayes", "genetic"), STARTUP_TRIALS):
        options = {"startup_trials": count}
        found[f"{name} {count}"] = learning(name, options=options)
        # In a space in which nothing is learned, spread proposes the first trials.
        found[f"{name} {count}, blind"] = partial(strategies.get(name), options=options)
    return found


def learning(name: str, **options: Any) -> Callable[[SearchSpace], Strategy]:
    """Return what makes a strategy for a space in which parameters may be learned."""
    return lambda space: strategies.get(name)(space.with_learning(), **options)


class Tried(NamedTuple):
    """A complete trial: what can be known of it in a study."""

    params: Mapping[str, Any]
    place: float
    score: float
    loss: float


def by_score(trials: Sequence[Tried]) -> Tried:
    """Recommend as a study does: the best score, and among equals the least loss."""
    return max(trials, key=lambda trial: (trial.score, -trial.loss))


def by_loss(trials: Sequence[Tried]) -> Tried:
    """Recommend the least loss."""
    return min(trials, key=lambda trial: trial.loss)


def by_loss_if_close(trials: Sequence[Tried], margin: float) -> Tried:
    """Recommend the least loss of those whose score is close to the best, in points."""
    best = max(trial.score for trial in trials)
    return by_loss([trial for trial in trials if trial.score >= best - margin / 100])


def by_both(trials: Sequence[Tried], points: float) -> Tried:
    """Recommend the best score minus so many points for each nat of loss."""
    return max(trials, key=lambda trial: 100 * trial.score - points * trial.loss)


def by_neighbours(trials: Sequence[Tried], width: float) -> Tried:
    """Recommend the best mean score of the neighbours, of the same activation, itself included."""

    def smooth(trial: Tried) -> float:
        near = [
            (np.exp(-(((other.place - trial.place) / width) ** 2) / 2), other.score)
            for other in trials
            if other.params["activation"] == trial.params["activation"]
        ]
        weights, scores = np.array(near).T
        return float(weights @ scores / weights.sum())

    return max(trials, key=smooth)


RECOMMENDERS: dict[str, Callable[[Sequence[Tried]], Tried]] = {
    "score": by_score,
    "loss": by_loss,
    "loss, score within 0.05": partial(by_loss_if_close, margin=0.05),
    "loss, score within 0.1": partial(by_loss_if_close, margin=0.1),
    "loss, score within 0.2": partial(by_loss_if_close, margin=0.2),
    "score - 10 loss": partial(by_both, points=10.0),
    "score - 30 loss": partial(by_both, points=30.0),
    "neighbours, 0.05": partial(by_neighbours, width=0.05),
    "neighbours, 0.1": partial(by_neighbours, width=0.1),
}


@cache
def world() -> World:
    """Load the table, once in each process."""
    return World(Table.load(FILE))


@cache
def learning_world() -> LearningWorld:
    """Load the trainings with learned parameters too, once in each process."""
    return LearningWorld(world())


Protocol: TypeAlias = tuple[str, str, int, str]
"""Strategy, pruner, budget in epochs, and recommender."""


class Found(NamedTuple):
    """What a search gives: the gain of what it recommends, the epochs that it used, its trials."""

    gain: float
    epochs: int
    trials: int


def one_search(
    name: str, pruner: str, budgets: Sequence[int], n_trials: int | None, number: int
) -> dict[Protocol, Found]:
    """Search once; return what is found with each budget and recommender."""
    seed = number % len(world().gains)

    def look_up(trial: FrozenTrial) -> Training:
        return learning_world().train(trial.params, seed)

    strategy = contestants()[name](SPACE)
    trials = search(
        strategy, PRUNERS[pruner], look_up, number, trials=n_trials, readings=max(budgets)
    )
    used = np.cumsum([len(trial.intermediate_values) for trial in trials])
    complete = [
        (trial.number, Tried(trial.params, world().place(trial.params), trial.value, loss))
        for trial in trials
        if trial.value is not None and (loss := trial.user_attrs.get("val_loss")) is not None
    ]
    found = {}
    for budget, (key, recommend) in itertools.product(budgets, RECOMMENDERS.items()):
        count = int(np.searchsorted(used, budget, side="right"))
        chosen = recommend([trial for number, trial in complete if number < count])
        gain = learning_world().gain(chosen.params, seed)
        found[name, pruner, budget, key] = Found(gain, int(used[count - 1]), count)
    return found


def replay(
    protocols: Sequence[tuple[str, str]],
    searches: int,
    budgets: Sequence[int],
    n_trials: int | None,
    jobs: int,
) -> dict[Protocol, NDArray[np.float64]]:
    """Search with each strategy and pruner; return all :class:`Found` of each protocol as rows."""
    found: dict[Protocol, list[Found]] = {}
    with ProcessPoolExecutor(jobs) as pool:
        for name, pruner in protocols:
            started = time.perf_counter()
            apply = pool.map(
                partial(one_search, name, pruner, budgets, n_trials), range(searches), chunksize=10
            )
            for each in apply:
                for protocol, result in each.items():
                    found.setdefault(protocol, []).append(result)
            gains = [np.mean([r.gain for r in found[name, pruner, b, "score"]]) for b in budgets]
            said = ", ".join(f"{gain:.3f}" for gain in gains)
            print(f"{name}, {pruner}: {time.perf_counter() - started:.0f} s; {said}", flush=True)
    return {protocol: np.array(rows) for protocol, rows in found.items()}


def show(found: Mapping[Protocol, NDArray[np.float64]]) -> None:
    """Print a table for each budget; p compares a protocol with others search by search."""
    best = float(world().gains.mean(axis=0).max())
    for budget in dict.fromkeys(protocol[2] for protocol in found):
        grid = Grid(title=f"at most {budget} epochs; the best candidate gains {best:.3f} points")
        for column in (
            "strategy",
            "pruner",
            "recommended by",
            "gain",
            "of best",
            "P(third)",
            "P(80 %)",
        ):
            grid.add_column(column, no_wrap=True)
        for column in ("epochs", "trials", "- random", "- spread", "- none"):
            grid.add_column(column, justify="right", no_wrap=True)
        for (name, pruner, spent, key), rows in found.items():
            if spent != budget:
                continue
            gains = rows[:, 0]
            others = (
                ("random", pruner, budget, key),
                ("spread", pruner, budget, key),
                (name, "none", budget, key),
            )
            grid.add_row(
                *(name, pruner, key, f"{gains.mean():.3f} ± {_error(gains):.3f}"),
                f"{100 * gains.mean() / best:.0f} %",
                *(f"{100 * np.mean(gains >= part * best):.0f} %" for part in (1 / 3, 0.8)),
                *(f"{mean:.1f}" for mean in rows[:, 1:].mean(axis=0)),
                *(_difference(gains, found.get(other)) for other in others),
            )
        Console(width=200).print(grid)


def _error(values: NDArray[np.float64]) -> float:
    return float(values.std(ddof=1) / len(values) ** 0.5)


def _difference(gains: NDArray[np.float64], others: NDArray[np.float64] | None) -> str:
    if others is None or np.array_equal(gains, others[:, 0]):
        return ""
    p = ttest_rel(gains, others[:, 0]).pvalue
    return f"{(gains - others[:, 0]).mean():+.3f}, p = {p:.1g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--only", nargs="+", default=list(contestants()), choices=contestants())
    parser.add_argument("--pruners", nargs="+", default=["none"], choices=PRUNERS)
    parser.add_argument("--by", nargs="+", default=["score"], choices=RECOMMENDERS)
    parser.add_argument("--trials", type=int, help="compare after so many trials, not epochs")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    protocols = list(itertools.product(arguments.only, arguments.pruners))
    trials = arguments.trials
    budgets = BUDGETS if trials is None else (trials * N_CHECKPOINTS,)
    found = replay(protocols, arguments.searches, budgets, trials, arguments.jobs)
    show({protocol: rows for protocol, rows in found.items() if protocol[-1] in arguments.by})


if __name__ == "__main__":
    main()
