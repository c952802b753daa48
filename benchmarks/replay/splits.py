"""How do strategies and pruners do on small tables of data, with several splits? Replayed.

Run: ``python benchmarks/replay/splits.py [--searches 100] [DATASET ...]``. A search of 30 trials
sees ten splits; what it recommends is judged on ten others. ``--tabulate`` first trains 42
candidates of the space ``tabular`` on 20 splits, in two to five minutes for a dataset on one core.
"""

import argparse
import itertools
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np
from default_space import N_VALIDATION, candidates
from optuna.trial import FixedTrial, FrozenTrial, TrialState
from protocols import not_among_the_best
from rich.console import Console
from rich.table import Table as Grid
from scipy.stats import wilcoxon
from searches import MakeStop, Training, search
from tables import FOLDER, Table

from actsearch import datasets, pruning, search_space, strategies
from actsearch.evaluation import Stop, evaluate
from actsearch.strategies.seeds import derive_seed
from actsearch.trials import merit

SPACE = search_space.load("tabular")
DATASETS = ("iris", "wine", "breast_cancer", "digits")
SEEN, SPLITS, TRIALS = 10, 20, 30
CONTESTANTS = [
    ("random", 0),
    ("spread", 0),
    *itertools.product(("bayes", "genetic"), (0, 12)),
]


@cache
def probably_worse(differences: tuple[float, ...]) -> float:
    """Return the p-value of Wilcoxon's signed-rank test, of differences in ascending order."""
    result = wilcoxon(differences, alternative="less", zero_method="zsplit")
    return float(result.pvalue)


def by_signed_ranks(p: float, history: Sequence[Sequence[float]], number: int) -> Stop | None:
    """Stop what is worse than the best so far on the same splits, by Wilcoxon's test.

    It decides as Optuna's ``WilcoxonPruner``, but each test is made only once for all searches.
    """
    del number
    whole = [scores for scores in history if len(scores) == SEEN]
    if not whole:
        return None
    best = max(whole, key=fmean)

    def stop(scores: Sequence[float]) -> bool:
        if len(scores) < 2 or fmean(scores) >= fmean(best):
            return False
        pairs = zip(scores, best, strict=False)
        return probably_worse(tuple(sorted(round(a - b, 9) for a, b in pairs))) < p

    return stop


PRUNERS: dict[str, MakeStop] = {
    "none": partial(pruning.stop, "none"),
    "median": partial(not_among_the_best, 50.0, 1),
    **{f"wilcoxon, p {p}": partial(by_signed_ranks, p) for p in (0.05, 0.1, 0.2)},
}


def table_file(dataset: str) -> Path:
    """Return the path of the table of a dataset: correct samples of 10,000 on each split."""
    return FOLDER / "tables" / f"tabular-{dataset}.csv.gz"


def coarse() -> list[dict[str, str | float]]:
    """List every second of the values of each activation in the table of the default space."""
    families = itertools.groupby(candidates(), key=lambda params: params["activation"])
    return [params for _, family in families for params in list(family)[::2]]


def tabulate(dataset: str) -> Table:
    """Train all candidates on all splits."""
    scores, losses = [], []
    for number, split in enumerate(datasets.load(dataset).splits(SPLITS, seed=0)):
        for params in coarse():
            candidate = SPACE.suggest(FixedTrial(params))
            (run,) = evaluate(candidate, split, derive_seed(0, "split", number)).runs
            scores.append(0.0 if run.divergence else run.score("accuracy"))
            losses.append(run.val_loss)
    shape = (SPLITS, len(coarse()))
    hits = np.round(N_VALIDATION * np.array(scores)).astype(np.uint16)
    return Table(hits.reshape(*shape, 1), coarse(), np.array(losses).reshape(shape))


class Found(NamedTuple):
    """What one search gives.

    Attributes
    ----------
    gain : float
        Points of accuracy above the baseline, of what is recommended, on the splits not seen.
    behind : float
        Points behind the candidate that is best there.
    errors : float
        The same in standard errors of the difference, corrected as in a study.
    trainings : float
        Part of the trainings that were done.
    """

    gain: float
    behind: float
    errors: float
    trainings: float


@cache
def table(dataset: str) -> Table:
    """Load a table, once."""
    return Table.load(table_file(dataset))


def one_search(dataset: str, strategy: str, startup: int, pruner: str, number: int) -> Found:
    """Search once; every second search sees the other ten splits, each in an order of its own."""
    data = table(dataset)
    assert data.losses is not None
    accuracies, losses = data.correct[:, :, 0] / N_VALIDATION, data.losses
    halves = np.split(np.arange(SPLITS), [SEEN])
    seen, unseen = halves if number % 2 == 0 else halves[::-1]
    seen = np.random.default_rng(number).permutation(seen)

    def look_up(trial: FrozenTrial) -> Training:
        index = data.index(trial.params, trial.distributions)
        loss = float(losses[seen, index].mean())
        return Training(accuracies[seen, index].tolist(), loss, of_splits=True)

    options = {"startup_trials": startup} if startup else {}
    proposes = strategies.get(strategy)(SPACE, options)
    trials = search(proposes, PRUNERS[pruner], look_up, number, trials=TRIALS)
    best = max((t for t in trials if t.state == TrialState.COMPLETE), key=merit)
    chosen = data.index(best.params, best.distributions)
    truth = 100 * accuracies[unseen]
    ideal = int(truth.mean(axis=0).argmax())
    difference = truth[:, ideal] - truth[:, chosen]
    error = float(difference.std(ddof=1)) * (1 / len(unseen) + 1 / 4) ** 0.5
    behind = float(difference.mean())
    baseline = data.candidates.index({"activation": "relu"})
    return Found(
        float((truth[:, chosen] - truth[:, baseline]).mean()),
        behind,
        behind / error if error > 0 else 0.0,
        sum(len(trial.intermediate_values) for trial in trials) / TRIALS / SEEN,
    )


def show(dataset: str, searches: int) -> None:
    """Search with every strategy and pruner; print a table."""
    data = table(dataset)
    scores = data.correct[:, :, 0].mean(axis=0) / (N_VALIDATION / 100)
    best, baseline = scores.argmax(), data.candidates.index({"activation": "relu"})
    grid = Grid(
        title=f"{dataset}: relu {scores[baseline]:.2f} %, best of {len(scores)} candidates "
        f"{scores[best]:.2f} % on all splits: {data.candidates[best]}"
    )
    for column in ("strategy", "pruner", "gain over relu", "behind", "in errors", "trainings"):
        grid.add_column(column, no_wrap=True)
    for (strategy, startup), pruner in itertools.product(CONTESTANTS, PRUNERS):
        rows = np.array(
            [one_search(dataset, strategy, startup, pruner, n) for n in range(searches)]
        )
        error = rows[:, 0].std(ddof=1) / searches**0.5
        gain, behind, errors, trainings = rows.mean(axis=0)
        grid.add_row(
            f"{strategy} {startup or ''}".strip(),
            *(pruner, f"{gain:.2f} ± {error:.2f}", f"{behind:.2f}", f"{errors:.2f}"),
            f"{100 * trainings:.0f} %",
        )
    Console(width=120).print(grid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", nargs="*", default=DATASETS, metavar="DATASET")
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--tabulate", action="store_true", help="first train the tables again")
    arguments = parser.parse_args()
    for dataset in arguments.datasets:
        if arguments.tabulate:
            tabulate(dataset).save(table_file(dataset))
        show(dataset, arguments.searches)


if __name__ == "__main__":
    main()
