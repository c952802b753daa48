"""Whether evolution finds better expressions than chance, with as many trainings.

Run: ``python benchmarks/evolution.py [--repeats 40] [--trials 60] [--minutes 10]``. The labels are
made by a network of sines, so that the form of the activation matters. Each repeat is a pair of
studies, ``genetic`` and ``random``, of the same trees, with the same baseline and the same seed.
The best expression of each, and some named activations, are then trained on other seeds: what is
compared are these means, paired, because the best score of a study is partly luck.
"""

import argparse
import math
import time
from collections.abc import Sequence

import numpy as np
import optuna
from scipy import stats
from threadpoolctl import threadpool_limits

from actsearch import activations, search_space, strategies
from actsearch.candidate import Candidate
from actsearch.datasets.dataset import Dataset
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler

NAMED = ("relu", "swish", "tanh", "sine")
CONTESTANTS = ("genetic", "random")
# Seeds of the trainings that tell what an expression is worth; studies have seeds below these.
FRESH = range(10_000, 10_008)
LOOKAHEAD = 4


def task() -> Dataset:
    """Make samples whose labels a network of sines gives."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1500, 4)).astype(np.float32)
    inner, outer = rng.normal(size=(4, 8)), rng.normal(size=8)
    return Dataset.from_arrays("sines", X, (np.sin(1.5 * X @ inner) @ outer > 0).astype(int))


def trees() -> SearchSpace:
    """Return the shipped space of trees for this task, with no seed but the baseline."""
    data = search_space.load("evolved").to_dict()
    data["expressions"]["seeds"] = ["relu"]
    training = {"steps": 400, "batch_size": 50, "learning_rate_init": 5e-3, "checkpoints": 4}
    data["training"] = {"solver": "adam", "learning_rate": "linear"} | training
    return SearchSpace.from_dict(data | {"network": {"hidden_layer_sizes": [24]}})


def best(data: Dataset, space: SearchSpace, name: str, seed: int, trials: int) -> Candidate:
    """Carry out a study in memory; return the candidate with the highest score."""
    sampler = ExactSampler(strategies.get(name)(space), space, seed, LOOKAHEAD)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": "baseline"})
    split, found = data.split(seed), []
    for _ in range(trials):
        trial = study.ask()
        trial.set_user_attr("strategy", name)
        candidate = space.suggest(trial)
        score = evaluate(candidate, split, seed).score
        study.tell(trial, score)
        found.append((score, -trial.number, candidate))
    return max(found, key=lambda each: each[:2])[2]


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
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no repeat after it")
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    began, data, space = time.monotonic(), task(), trees()
    with threadpool_limits(1):
        default = space.candidate(space.baseline())
        known = {}
        for name in NAMED:
            named = Candidate((24,), (activations.get(name),), default.training)
            known[name] = worth(data, named)
            print(f"{name}: {100 * known[name]:.2f} %", flush=True)
        means: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
        waves = dict.fromkeys(CONTESTANTS, 0)
        for repeat in range(arguments.repeats):
            if time.monotonic() - began > 60 * arguments.minutes:
                break
            for name in CONTESTANTS:
                winner = best(data, space, name, repeat, arguments.trials)
                means[name].append(worth(data, winner))
                waves[name] += any(wave in str(winner) for wave in ("sin", "cos"))
                print(f"{repeat} {name}: {100 * means[name][-1]:.2f} % {winner}", flush=True)
    for name in CONTESTANTS:
        print(f"{name}: {100 * np.mean(means[name]):.2f} %, {waves[name]} of them periodic")
    print(f"genetic - random: {paired(means['genetic'], means['random'])}")
    top = max(known, key=lambda name: known[name])
    for name in CONTESTANTS:
        print(f"{name} - {top}: {paired(means[name], [known[top]] * len(means[name]))}")


if __name__ == "__main__":
    main()
