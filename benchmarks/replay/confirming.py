"""How many finalists and fresh seeds should confirm a search of the default space? Replayed.

Run: ``python benchmarks/replay/confirming.py [--searches 300] [--jobs 1]``. A search sees the real
trainings of one seed, as in ``protocols.py``. Its best candidates and ReLU are then compared with
some of the other seeds, by the tests of ``actsearch confirm``, and the answer is judged by the
seeds that are left.
"""

import argparse
import itertools
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from default_space import N_CHECKPOINTS, N_VALIDATION
from numpy.typing import NDArray
from optuna.trial import FrozenTrial
from protocols import PRUNERS, SPACE, contestants, learning_world, world
from rich.console import Console
from rich.table import Table as Grid
from searches import Training, search

from actsearch.comparison import compare

STRATEGY, PRUNER = "bayes 18", "quartile"
FINALISTS, SEEDS = (1, 2, 3), (3, 4, 5, 6, 8, 10)
# Validation samples for each training sample of MNIST; 0 is the test without a correction.
OVERLAPS = (N_VALIDATION / 50_000, 0.0)


class Answer(NamedTuple):
    """What a confirmed search says: whether it claims a gain, and the true gain of what to use."""

    claims: bool
    gain: float
    epochs: int


def one_search(trials: int, number: int) -> dict[tuple[int, int, float], Answer]:
    """Search once; return the answer for each number of finalists and seeds, and each test."""
    best, others, epochs = finalists(STRATEGY, PRUNER, trials, number)
    return {
        (count, n, overlap): judge(best[:count], others[:n], others[n:], overlap, epochs)
        for count, n, overlap in itertools.product(FINALISTS, SEEDS, OVERLAPS)
    }


def finalists(
    strategy: str, pruner: str, trials: int, number: int
) -> tuple[list[dict[str, float]], NDArray[np.int64], int]:
    """Search; return the candidates beside ReLU, the best first, the other seeds, and the epochs.

    The other seeds are those of the table that the search has not seen, in random order.
    """
    seeds = len(world().gains)
    seed = number % seeds

    def look_up(trial: FrozenTrial) -> Training:
        return learning_world().train(trial.params, seed)

    done = search(contestants()[strategy](SPACE), PRUNERS[pruner], look_up, number, trials=trials)
    complete = [each for each in done if each.value is not None and "val_loss" in each.user_attrs]
    complete.sort(key=lambda each: (-(each.value or 0.0), each.user_attrs["val_loss"]))
    others = np.random.default_rng(number).permutation([s for s in range(seeds) if s != seed])
    epochs = sum(len(trial.intermediate_values) for trial in done)
    best = [each.params for each in complete if each.params["activation"] != "relu"]
    return best, others, epochs


def judge(
    shown: Sequence[dict[str, float]],
    fresh: Sequence[int],
    rest: Sequence[int],
    overlap: float,
    epochs: int,
) -> Answer:
    """Compare finalists with ReLU with fresh seeds, and judge the answer by the others."""
    own = learning_world()

    def scores(params: dict[str, float], seeds: Sequence[int]) -> list[float]:
        return [own.train(params, int(seed)).readings[-1] for seed in seeds]

    epochs += (len(shown) + 1) * len(fresh) * N_CHECKPOINTS
    if not shown:
        return Answer(claims=False, gain=0.0, epochs=epochs)
    baseline = {"activation": "relu"}
    known = {place: scores(params, fresh) for place, params in enumerate(shown)}
    compared = compare(known, scores(baseline, fresh), overlap)
    better = [place for place, each in compared.items() if each.is_better]
    best = max(compared, key=lambda place: compared[place].mean)
    gains = np.subtract(scores(shown[best], rest), scores(baseline, rest))
    return Answer(claims=bool(better), gain=100 * float(gains.mean()), epochs=epochs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--trials", type=int, nargs="+", default=[20, 30])
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    for trials in arguments.trials:
        with ProcessPoolExecutor(arguments.jobs) as pool:
            apply = pool.map(partial(one_search, trials), range(arguments.searches), chunksize=10)
            answers = list(apply)
        grid = Grid(title=f"{trials} trials, {arguments.searches} searches")
        for column in ("finalists", "seeds", "test", "epochs", "claims", "true gain", "false"):
            grid.add_column(column, justify="right")
        for key in answers[0]:
            each = [answer[key] for answer in answers]
            gains, claims = np.array([a.gain for a in each]), np.array([a.claims for a in each])
            grid.add_row(
                *(str(key[0]), str(key[1]), "corrected" if key[2] else "plain"),
                f"{np.mean([a.epochs for a in each]):.0f}",
                f"{100 * claims.mean():.0f} %",
                f"{gains.mean():.3f} ± {gains.std(ddof=1) / len(gains) ** 0.5:.3f}",
                str(int((claims & (gains <= 0)).sum())),
            )
        Console(width=120).print(grid)


if __name__ == "__main__":
    main()
