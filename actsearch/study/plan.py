"""Plan a study: fill in the defaults, choose its name, and check everything before it begins."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from actsearch import datasets, metrics, pruning, search_space, strategies
from actsearch.datasets import Dataset, Reading
from actsearch.errors import UsageError
from actsearch.metrics import LearningTask
from actsearch.objectives import parse_objectives
from actsearch.search_space import Changes, SearchSpace
from actsearch.study import defaults
from actsearch.study.duration import training_seconds
from actsearch.study.specification import DatasetSpecification, Specification

# With fewer, the signed-rank test never stops anything.
_FEWEST_SPLITS = 4
# The whole grid is listed before the first trial, and kept in memory.
LARGEST_GRID = 100_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A study that has not begun yet.

    Parameters
    ----------
    specification : Specification
        Everything that decides what the study's trials are.
    space : SearchSpace
        Search space of the study.
    dataset : Dataset
        Data that the study trains on.
    parts : tuple of str
        What tells this study from others, for its name.
    """

    specification: Specification
    space: SearchSpace
    dataset: Dataset
    parts: tuple[str, ...]

    @property
    def default_trials(self) -> int:
        """Default number of trials: the whole of a grid, ``defaults.TRIALS`` otherwise."""
        most = strategies.get(self.specification.strategy).most_trials(self.space)
        return most or defaults.TRIALS

    @property
    def default_name(self) -> str:
        """Name of the study if nobody chooses one; settings that are the default are left out.

        Raises
        ------
        UsageError
            If no character is left that a name may have.
        """
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", "-".join(self.parts)).strip("-")[:100]
        if not name:
            raise UsageError(
                "no name can be made of what was chosen; give the study one", parameter="study"
            )
        return name


def check_search(space: SearchSpace, strategy: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Check that a strategy can search a space, before any data are loaded.

    Parameters
    ----------
    space : SearchSpace
        Space to search.
    strategy : str
        Name of the strategy.
    options : mapping
        Options of the strategy that were given.

    Returns
    -------
    dict
        All options of the strategy, the default ones included.

    Raises
    ------
    UsageError
        If there is no such strategy or option, or the strategy cannot search the space.

    Examples
    --------
    >>> from actsearch.search_space import load
    >>> check_search(load("mnist"), "genetic", {"population": 20})["population"]
    20
    """
    proposing = strategies.get(strategy)
    size = space.size() or 0
    if proposing.exhaustive and size > LARGEST_GRID:
        raise UsageError(
            f"search space {space.name!r} has {size:,} candidates, and a grid at most "
            f"{LARGEST_GRID:,}: give it fewer values or longer steps, or choose another strategy"
        )
    configured = proposing.configure(options)
    proposing(space, configured)
    return configured


def plan(
    space: SearchSpace | None,
    source: str | Dataset,
    *,
    label: str | None = None,
    reading: Reading | None = None,
    strategy: str = defaults.STRATEGY,
    options: Mapping[str, Any],
    changes: Changes = Changes(),  # noqa: B008 - it never changes
    pruner: str | None = None,
    lookahead: int = defaults.LOOKAHEAD,
    metric: str | None = None,
    objectives: str | Sequence[str] | None = None,
    splits: int | None = None,
    test_size: float | None = None,
    task: LearningTask | None = None,
    seed: int = defaults.SEED,
) -> Plan:
    """Check everything that a study is made of, and load its data.

    Parameters
    ----------
    space : SearchSpace or None
        Space to search; None means the shipped one that fits the data, ``"mnist"`` for images and
        ``"tabular"`` for all else.
    source : str or Dataset
        Dataset: a name or a path, see :func:`actsearch.datasets.load`; or one that was made of
        arrays.
    label : str, optional
        Column of a table that holds the classes, or the target.
    reading : Reading, optional
        How to read a table or images, where that is not left to them.
    strategy : str
        Name of the strategy that proposes candidates.
    options : mapping
        Options of the strategy.
    changes : Changes
        What to change in the search space.
    pruner : str, optional
        Name of the pruner, which stops bad trainings early. The default is chosen by the strategy,
        the number of splits and the length of a training; see :func:`default_pruner`.
    lookahead : int
        How many trials may run at the same time.
    metric : str, optional
        Metric that candidates are scored with; by default the accuracy, or in regression R2.
    objectives : str or sequence of str, optional
        Objectives: a metric, and costs that are weighed against it, see
        :func:`actsearch.objectives.parse_objectives`.
    splits : int, optional
        On how many splits each candidate is trained; by default what the data need, see
        :attr:`Dataset.default_splits`.
    test_size : float, optional
        Fraction of the samples to seal, of data without a test part of their own; by default a
        fifth.
    task : {"classification", "regression"}, optional
        What there is to learn; by default what is usual for the source.
    seed : int
        Seed of everything that is random.

    Returns
    -------
    Plan
        The study's specification, search space and data.

    Raises
    ------
    ActsearchError
        If something cannot be used or is not there; the message is one sentence.
    """
    # Everything that needs no data first: to load them may take long.
    metric, costs = parse_objectives(objectives, metric)
    prepared = strategies.get(strategy).prepared
    configured = strategies.get(strategy).configure(options)
    if space is not None:
        space = changes.applied_to(space)
        check_search(prepared(space), strategy, options)
    else:
        changes.applied_to(search_space.load(defaults.TABLES))  # refused before the data are loaded
    if pruner is not None:
        pruning.check(pruner, several=bool(costs))
    if metric is not None:
        metrics.get(metric)
    dataset = _dataset(source, label, reading, test_size, task)
    source = dataset.name if isinstance(source, Dataset) else source
    if test_size == datasets.TEST_SIZE:
        test_size = None  # the same study as if nobody had said so
    metric = metrics.default(dataset.task) if metric is None else metric
    metrics.check(metric, len(dataset.classes), dataset.task, dataset.never_split)
    if task != "regression" or datasets.usual_task(source) == task:
        task = None  # the same study as if nobody had said so
    fits = search_space.load(defaults.IMAGES if dataset.scaling == "pixels" else defaults.TABLES)
    count = dataset.default_splits if splits is None else splits
    chosen = prepared(changes.applied_to(fits) if space is None else space, splits=count)
    configured = check_search(chosen, strategy, configured)
    if pruner is None:
        pruner = "none" if costs else default_pruner(chosen, dataset, strategy, count)
    pruning.check(pruner, splits=count)
    specification = Specification(
        space=chosen.to_dict(),
        dataset=DatasetSpecification(
            source=datasets.absolute(source),
            label=label,
            fingerprint=dataset.fingerprint,
            test_size=test_size,
            reading=None if reading == Reading() else reading,
            task=task,
        ),
        strategy=strategy,
        options=configured,
        pruner=pruner,
        lookahead=lookahead,
        metric=metric,
        costs=costs,
        splits=count,
        seed=seed,
    )
    # What was asked for, and is not what would have been chosen.
    named = {
        "splits": splits if splits != dataset.default_splits else None,
        "test": test_size,
        "seed": seed or None,
    }
    parts = [
        *([] if chosen.name == fits.name and source != defaults.DATASET else [chosen.name]),
        *([] if source == defaults.DATASET else [_short(source)]),
        strategy,
        *([] if task is None else [task]),
        *([] if metric == metrics.default(dataset.task) else [metric]),
        *costs,
        *changes.parts,
        *(f"{key}{value}" for key, value in named.items() if value is not None),
    ]
    return Plan(specification=specification, space=chosen, dataset=dataset, parts=tuple(parts))


def default_pruner(space: SearchSpace, dataset: Dataset, strategy: str, splits: int) -> str:
    """Return the pruner of a study for which nobody chose one.

    A grid is meant to be complete. Several splits are compared in pairs. A training of less than
    about a second is not worth stopping (``benchmarks/LOG.md``).
    """
    if strategies.get(strategy).exhaustive:
        return "none"
    if splits > 1:
        return "wilcoxon" if splits >= _FEWEST_SPLITS else "none"
    return defaults.PRUNER if training_seconds(space, dataset) >= 1 else "none"


def _dataset(
    source: str | Dataset,
    label: str | None,
    reading: Reading | None,
    test_size: float | None,
    task: LearningTask | None,
) -> Dataset:
    if isinstance(source, str):
        return datasets.load(source, label=label, reading=reading, test_size=test_size, task=task)
    if test_size is not None:
        source = source.with_test_size(test_size)
    # Whoever reads the study finds out which arrays they were.
    return replace(source, name=f"{datasets.ARRAYS}{source.fingerprint[:12]}")


def _short(source: str) -> str:
    return Path(source).name.partition(".")[0] or source


def trials_of_generations(strategy: str, options: Mapping[str, Any], generations: int) -> int:
    """Return the number of trials in so many generations.

    Raises
    ------
    UsageError
        If the strategy has no generations.

    Examples
    --------
    >>> trials_of_generations("genetic", {"population": 10}, 4)
    40
    """
    if "population" not in options:
        raise UsageError(
            f"strategy {strategy!r} has no generations: say how many trials, or choose the "
            "strategy 'genetic'",
            parameter="strategy",
        )
    return generations * int(options["population"])
