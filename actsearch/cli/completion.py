"""What a shell completes: names and choices.

A shell waits at each press of its key. So names are found without importing what they name, where
that takes long.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from actsearch.study import defaults

_REGISTERED = re.compile(r'^@register\(\s*"([^"]+)"', re.MULTILINE)


def _registered(package: str) -> list[str]:
    """Read the names that a package registers in its source; importing it takes a second."""
    sources = sorted((Path(__file__).parents[1] / package).glob("*.py"))
    return [name for each in sources for name in _REGISTERED.findall(each.read_text("utf-8"))]


def strategies() -> list[str]:
    """Return the names of all strategies."""
    return _registered("strategies")


def pruners() -> list[str]:
    """Return the names of all pruners."""
    from actsearch.pruning import PRUNERS

    return list(PRUNERS)


def spaces() -> list[str]:
    """Return the names of all shipped search spaces."""
    from actsearch.shipped import space_names

    return space_names()


def datasets() -> list[str]:
    """Return the names of data; kinds of files are left out: a shell completes paths by itself."""
    from actsearch.datasets.registry import forms

    return [name for name in forms() if name[0].isalnum() and " " not in name]


def metrics() -> list[str]:
    """Return the names of all metrics."""
    from actsearch.metrics import names

    return names()


def columns() -> list[str]:
    """Return the names of the leaderboard's columns."""
    from actsearch.leaderboard.columns import COLUMNS

    return list(COLUMNS)


def activations() -> list[str]:
    """Return the names of all activations."""
    return sorted(_registered("activations"))


def objectives() -> list[str]:
    """Return the names of all metrics and costs."""
    from actsearch.objectives import COSTS

    return [*metrics(), *COSTS]


def studies(context: typer.Context) -> list[str]:
    """Return the names of the studies in the folder that the command names."""
    from actsearch.study.directory import study_directories

    runs = context.params.get("runs_dir") or Path(defaults.RUNS)
    given = context.params.get("study") or context.params.get("studies") or []
    return [each.name for each in study_directories(Path(runs)) if each.name not in given]


def pictured(context: typer.Context) -> list[str]:
    """Return what can be plotted."""
    return [*activations(), "softmax", *studies(context)]


def in_list(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return a function that completes the last of several names with commas between them."""

    def complete(incomplete: str) -> list[str]:
        head, comma, _ = incomplete.rpartition(",")
        return [f"{head}{comma}{name}" for name in names()]

    return complete
