"""A study as a program in Python: it has all of the search space, and needs no other file."""

from collections.abc import Mapping, Sequence
from typing import Any

from actsearch.datasets import ARRAYS
from actsearch.strategies import Phase
from actsearch.study.snapshot import Snapshot

_WIDTH = 90
_INDENT = " " * 4


def program(study: Snapshot, parts: Sequence[tuple[Phase, int]]) -> str:
    """Return the program that makes a study again.

    Parameters
    ----------
    study : Snapshot
        The study.
    parts : sequence of (Phase, int)
        Its phases, each with the number of trials at its end.
    """
    known = study.specification
    frozen, budget = known.dataset, study.attributes.budget
    arrays = frozen.source.startswith(ARRAYS)
    settings = {
        "dataset": None if arrays else frozen.source,
        "label": frozen.label,
        "task": frozen.task,
        "test_size": frozen.test_size,
        "metric": None if known.costs else known.metric,
        "objectives": list(known.objectives) if known.costs else None,
        "splits": known.splits,
        "pruner": known.pruner,
        "lookahead": known.lookahead,
        "target_accuracy": budget.target_accuracy,
        "patience": budget.patience,
        "seed": known.seed,
        "study": study.name,
        "confirm": 0,
        "space": _short(known.space),
    }
    given = {name: value for name, value in settings.items() if value is not None}
    lines = ["import actsearch"]
    if frozen.reading is not None:
        lines.append("from actsearch.datasets import Reading")
    lines += ["", f"settings = {_literal(given)}"]
    if frozen.reading is not None:
        lines.append(f'settings["reading"] = {frozen.reading!r}')
    samples = ""
    if arrays:
        lines.append("X, y = ...  # your samples, and what is to be predicted")
        samples = "X, y, "
    for phase, trials in parts:
        options = f", options={phase.chosen!r}" if phase.chosen else ""
        proposing = f"strategy={phase.strategy!r}{options}, trials={trials}"
        lines.append(f"study = actsearch.search({samples}**settings, {proposing})")
    if (found := study.confirmation) is not None:
        lines.append(f"study = study.confirm({found.seeds}, top={len(found.finalists)})")
    return "\n".join([*lines, "print(study.leaderboard())", ""])


def _short(value: Any) -> Any:
    """Leave out of a space what its ranges have by default."""
    if not isinstance(value, Mapping):
        return value
    usual = {"log": False, "step": None} if {"min", "max"} <= value.keys() else {}
    return {
        name: _short(each)
        for name, each in value.items()
        if name not in usual or each != usual[name]
    }


def _literal(value: Any, indent: str = "", before: int = 0) -> str:
    """Write a value in Python, with a line for each entry where one line is too short."""
    line = repr(value)
    if len(indent) + before + len(line) <= _WIDTH or not isinstance(value, Mapping | list):
        return line
    deeper = indent + _INDENT
    if isinstance(value, list):
        entries = [_literal(each, deeper) for each in value]
        return "[\n" + "".join(f"{deeper}{entry},\n" for entry in entries) + f"{indent}]"
    named = ((f"{name!r}: ", each) for name, each in value.items())
    entries = [f"{name}{_literal(each, deeper, len(name))}" for name, each in named]
    return "{\n" + "".join(f"{deeper}{entry},\n" for entry in entries) + f"{indent}}}"
