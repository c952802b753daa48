"""``actsearch trial``: show everything about one trial."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import causes, options
from actsearch.cli.console import output, write_json
from actsearch.errors import NotFoundError

if TYPE_CHECKING:
    from rich.table import Table

    from actsearch.trials import TrialRecord


def trial(
    study: Annotated[str, typer.Argument(help="Name of the study.")],
    number: Annotated[int, typer.Argument(min=0, help="Number of the trial.")],
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Show one trial: its candidate, and its results at each checkpoint or on each split.

    Of several splits, --format json has the checkpoints too. Parameters that were learned are shown
    at each checkpoint. A table has the hidden layers at the end of the training: dead and saturated
    units, pre-activations, and the gradient before the first step and at the end. Of a trial that
    failed, it says why.

    Example:

        actsearch trial mnist-bayes 7
    """
    from dataclasses import asdict

    from rich.table import Table

    from actsearch.leaderboard.values import plain
    from actsearch.study.directory import find
    from actsearch.study.snapshot import read

    stored = read(find(runs_dir, study), storage)
    trials = stored.trials
    if number >= len(trials):
        there = f"has the trials 0 to {len(trials) - 1}" if trials else "has no trials yet"
        raise NotFoundError(f"study {study!r} {there}, not {number}")
    chosen = trials[number]
    ranked = stored.leaderboard()
    facts: dict[str, Any] = asdict(next(each for each in ranked if each.trial == number))
    facts |= {f"val_{name}": value for name, value in facts.pop("metrics").items()}
    facts |= {
        "proposed": dict(chosen.parameters),
        "rejected": dict(chosen.rejected),
        "started": _time(chosen.started),
        "ended": _time(chosen.ended),
    }
    curves = _curves(chosen)
    if style == options.Format.JSON:
        # JSON has no NaN, but the losses of a diverged training may be NaN.
        layers = causes.as_dict(chosen)
        whole = plain({**facts, "curves": curves, **layers, "traceback": chosen.traceback})
        write_json(whole)
        return
    console = output()
    for name, value in facts.items():
        if value not in (None, {}):
            shown = json.dumps(value) if isinstance(value, dict) else value
            console.print(f"{name:24}{shown}", soft_wrap=True)
    if curves:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        shown = [name for name in curves[0] if name != "learned"]
        for name in shown:
            table.add_column(name, justify="right")
        for reading in curves if "split" not in curves[0] else _ends(curves):
            table.add_row(*(_number(name, reading[name]) for name in shown))
        console.print()
        console.print(table)
    learned = {} if chosen.evaluation is None else chosen.evaluation.learned
    for table in _learned(learned, console.width):
        console.print()
        console.print(table)
    if (table := causes.table(chosen)) is not None:
        console.print()
        console.print(table)
    if chosen.traceback:
        console.print(f"\n{chosen.traceback}", soft_wrap=True)


def _curves(record: "TrialRecord") -> list[dict[str, Any]]:
    """Return the learning curves of all runs, one dict for each checkpoint."""
    runs = () if record.evaluation is None else record.evaluation.runs
    return [
        {
            **({"split": number} if len(runs) > 1 else {}),
            "epoch": _whole(checkpoint * (run.epochs or run.checkpoints) / run.checkpoints),
            **{f"val_{name}": value for name, value in zip(run.scores, scores, strict=True)},
            "val_loss": val_loss,
            "train_loss": train_loss,
            "learned": {name: values[checkpoint - 1] for name, values in run.learned.items()},
        }
        for number, run in enumerate(runs, start=1)
        for checkpoint, (val_loss, train_loss, *scores) in enumerate(
            zip(run.val_losses, run.train_losses, *run.scores.values(), strict=True), start=1
        )
    ]


def _ends(curves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the last checkpoint of each split."""
    return list({reading["split"]: reading for reading in curves}.values())


def _learned(curves: Mapping[str, tuple[float, ...]], width: int) -> "Iterator[Table]":
    """Yield tables of what was learned at each checkpoint: one, or several that are narrower."""
    from rich.table import Table

    if not curves:
        return
    cells = {name: [f"{value:.2g}" for value in values] for name, values in curves.items()}
    checkpoints = range(len(next(iter(cells.values()))))
    longest = 1 + max(len(cell) for row in cells.values() for cell in row)
    fitting = max(1, (width - max(map(len, cells))) // longest)
    size = math.ceil(len(checkpoints) / math.ceil(len(checkpoints) / fitting))
    for first in checkpoints[::size]:
        shown = checkpoints[first : first + size]
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
        table.add_column("learned", no_wrap=True)
        for checkpoint in shown:
            table.add_column(str(checkpoint + 1), justify="right")
        for name, row in cells.items():
            table.add_row(name, *(row[checkpoint] for checkpoint in shown))
        yield table


def _whole(number: float) -> float:
    return int(number) if number == int(number) else round(number, 2)


def _number(name: str, value: float) -> str:
    return f"{value:.4f}" if isinstance(value, float) and name != "epoch" else f"{value:g}"


def _time(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="seconds")
