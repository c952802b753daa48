"""The command line: one file per command, each thin; what is heavy is imported where it is used."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

import typer

from actsearch import __version__
from actsearch.cli import activations, leaderboard, resume, run, spaces, studies, trial, verify
from actsearch.cli.console import errors
from actsearch.cli.registered import RegisteredCommand
from actsearch.errors import ActsearchError

app = typer.Typer(
    name="actsearch",
    help="Find the activation function, and its parameters, that suit your network.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=RegisteredCommand)(run.run)
app.command(cls=RegisteredCommand)(resume.resume)
for command in (
    leaderboard.leaderboard,
    studies.studies,
    trial.trial,
    verify.verify,
    activations.activations,
    spaces.spaces,
):
    app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actsearch {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a user's mistake is one sentence, no traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command; those of the process by default.

    Returns
    -------
    int
        0 ok, 1 failure, 2 usage, 3 not found, 4 specification mismatch, 5 every trial failed,
        130 or 143 interrupted.

    Examples
    --------
    >>> main(["--version"])
    actsearch 0.1.0
    0
    """
    try:
        app(arguments, prog_name="actsearch")
    except SystemExit as exit_:
        return int(exit_.code or 0)
    except ActsearchError as error:
        message, exit_code = str(error), error.exit_code
    except OSError as error:
        message, exit_code = _in_words(error), 1
    _print_error(message)
    return exit_code


def _in_words(error: OSError) -> str:
    """Say what the operating system refused, and the way out."""
    place = "" if error.filename is None else f": {str(error.filename)!r}"
    way_out = "check the path and the disk"
    if isinstance(error, PermissionError):
        way_out = "make it yours to read and write"
    return f"{error.strerror or error}{place}; {way_out}, or name another place"


def _print_error(message: str) -> None:
    from rich.markup import escape

    errors().print("[bold red]error:[/]", escape(message), highlight=False, soft_wrap=True)


def run_as_process() -> None:
    """Entry point of the console script: never a traceback, unless it is asked for."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A formula must not fail for a terminal or pipe that has no Greek letters.
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.exit(main())
    except Exception as error:
        if os.environ.get("ACTSEARCH_TRACEBACK"):
            raise
        _print_error(
            f"{type(error).__name__}: {error} (this is a mistake in actsearch, nothing stored is "
            "lost; ACTSEARCH_TRACEBACK=1 shows where it is)"
        )
        sys.exit(1)
