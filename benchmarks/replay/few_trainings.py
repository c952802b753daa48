"""What a study recommends after six whole trainings, in spaces and data beside the default ones.

Run: ``python benchmarks/replay/few_trainings.py [--seeds 10] [--budget 6] [--only
STRATEGY ...] [WORLD ...]``. A world is a shipped space and data: ``per-layer`` and ``sigmoid-gain``
on MNIST, ``digits`` and ``wine`` in the space ``tabular``. Each strategy searches with each seed
until the trainings together are as long as the budget, pruned ones and probes included. What it
then recommends, and the default candidate, are trained with further seeds, the same for all. The
best candidate is the best of all that any search of that world recommended: which flatters it,
since it is chosen by these seeds.
"""

import argparse
import contextlib
import itertools
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

import actsearch
from actsearch import datasets, search_space
from actsearch.candidate import Candidate
from actsearch.evaluation import evaluate
from actsearch.trials import TrialRecord

STRATEGIES = ("adaptive", "bayes", "spread", "random")
FIRST_FURTHER = 3_000_000


class World(NamedTuple):
    """A search space and data; and with how many further seeds a candidate is judged."""

    space: str
    data: str
    further: int


WORLDS = {
    "per-layer": World("per-layer", "mnist", 6),
    "sigmoid-gain": World("sigmoid-gain", "mnist", 3),
    "digits": World("tabular", "digits", 20),
    "wine": World("tabular", "wine", 40),
}


class SpentError(Exception):
    """The budget is spent."""


def recommended(world: World, strategy: str, seed: int, budget: float) -> Candidate:
    """Search until the budget is spent, in whole trainings; return what is then the best."""
    whole: list[float] = []
    done: list[TrialRecord] = []

    def count(record: TrialRecord) -> None:
        assert record.evaluation is not None
        done.append(record)
        whole.append(record.evaluation.epochs)
        # The first trial is the default candidate, trained to the end.
        if sum(whole) >= budget * whole[0]:
            raise SpentError

    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(SpentError):
        actsearch.search(
            space=world.space,
            dataset=world.data,
            strategy=strategy,
            seed=seed,
            workers=1,
            confirm=0,
            runs_dir=Path(folder),
            on_trial=count,
        )
    complete = [record for record in done if record.outcome == "complete"]
    best = max(complete, key=lambda record: record.score or 0.0).candidate
    assert best is not None
    return best


def accuracy(world: World, candidate: Candidate) -> float:
    """Return the mean accuracy of a candidate with further seeds, in per cent."""
    data, seeds = datasets.load(world.data), range(FIRST_FURTHER, FIRST_FURTHER + world.further)
    splits = (
        map(data.split, seeds)
        if world.data == "mnist"
        else data.splits(world.further, seed=FIRST_FURTHER)
    )
    with threadpool_limits(1):
        found = [
            evaluate(candidate, split, seed).score
            for split, seed in zip(splits, seeds, strict=True)
        ]
    return 100 * float(np.mean(found))


def compared(name: str, strategies: Sequence[str], seeds: range, budget: float) -> list[str]:
    """Compare the strategies in a world, in words."""
    world = WORLDS[name]
    space = search_space.load(world.space)
    default = space.candidate(space.baseline())
    truth = {default: accuracy(world, default)}
    lines = [f"{name}: {default} {truth[default]:.2f} %"]
    chosen: dict[str, list[Candidate]] = {strategy: [] for strategy in strategies}
    for strategy, seed in itertools.product(strategies, seeds):
        best = recommended(world, strategy, seed, budget)
        if best not in truth:
            truth[best] = accuracy(world, best)
        chosen[strategy].append(best)
        lines.append(f"{name} {strategy} {seed}: {best} {truth[best]:.2f} %")
    return [*lines, *_summary(name, truth, default, chosen)]


def _summary(
    name: str,
    truth: dict[Candidate, float],
    default: Candidate,
    chosen: dict[str, list[Candidate]],
) -> list[str]:
    best = max(truth, key=truth.__getitem__)
    most = truth[best] - truth[default]
    lines = [f"{name}: the best, {best}, has {most:+.2f} points over {default}"]
    for strategy, candidates in chosen.items():
        gains = np.array([truth[each] for each in candidates]) - truth[default]
        share, often = gains.mean() / most, np.mean(gains >= 0.8 * most)
        error = gains.std(ddof=1) / len(gains) ** 0.5
        lines.append(
            f"{name}: {strategy} {gains.mean():+.2f} ± {error:.2f} points, {100 * share:.0f} % of "
            f"the best's; 80 % of it in {100 * often:.0f} % of {len(gains)} studies"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", nargs="*", default=list(WORLDS), metavar="WORLD")
    parser.add_argument("--only", nargs="+", default=STRATEGIES, metavar="STRATEGY")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--budget", type=float, default=6.0)
    arguments = parser.parse_args()
    apply = partial(
        compared,
        strategies=arguments.only,
        seeds=range(arguments.seeds),
        budget=arguments.budget,
    )
    with ProcessPoolExecutor(2) as pool:
        for lines in pool.map(apply, arguments.worlds):
            print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
