"""Options that several commands have in common."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

RunsDirectory = Annotated[
    Path,
    typer.Option("--runs-dir", envvar="ACTSEARCH_RUNS_DIR", help="Folder of all studies."),
]
Storage = Annotated[
    str | None,
    typer.Option(
        envvar="ACTSEARCH_STORAGE",
        help="URL of an Optuna storage instead of SQLite in the study's folder.",
        show_default=False,
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option(help="Begin no trial after this time, such as 90s, 10m or 1h30m."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
OptionalStudy = Annotated[
    str | None, typer.Argument(metavar="STUDY", help="The newest if left out.")
]
RUNS = Path("runs")


class Format(StrEnum):
    """How data is written to standard output."""

    TABLE = "table"
    JSON = "json"
