"""Measure how much of what one training shows is its candidate, and how much is luck.

Run: ``python benchmarks/replay/noise.py``. It splits the variance of the tabulated trainings of the
default space into parts: of candidates, of seeds, and what is left over. Only candidates
count whose mean is close to ReLU's: the others are no question.
"""

import argparse

import numpy as np
from default_space import FILE, N_VALIDATION, World
from numpy.typing import NDArray
from scipy.special import stdtrit
from scipy.stats import spearmanr
from tables import Table


def components(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the standard deviations of candidates, of seeds, and of the rest.

    Parameters
    ----------
    values : ndarray of float, shape (seeds, candidates)
        One measurement of each training. Their two-way analysis of variance gives the parts.
    """
    seeds, candidates = values.shape
    means, luck = values.mean(axis=0), values.mean(axis=1)
    rest = values - means - luck[:, None] + values.mean()
    left = (rest**2).sum() / ((seeds - 1) * (candidates - 1))
    parts = means.var(ddof=1) - left / seeds, luck.var(ddof=1) - left / candidates, left
    deviations = np.sqrt(np.maximum(parts, 0))
    return float(deviations[0]), float(deviations[1]), float(deviations[2])


def show(world: World, within: float) -> None:
    """Print a line for each measure, of the candidates whose mean is so close to the baseline's."""
    assert world.table.losses is not None
    near = np.flatnonzero(abs(world.gains.mean(axis=0)) <= within)
    accuracies, losses = world.accuracies[:, near], world.table.losses[:, near]
    ends = accuracies[:, :, -1]
    seeds, candidates = ends.shape
    print(f"within {within} points of relu: {candidates} candidates, {seeds} seeds; in points, or")
    print("hundredths of a nat; the rank correlation is that with the other seeds' mean accuracy")
    print("measure               candidates    seeds    rest  signal/noise  rank correlation")
    for name, values in {
        "accuracy at the end": ends,
        "accuracy, mean of 3": accuracies[:, :, -3:].mean(axis=2),
        "accuracy at the half": accuracies[:, :, accuracies.shape[2] // 2 - 1],
        "accuracy, a tenth": accuracies[:, :, 0],
        "loss at the end": 100 * losses,
    }.items():
        signal, luck, rest = components(values)
        ranks = [
            abs(spearmanr(one, np.delete(ends, seed, axis=0).mean(axis=0)).statistic)
            for seed, one in enumerate(values)
        ]
        parts = f"{signal:10.3f}  {luck:7.3f}  {rest:6.3f}"
        print(f"{name:20}  {parts}  {signal / rest:12.2f}  {np.mean(ranks):16.2f}")


def show_margins(world: World, fresh: int = 5, apart: float = 0.03) -> None:
    """Print how often chance alone moves two rows further apart than the leaderboard's margin.

    Pairs are candidates whose means over all seeds are nearly the same. One seed is the search's,
    and the margin is that of :mod:`actsearch.leaderboard.noise`: measured on other seeds by one
    candidate and ReLU, or without a confirmation what sampling can give at most.
    """
    scores = world.accuracies[:, :, -3:].mean(axis=2)
    means, relu = scores.mean(axis=0), scores[:, 0]
    near = np.flatnonzero(abs(means - relu.mean()) <= 0.3)
    pairs = [(a, b) for a in near for b in near if a < b and abs(means[a] - means[b]) <= apart]
    measured, bounded = [], []
    for seed, row in enumerate(scores):
        distances = np.array([abs(row[a] - row[b]) for a, b in pairs])
        others = np.delete(np.arange(len(scores)), seed)[:fresh]
        for finalist in near[near != 0]:
            deviation = np.std(scores[others, finalist] - relu[others], ddof=1)
            measured.append((distances > stdtrit(fresh - 1, 0.975) * deviation).mean())
        wrong = 1 - row.max() / 100
        margin = 196 * np.sqrt(2 * wrong / N_VALIDATION)
        bounded.append((distances > margin).mean())
    print(f"{len(pairs)} pairs of candidates at most {apart} points apart, on one seed each")
    print(f"further apart than the margin of {fresh} fresh seeds: {100 * np.mean(measured):.1f} %")
    print(f"further apart than the margin without any: {100 * np.mean(bounded):.1f} %")


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    world = World(Table.load(FILE))
    for within in (0.5, 0.3, 0.15):
        show(world, within)
    show_margins(world)


if __name__ == "__main__":
    main()
