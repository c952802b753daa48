"""``actsearch leaderboard``: the trials of a study, best first."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import output, say, write
from actsearch.errors import ActsearchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actsearch.leaderboard import Column, Group, Row
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.study import Study
    from actsearch.trials import TrialRecord


# Rows of a table by default: nobody reads more, and drawing thousands of rows takes seconds.
TABLE_ROWS = 50
_ABOUT_OTHERS = "'actsearch leaderboard --all' shows every one"


class Format(StrEnum):
    """How the leaderboard is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def leaderboard(
    study: options.OptionalStudy = None,
    every_state: Annotated[
        bool,
        typer.Option("--all", help="Show pruned, failed, diverged and unfinished trials too."),
    ] = False,
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"Rows to show; by default {TABLE_ROWS} in a table, and all in other formats.",
        ),
    ] = None,
    sort: Annotated[
        str | None, typer.Option(help="Column to sort by; '-COLUMN' reverses the order.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--filter",
            help="Condition for the rows to show, such as 'activation ~ relu and seconds < 5'.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="Columns to show, separated by commas; params.NAME is a single parameter."
        ),
    ] = None,
    group_by: Annotated[
        str | None,
        typer.Option(help="Show statistics for each value of a column, such as activation."),
    ] = None,
    style: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Show the trials of a study, best first.

    Examples:

        actsearch leaderboard

        actsearch leaderboard mnist-bayes --filter "activation == sigmoid" --columns
        rank,params.gain,val_accuracy

        actsearch leaderboard --group-by activation --format csv
    """
    from actsearch import leaderboard as board
    from actsearch.study.directory import find
    from actsearch.study.snapshot import read

    if group_by is not None and (columns is not None or sort is not None):
        raise UsageError(
            "--group-by has columns and an order of its own: leave out --columns and --sort"
        )
    directory = find(runs_dir, study)
    stored = read(directory, storage)
    attributes = stored.attributes
    rows = [board.row(stored.name, trial) for trial in stored.trials]
    selected = board.select(rows, every_state=every_state, where=where, sort=sort)
    records: Sequence[Row | Group] = selected
    shown: tuple[Column, ...]
    if group_by is not None:
        groups = board.group_rows(selected, group_by)
        records, shown = groups, board.group_columns(group_by)
    elif columns is not None:
        shown = board.pick(columns)
    else:
        shown = board.EVERY_COLUMN if style == Format.CSV else board.default_columns(selected)

    footer = board.footer(
        rows,
        attributes.n_validation,
        about_others="" if every_state else _ABOUT_OTHERS,
        recommendation=stored.recommendation,
    )
    footer += _confirmed(directory, storage)
    if attributes.stopped is not None and len(rows) != attributes.trials:
        footer = f"{footer}\nstopped: {attributes.stopped}"
    if style == Format.TABLE:
        if top is None and len(records) > TABLE_ROWS:
            footer = f"{len(records) - TABLE_ROWS:,} more rows: --top {len(records)}\n{footer}"
        _print(records[: top or TABLE_ROWS], shown, footer)
        return
    records = records[:top]
    whole = style == Format.JSON and not columns
    text = board.TEXT_FORMATS[style](records, () if whole else shown)
    write(text)
    say(footer)


def print_table(study: "Study", records: "Sequence[TrialRecord]", top: int) -> None:
    """Print the best trials of a study with the default columns."""
    from actsearch import leaderboard as board
    from actsearch.recommendation import Recommendation

    attributes = study.attributes
    rows = [board.row(study.name, record) for record in records]
    selected = board.select(rows, top=top)
    n_validation, constant = attributes.n_validation, attributes.constant
    found = Recommendation.of(records, n_validation=n_validation, constant=constant)
    footer = board.footer(rows, n_validation, about_others=_ABOUT_OTHERS, recommendation=found)
    footer += _confirmed(study.directory, study.url)
    _print(selected, board.default_columns(selected), footer)


def _confirmed(directory: "StudyDirectory", storage: str | None) -> str:
    """Return a line with the verdict on fresh seeds; nothing if there is none."""
    from actsearch.confirmation.snapshot import read

    try:
        found = read(directory, storage)
    except ActsearchError as error:
        # The search is whole without it.
        return f"\nits confirmation cannot be read: {error}"
    return "" if found is None else f"\nconfirmed: {found.verdict()}"


def _print(records: "Sequence[Row | Group]", columns: "Sequence[Column]", footer: str) -> None:
    from actsearch.leaderboard import as_table

    console = output()
    # A file or a pipe has no width to fit into.
    width = console.width if console.is_terminal else None
    console.print(as_table(records, columns, width=width, footer=footer), soft_wrap=True)
