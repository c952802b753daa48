"""The page that ``actsearch trial`` shows: what was tried, what came of it, and how it went."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from actsearch.cli import causes
from actsearch.cli.durations import show_duration
from actsearch.tables import INDISPENSABLE, Title
from actsearch.trials import BASELINE
from actsearch.wording import of_samples, title, value_in_words

if TYPE_CHECKING:
    from actsearch.cli.terminal import SafeConsole
    from actsearch.leaderboard import Row
    from actsearch.trials import TrialRecord

_INDENT = 16
# A page without a terminal is for readers too.
_WIDTH = 80


def show(
    console: "SafeConsole",
    row: "Row",
    record: "TrialRecord",
    curves: Sequence[Mapping[str, Any]],
) -> None:
    """Print a trial.

    Parameters
    ----------
    console : SafeConsole
        Where to print.
    row : Row
        The trial as the leaderboard has it.
    record : TrialRecord
        The trial.
    curves : sequence of mapping
        What was measured at each checkpoint of each split.
    """
    console.prose(f"trial {row.trial} of {row.study}: {_ended(row)}", style="bold")
    console.print()
    facts = {**_candidate(row, record), **_result(row), **_circumstances(row, record)}
    console.facts({name: text for name, text in facts.items() if text}, _INDENT)
    if curves:
        console.print()
        console.table(*_checkpoints(curves, row))
    learned = {} if record.evaluation is None else record.evaluation.learned
    for headings, cells in _learned(learned, console.room or _WIDTH):
        console.print()
        console.table(headings, cells)
    if (layers := causes.table(record)) is not None:
        console.print()
        console.table(*layers)
    if record.traceback:
        console.print(f"\n{record.traceback}", soft_wrap=True)


def _ended(row: "Row") -> str:
    place = "" if row.rank is None else f", rank {row.rank}"
    front = "" if row.front is None else f", front {row.front}"
    same = "" if row.cached_from is None else f", the same as trial {row.cached_from}"
    return f"{row.state}{place}{front}{same}"


def _candidate(row: "Row", record: "TrialRecord") -> dict[str, str]:
    from actsearch.leaderboard import column
    from actsearch.wording import in_words

    by = f"by {row.strategy}" if row.strategy else ""
    if row.strategy == BASELINE:
        by = "as the baseline"
    if row.generation is not None:
        by += f", in generation {row.generation}"
    rejected = [f"{count} refused before: {reason}" for reason, count in record.rejected.items()]
    formulas = (row.formula or "").split(" | ")
    return {
        "reason": row.reason or "",
        "diagnosis": row.diagnosis or "",
        "activation": in_words(row.candidate or row.activation or ""),
        "formula": "" if formulas == [row.activation] else "\n".join(formulas),
        "parameters": column("params").text(row),
        "proposed": "; ".join(filter(None, [by, *rejected])),
    }


def _result(row: "Row") -> dict[str, str]:
    """Say how well it did."""
    facts = {}
    if row.score is not None:
        facts[title(row.metric)] = _scored(row, row.metric, row.score, row.standard_error)
    if row.confirmed is not None:
        facts["confirmed"] = _confirmed(row)
    if row.metric != "accuracy" and row.val_accuracy is not None:
        facts[title("accuracy")] = _scored(row, "accuracy", row.val_accuracy, None)
    if row.val_loss is not None:
        facts["loss"] = f"{row.val_loss:.4f} in validation"
        if row.train_loss is not None:
            facts["loss"] += f", {row.train_loss:.4f} in training"
    return facts


def _scored(row: "Row", metric: str, value: float, error: float | None) -> str:
    chance = of_samples(metric, value, row.samples)
    text = value_in_words(metric, value, chance=chance)
    if error is not None:
        text += f" ± {value_in_words(metric, error, chance=chance)} (standard error)"
    return text


def _confirmed(row: "Row") -> str:
    def shown(value: float, sign: str = "", chance: float | None = None) -> str:
        return value_in_words(row.metric, value, sign, chance)

    error, mean = row.confirmed_error, row.confirmed or 0.0
    text = shown(mean, chance=error)
    if error is not None:
        text += f" ± {shown(error, chance=error)} (95 % interval)"
    text += f" on {row.fresh_seeds} fresh seeds"
    if row.gain is None:
        return f"{text}: it is the baseline"
    gain = shown(row.gain, "+", row.gain_error)
    if row.gain_error is not None:
        gain += f" ± {shown(row.gain_error, chance=row.gain_error)}"
    p = "" if row.p is None else f", p = {row.p:.2g}"
    return f"{text}: {gain} over the baseline{p}"


def _circumstances(row: "Row", record: "TrialRecord") -> dict[str, str]:
    """Say what it cost."""
    facts = {}
    if row.epochs is not None:
        facts["trained"] = f"{row.epochs:.4g} {'epoch' if row.epochs == 1 else 'epochs'}"
        if record.evaluation is not None and record.evaluation.n_splits > 1:
            done, planned = len(record.evaluation.runs), record.evaluation.n_splits
            facts["trained"] += f" on {done} of {planned} splits"
        if row.seconds is not None:
            facts["trained"] += f", in {show_duration(row.seconds)}"
    if row.n_weights is not None:
        facts["size"] = f"{row.n_weights:,} weights"
        if row.operations is not None:
            facts["size"] += f", {row.operations:,} multiply-adds for a sample"
        if row.inference_microseconds is not None:
            time = row.inference_microseconds
            facts["size"] += f" ({time:.0f} µs)" if time >= 10 else f" ({time:.1f} µs)"
    if record.started is not None:
        facts["when"] = f"{record.started:%Y-%m-%d %H:%M:%S}"
        if record.ended is not None:
            same_day = record.ended.date() == record.started.date()
            form = "%H:%M:%S" if same_day else "%Y-%m-%d %H:%M:%S"
            facts["when"] += f" to {record.ended:{form}}"
    return facts


def _checkpoints(
    curves: Sequence[Mapping[str, Any]], row: "Row"
) -> tuple[list[Title], list[list[str]]]:
    """Tabulate the checkpoints of a single training, or how each of several splits ended."""
    several = "split" in curves[0]
    if several:
        curves = list({reading["split"]: reading for reading in curves}.values())
    splits = len(curves) if several else 1
    samples = None if row.samples is None else row.samples // splits
    names = [name for name in curves[0] if name != "learned"]
    importance = {"split": INDISPENSABLE, "epoch": INDISPENSABLE, f"val_{row.metric}": 8}
    headings = [Title(_title(name), importance=importance.get(name, 7)) for name in names]
    cells = [[_cell(name, reading[name], samples) for name in names] for reading in curves]
    return headings, cells


def _title(name: str) -> str:
    metric = name.removeprefix("val_")
    return name.replace("_", " ") if metric in (name, "loss") else title(metric)


def _cell(name: str, value: float, samples: int | None) -> str:
    metric = name.removeprefix("val_")
    if name in ("split", "epoch"):
        return f"{value:g}"
    if metric == "loss" or metric == name:
        return f"{value:.4f}"
    return value_in_words(metric, value, chance=of_samples(metric, value, samples))


def _learned(
    curves: Mapping[str, tuple[float, ...]], width: int
) -> Iterator[tuple[list[Title], list[list[str]]]]:
    """Yield tables of what was learned at each checkpoint: one, or several that are narrower."""
    if not curves:
        return
    cells = {name: [f"{value:.2g}" for value in values] for name, values in curves.items()}
    checkpoints = range(len(next(iter(cells.values()))))
    longest = 2 + max(len(cell) for row in cells.values() for cell in row)
    fitting = max(1, (width - max(map(len, cells))) // longest)
    size = math.ceil(len(checkpoints) / math.ceil(len(checkpoints) / fitting))
    for first in checkpoints[::size]:
        shown = checkpoints[first : first + size]
        headings = [Title("learned", "name", INDISPENSABLE), *(Title(str(n + 1)) for n in shown)]
        yield headings, [[name, *(row[n] for n in shown)] for name, row in cells.items()]
