"""Whether evolution finds better expressions than chance, with as many trainings.

Run: ``python benchmarks/evolution.py [--task deep] [--repeats 40] [--trials 60] [--minutes 10]``.

- ``sines``: the labels are made by a network of sines, so that the form of the activation matters.
- ``wavelets``: the same with damped sines.
- ``deep``: ten layers, which most functions do not train, for scikit-learn's digits.
- ``swish``: the same with the operators ``*`` and ``sigmoid`` alone.

A form that is known to be good is counted where it was met and where it won: a wave, a damped wave,
and Swish for the last two.

Each repeat is a pair of studies, ``genetic`` and ``random``, of the same trees, with the same
baseline and the same seed. The best expression of each, and named activations, are then trained on
other seeds: what is compared are these means, paired, because the best score of a study is partly
luck.
"""

import argparse
import math
import re
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import optuna
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from actsearch import activations, datasets, search_space, strategies
from actsearch.candidate import Candidate
from actsearch.datasets.dataset import Dataset
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler

Array = NDArray[np.float64]
CONTESTANTS = ("genetic", "random")
# Seeds of the trainings that tell what an expression is worth; studies have seeds below these.
FRESH = range(10_000, 10_008)
LOOKAHEAD = 4
WAVE = r"sin|cos"
WAVELET = r"(?=.*(sin|cos)).*(gaussian|exp)"
# Times any factor, and of x times any factor.
SWISH = r"^([\d.]+\*)?x\*sigmoid\(([\d.]+\*)?x\)$"


class Task(NamedTuple):
    """What the expressions are for."""

    data: Dataset
    layers: tuple[int, ...]
    training: dict[str, float]
    named: tuple[str, ...]
    known: str
    operators: tuple[str, ...] = ()
    seed: str = "relu"

    def trees(self) -> SearchSpace:
        """Return the shipped space of trees for this task, with no seed but the baseline."""
        shipped = search_space.load("evolved").to_dict()
        shipped["expressions"]["seeds"] = [self.seed]
        if self.operators:
            shipped["expressions"]["operators"] = list(self.operators)
        training = {"solver": "adam", "learning_rate": "linear", "batch_size": 50} | self.training
        network = {"hidden_layer_sizes": list(self.layers)}
        return SearchSpace.from_dict(shipped | {"training": training, "network": network})


def sines() -> Task:
    """Make samples whose labels a network of sines gives."""
    return network_of("sines", lambda z: np.sin(1.5 * z), WAVE)


def wavelets() -> Task:
    """Make samples whose labels a network of damped sines gives: two forms that must meet."""
    return network_of("wavelets", lambda z: np.sin(3 * z) * np.exp(-1.125 * z**2), WAVELET)


def network_of(name: str, function: Callable[[Array], Array], known: str) -> Task:
    """Make samples whose labels a network of eight units gives, half of them of either class."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6000, 4)).astype(np.float32)
    inner, outer = rng.normal(size=(4, 8)), rng.normal(size=8)
    output = function(X @ inner) @ outer
    data = Dataset.from_arrays(name, X, (output > np.median(output)).astype(int))
    training = {"steps": 400, "learning_rate_init": 5e-3, "checkpoints": 4}
    return Task(data, (24,), training, ("relu", "swish", "tanh", "sine"), known)


def deep() -> Task:
    """Return digits, and ten layers that learn them in few steps if gradients come through."""
    training = {"steps": 200, "learning_rate_init": 2e-3, "checkpoints": 4}
    named = ("relu", "leaky_relu", "swish", "tanh", "sine", "selu", "elu", "mish")
    return Task(datasets.load("digits"), (32,) * 10, training, named, SWISH)


def swish() -> Task:
    """Return the task ``deep`` with the operators of Swish."""
    return deep()._replace(operators=("*", "sigmoid"), seed="sigmoid(x)")


TASKS = {each.__name__: each for each in (sines, wavelets, deep, swish)}


def tried(task: Task, space: SearchSpace, name: str, seed: int, trials: int) -> list[Candidate]:
    """Carry out a study in memory; return its candidates, the one with the highest score first."""
    sampler = ExactSampler(strategies.get(name)(space), space, seed, LOOKAHEAD)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": "baseline"})
    split, found = task.data.split(seed), []
    for _ in range(trials):
        trial = study.ask()
        trial.set_user_attr("strategy", name)
        candidate = space.suggest(trial)
        score = evaluate(candidate, split, seed).score
        study.tell(trial, score)
        found.append((-score, trial.number, candidate))
    return [candidate for _, _, candidate in sorted(found, key=lambda each: each[:2])]


def is_known(task: Task, candidate: Candidate) -> bool:
    """Tell whether the activation has the form that is known to be good."""
    text = str(candidate.activations[0])
    return bool(re.search(task.known, text))


def worth(data: Dataset, candidate: Candidate) -> float:
    """Return the mean score on fresh seeds."""
    return float(np.mean([evaluate(candidate, data.split(seed), seed).score for seed in FRESH]))


def paired(one: Sequence[float], other: Sequence[float]) -> str:
    """Describe a mean difference in points: with its interval of 95 %, and the p-value."""
    differences = 100 * (np.array(one) - np.array(other))
    half = stats.t.ppf(0.975, len(differences) - 1) * stats.sem(differences)
    p = stats.ttest_1samp(differences, 0.0).pvalue
    return f"{differences.mean():+.2f} ± {half:.2f} points (p = {p:.2g}, n = {len(differences)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", choices=TASKS, default="sines")
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no repeat after it")
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    task = TASKS[arguments.task]()
    began, space = time.monotonic(), task.trees()
    with threadpool_limits(1):
        default = space.candidate(space.baseline())
        known = {}
        for name in task.named:
            alike = (activations.get(name),) * len(task.layers)
            known[name] = worth(task.data, Candidate(task.layers, alike, default.training))
            print(f"{name}: {100 * known[name]:.2f} %", flush=True)
        means: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
        met, won = dict.fromkeys(CONTESTANTS, 0), dict.fromkeys(CONTESTANTS, 0)
        for repeat in range(arguments.first_seed, arguments.first_seed + arguments.repeats):
            if time.monotonic() - began > 60 * arguments.minutes:
                break
            for name in CONTESTANTS:
                candidates = tried(task, space, name, repeat, arguments.trials)
                winner = candidates[0]
                means[name].append(worth(task.data, winner))
                met[name] += any(is_known(task, each) for each in candidates)
                won[name] += is_known(task, winner)
                print(f"{repeat} {name}: {100 * means[name][-1]:.2f} % {winner}", flush=True)
    for name in CONTESTANTS:
        print(
            f"{name}: {100 * np.mean(means[name]):.2f} %; known: {met[name]} met, {won[name]} won"
        )
    print(f"genetic - random: {paired(means['genetic'], means['random'])}")
    top = max(known, key=lambda name: known[name])
    for name in CONTESTANTS:
        print(f"{name} - {top}: {paired(means[name], [known[top]] * len(means[name]))}")


if __name__ == "__main__":
    main()
