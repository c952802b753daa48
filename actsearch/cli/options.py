"""Command-line options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from actsearch.cli import completion
from actsearch.errors import UsageError
from actsearch.study import defaults

RUNS = Path(defaults.RUNS)

RunsDirectory = Annotated[
    Path,
    typer.Option("--runs-dir", envvar="ACTSEARCH_RUNS_DIR", help="Folder of all studies."),
]
Storage = Annotated[
    str | None,
    typer.Option(
        envvar="ACTSEARCH_STORAGE",
        help="URL of an Optuna storage, instead of a SQLite file in the study's folder.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
StudyName = Annotated[
    str, typer.Argument(help="Name of the study.", autocompletion=completion.studies)
]
OptionalStudy = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY",
        help="Name of the study; by default the one that was written to last.",
        autocompletion=completion.studies,
    ),
]


class Task(StrEnum):
    """What there is to learn."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"


LearningTask = Annotated[
    Task | None,
    typer.Option(
        "--task",
        help="What there is to learn: the class of each sample (the default, except of diabetes), "
        "or a number.",
        show_default=False,
    ),
]

_BUDGET = "When to stop"
Generations = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Generations of the study in all, instead of --trials (genetic strategy only).",
        rich_help_panel=_BUDGET,
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option(
        help="Start no trial after this time, such as 90s, 10m or 1h30m; confirm nothing then.",
        rich_help_panel=_BUDGET,
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBER",
        help="Stop at this value of the metric; in classification 97.5 is per cent, as 0.975 is.",
        rich_help_panel=_BUDGET,
    ),
]
Patience = Annotated[
    int | None,
    typer.Option(
        min=1, help="Stop after so many trials without a better one.", rich_help_panel=_BUDGET
    ),
]
MaxFailures = Annotated[
    int,
    typer.Option(min=1, help="Stop after so many failed trials in a row.", rich_help_panel=_BUDGET),
]
TrialTimeout = Annotated[
    str | None,
    typer.Option(
        help="End a training that takes longer, such as 90s or 10m; its trial counts as failed.",
        rich_help_panel=_BUDGET,
    ),
]

_CONFIRMATION = "Confirmation"
Confirm = Annotated[
    int | None,
    typer.Option(
        "--confirm",
        min=2,
        max=1000,
        metavar="SEEDS",
        help="After the search, train its best candidate and the baseline on so many fresh seeds; "
        "by default 5 of large data, 10 or 20 of small data.",
        rich_help_panel=_CONFIRMATION,
        show_default=False,
    ),
]
NoConfirm = Annotated[
    bool,
    typer.Option(
        "--no-confirm",
        envvar="ACTSEARCH_NO_CONFIRM",
        help="End with the search.",
        rich_help_panel=_CONFIRMATION,
    ),
]


def fresh_seeds(context: typer.Context, confirm: int | None, *, no_confirm: bool) -> int | None:
    """Return the number of fresh seeds that was asked for; 0 means none, and None nothing said.

    A number on the command line counts more than the variable of the environment.

    Raises
    ------
    UsageError
        If both options are given.
    """
    if confirm is None:
        return 0 if no_confirm else None
    source = context.get_parameter_source("no_confirm")
    if no_confirm and source is not None and source.name == "COMMANDLINE":
        raise UsageError("--confirm and --no-confirm exclude each other: give one of them")
    return confirm


_WORKERS = "Workers"
WorkerCount = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=defaults.MOST_AT_ONCE,
        envvar="ACTSEARCH_WORKERS",
        help="Number of processes that train; by default one for each core. Does not change the "
        "result.",
        rich_help_panel=_WORKERS,
        show_default=False,
    ),
]


def _check_dask(address: str | None) -> str | None:
    if address is None:
        return None
    from actsearch.workers import check_dask

    return check_dask(address)


Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        envvar="ACTSEARCH_DASK",
        metavar="ADDRESS",
        callback=_check_dask,
        help="Address of a Dask scheduler, such as tcp://scheduler:8786: train on its cluster "
        "instead of on this machine. Does not change the result.",
        rich_help_panel=_WORKERS,
        show_default=False,
    ),
]


class Format(StrEnum):
    """How data is written to standard output."""

    TABLE = "table"
    JSON = "json"
