"""``actsearch leaderboard``: the trials of a study, best first."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.cli import completion, options
from actsearch.cli.console import output, say, write
from actsearch.cli.safety import in_one_line
from actsearch.errors import ActsearchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actsearch.leaderboard import Column, Group, Leaderboard, Row
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.snapshot import Snapshot
    from actsearch.study.study import Study
    from actsearch.trials import TrialRecord


# Rows of a table by default: nobody reads more, and drawing thousands of rows takes seconds.
TABLE_ROWS = 50
_ABOUT_GROUPS = "best, mean and SD are those of a group's complete trials alone"
_ABOUT_OTHERS = "'actsearch leaderboard --all' shows every one"


class Format(StrEnum):
    """How the leaderboard is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    LATEX = "latex"


def leaderboard(
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY]...",
            help="Names of studies with the same data and metric; by default the one that was "
            "written to last.",
            autocompletion=completion.studies,
        ),
    ] = None,
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
        str | None,
        typer.Option(
            help="Column to sort by; '-COLUMN' reverses the order.",
            autocompletion=completion.columns,
        ),
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
            help="Columns to show, separated by commas; a parameter by its name, or params.NAME.",
            autocompletion=completion.in_list(completion.columns),
        ),
    ] = None,
    group_by: Annotated[
        str | None,
        typer.Option(
            help="Show statistics for each value of a column, such as activation.",
            autocompletion=completion.columns,
        ),
    ] = None,
    style: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Show the trials of a study, best first; or those of several, by their scores.

    Examples:

        actsearch leaderboard

        actsearch leaderboard mnist-bayes --filter "activation == sigmoid" --columns
        rank,params.gain,val_accuracy

        actsearch leaderboard --group-by activation --format csv

        actsearch leaderboard first second --top 20
    """
    from actsearch import leaderboard as board
    from actsearch.study.directory import find
    from actsearch.study.snapshot import read

    if group_by is not None and (columns is not None or sort is not None):
        raise UsageError(
            "--group-by has columns and an order of its own: leave out --columns and --sort"
        )
    named: Sequence[str | None] = studies or [None]
    found = [find(runs_dir, name) for name in named]
    read_as = {directory.name: (directory, read(directory, storage)) for directory in found}
    check_comparable([stored for _, stored in read_as.values()])
    boards = {name: stored.leaderboard() for name, (_, stored) in read_as.items()}
    rows = [row for whole in boards.values() for row in whole.rows]
    several = len(boards) > 1
    if several:
        rows = board.sort_rows(rows, "score")
    # A group without a complete trial is a result too.
    everyone = every_state or group_by is not None
    selected = board.select(rows, every_state=everyone, where=where, sort=sort)
    if where is not None:
        for sentence in board.unknown_values(board.parse(where, rows), rows):
            say(sentence)
    records: Sequence[Row | Group] = selected
    shown: tuple[Column, ...]
    if group_by is not None:
        chosen = board.find(group_by, rows)
        groups = board.group_rows(selected, chosen)
        metric = next(stored for _, stored in read_as.values()).specification.metric
        records, shown = groups, board.group_columns(chosen.name, metric)
    elif columns is not None:
        shown = board.pick(columns, rows)
        for sentence in board.without_values(shown, rows):
            say(sentence)
    else:
        every = style == Format.CSV
        shown = board.with_parameters(selected) if every else board.default_columns(selected)

    about_others = "" if everyone else _ABOUT_OTHERS
    footers = {
        name: _below(whole, *read_as[name], about_others, storage) for name, whole in boards.items()
    }
    footer = "\n".join(f"{name}: {text}" if several else text for name, text in footers.items())
    if group_by is not None:
        footer = f"{_ABOUT_GROUPS}\n{footer}"
    if several:
        footer += "\na rank is the place within its study"
    told = [(name, whole.verdict) for name, whole in boards.items() if whole.verdict is not None]
    verdict = "\n".join(f"{name}: {text}" if several else text for name, text in told) or None
    if style == Format.TABLE:
        if top is None and len(records) > TABLE_ROWS:
            footer = f"{len(records) - TABLE_ROWS:,} more rows: --top {len(records)}\n{footer}"
        _print(records[: top or TABLE_ROWS], shown, footer, verdict)
        return
    every_field = style == Format.JSON and not columns
    write(board.TEXT_FORMATS[style](records[:top], () if every_field else shown))
    if verdict is not None:
        say(verdict)
    say(footer)


def check_comparable(studies: "Sequence[Snapshot]") -> None:
    """Refuse studies whose scores cannot be compared."""
    first = studies[0]
    for other in studies[1:]:
        mine, theirs = first.specification, other.specification
        for what, is_same in (
            ("data", mine.dataset.fingerprint == theirs.dataset.fingerprint),
            ("metrics", mine.metric == theirs.metric),
        ):
            if not is_same:
                raise UsageError(
                    f"studies {first.name!r} and {other.name!r} have different {what}, so their "
                    "scores cannot be compared: show them one by one"
                )


def _below(
    whole: "Leaderboard",
    directory: "StudyDirectory",
    stored: "Snapshot",
    about_others: str,
    storage: str | None,
) -> str:
    """Return the lines below the table that are about one study."""
    text = whole.footer(about_others=about_others)
    if stored.problem is not None:
        text = f"{text}\nits confirmation cannot be read: {in_one_line(stored.problem)}"
    text += _opened(directory, storage)
    if stored.attributes.stopped is not None and len(whole) != stored.attributes.trials:
        text = f"{text}\nstopped: {in_one_line(stored.attributes.stopped)}"
    return text


def print_table(study: "Study", records: "Sequence[TrialRecord]", top: int) -> None:
    """Print the verdict, and the best trials of a study with the default columns."""
    from actsearch import leaderboard as board

    whole = study.leaderboard(records)
    complete = board.select(whole.rows)
    selected = complete[:top]
    footer = whole.footer(_ABOUT_OTHERS) + _opened(study.directory, study.url)
    if len(complete) > top:
        more = len(complete) - top
        footer = f"{more:,} more rows: 'actsearch leaderboard {study.directory.name}'\n{footer}"
    _print(selected, board.default_columns(selected), footer, whole.verdict)


def _opened(directory: "StudyDirectory", storage: str | None) -> str:
    """Return a line that says how often the test part was opened; nothing if it is sealed."""
    from actsearch.final_test import openings

    try:
        known = openings.read(directory, storage)
    except ActsearchError as error:
        return f"\nwhether its test part was opened cannot be read: {in_one_line(str(error))}"
    return f"\n{openings.in_words(known)}" if known else ""


def _print(
    records: "Sequence[Row | Group]", columns: "Sequence[Column]", footer: str, verdict: str | None
) -> None:
    from actsearch.leaderboard import as_table

    console = output()
    if verdict is not None:
        console.prose(f"{verdict}\n", style="bold")
    # A file or a pipe has no width to fit into.
    table = as_table(records, columns, width=console.room, footer=footer)
    console.print(table, soft_wrap=True)
