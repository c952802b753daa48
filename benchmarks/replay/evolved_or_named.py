"""Is an evolved expression better than the best named activation, on MNIST and on a table.

Run: ``python benchmarks/replay/evolved_or_named.py [--seeds 8] [--trials 40] [WORLD ...]``. With
each seed there are two studies of as many trials: ``genetic`` in the space ``evolved``, and
``bayes`` in the space of the named activations, with the same network and training. What each
recommends is trained with further seeds, the same for all, and the difference is paired by the
seeds of the studies.
"""

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from few_trainings import World, accuracy
from scipy import stats

import actsearch
from actsearch import search_space
from actsearch.candidate import Candidate
from actsearch.search_space import SearchSpace

WORLDS = {"mnist": World("mnist", "mnist", 6), "digits": World("tabular", "digits", 20)}


def evolved(named: SearchSpace) -> SearchSpace:
    """Return the space of trees with the network and the training of another space."""
    trees = search_space.load("evolved").document
    document = named.document.model_copy(
        update={"activations": {}, "expressions": trees.expressions}
    )
    return SearchSpace("evolved", document)


def recommended(
    space: SearchSpace, data: str, strategy: str, trials: int, seed: int
) -> tuple[Candidate, float]:
    """Search; return what is recommended, and its score in the search, in per cent."""
    with tempfile.TemporaryDirectory() as folder:
        study = actsearch.search(
            space=space,
            dataset=data,
            strategy=strategy,
            trials=trials,
            seed=seed,
            workers=1,
            confirm=0,
            runs_dir=Path(folder),
        )
        best = study.best_trial
        assert best is not None
        return study.answer.candidate, 100 * (best.score or 0.0)


def compared(name: str, seeds: range, trials: int) -> str:
    """Compare evolved and named winners in a world, print each, and return what that shows."""
    world = WORLDS[name]
    named = search_space.load(world.space)
    relu = named.candidate(named.baseline())
    print(f"{name}: {relu} {accuracy(world, relu):.2f} %", flush=True)
    gains = []
    for seed in seeds:
        found = {}
        for strategy, space in (("genetic", evolved(named)), ("bayes", named)):
            winner, shown = recommended(space, world.data, strategy, trials, seed)
            found[strategy] = accuracy(world, winner)
            told = f"{winner} {found[strategy]:.2f} % (searched {shown:.2f})"
            print(f"{name} {strategy} {seed}: {told}", flush=True)
        gains.append(found["genetic"] - found["bayes"])
    error = float(stats.sem(gains))
    half = error * stats.t.ppf(0.975, len(gains) - 1)
    p = stats.ttest_1samp(gains, 0.0).pvalue
    mean = float(np.mean(gains))
    return f"{name}: evolved - named {mean:+.2f} ± {half:.2f} points, p = {p:.2g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", nargs="*", default=list(WORLDS), metavar="WORLD")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=40)
    arguments = parser.parse_args()
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    with ProcessPoolExecutor(2) as pool:
        apply = partial(compared, seeds=seeds, trials=arguments.trials)
        for line in pool.map(apply, arguments.worlds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
