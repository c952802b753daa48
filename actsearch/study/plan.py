"""Plan a study: fill in the defaults, choose its name, and check everything before it begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actsearch import datasets, pruning, strategies
from actsearch.datasets import Dataset
from actsearch.errors import UsageError
from actsearch.search_space import SearchSpace
from actsearch.study import defaults
from actsearch.study.specification import DatasetSpecification, Specification

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
    """

    specification: Specification
    space: SearchSpace
    dataset: Dataset

    @property
    def default_trials(self) -> int:
        """Default number of trials: the whole of a grid, ``defaults.TRIALS`` otherwise."""
        most = strategies.get(self.specification.strategy).most_trials(self.space)
        return most or defaults.TRIALS


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
    space: SearchSpace,
    source: str,
    *,
    label: str | None = None,
    strategy: str = defaults.STRATEGY,
    options: Mapping[str, Any],
    pruner: str | None = None,
    lookahead: int = defaults.LOOKAHEAD,
    seed: int = defaults.SEED,
) -> Plan:
    """Check everything that a study is made of, and load its data.

    Parameters
    ----------
    space : SearchSpace
        Space to search.
    source : str
        Dataset: a name or a path, see :func:`actsearch.datasets.load`.
    label : str, optional
        Column of a table that holds the classes.
    strategy : str
        Name of the strategy that proposes candidates.
    options : mapping
        Options of the strategy.
    pruner : str, optional
        Name of the pruner, which stops bad trainings early. The default is ``defaults.PRUNER``, but
        "none" for a grid, which is meant to be complete.
    lookahead : int
        How many trials may run at the same time.
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
    configured = check_search(space, strategy, options)
    if pruner is None:
        pruner = "none" if strategies.get(strategy).exhaustive else defaults.PRUNER
    pruning.check(pruner)
    dataset = datasets.load(source, label=label)
    specification = Specification(
        space=space.to_dict(),
        dataset=DatasetSpecification(
            source=datasets.absolute(source), label=label, fingerprint=dataset.fingerprint
        ),
        strategy=strategy,
        options=configured,
        pruner=pruner,
        lookahead=lookahead,
        seed=seed,
    )
    return Plan(specification=specification, space=space, dataset=dataset)


def default_name(
    space: str, source: str, strategy: str, *, epochs: int | None = None, seed: int = defaults.SEED
) -> str:
    """Make the name of a study from what was chosen; settings that are the default are left out.

    Raises
    ------
    UsageError
        If no character is left that a name may have.

    Examples
    --------
    >>> default_name("mnist", "mnist", "bayes")
    'mnist-bayes'
    >>> default_name("mnist", "data/flowers.csv", "genetic", epochs=5, seed=1)
    'mnist-flowers-genetic-epochs5-seed1'
    """
    parts = [space]
    if source != defaults.DATASET:
        parts.append(Path(source).name.partition(".")[0] or source)
    parts.append(strategy)
    if epochs is not None:
        parts.append(f"epochs{epochs}")
    if seed != defaults.SEED:
        parts.append(f"seed{seed}")
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", "-".join(parts)).strip("-")[:100]
    if not name:
        raise UsageError(
            "no name can be made of what was chosen; give the study one", parameter="study"
        )
    return name


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
