"""The command line: one thin file per command; heavy imports happen inside its function."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from actsearch import __version__
from actsearch.cli import (
    activations,
    confirm,
    dashboard,
    data,
    export,
    housekeeping,
    leaderboard,
    plot,
    predict,
    report,
    resume,
    run,
    score,
    spaces,
    studies,
    test,
    trial,
    verify,
)
from actsearch.cli.console import complain, say
from actsearch.cli.registered import NamingCommand, RegisteredCommand
from actsearch.errors import ActsearchError, shown

# The class of all usage errors. Depending on its version, Typer uses Click or a copy of it; in all
# versions it is the direct parent of BadParameter.
_WrongUsage: type[Exception] = typer.BadParameter.mro()[1]

_NO_READER = 128 + signal.SIGPIPE


@contextmanager
def _interruptible() -> Iterator[None]:
    """End a command at Ctrl-C with a sentence, and without a word where nobody reads its output.

    Typer itself would end it at Ctrl-C without a word, and call the other a failure.
    """
    try:
        yield
    except KeyboardInterrupt:
        say("interrupted; what is stored is safe, and the same command continues")
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        sys.exit(_NO_READER)


class _Commands(TyperGroup):
    """All commands: Typer calls the first method to read the options, and the second to run."""

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """Read the options."""
        with _interruptible():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was given."""
        with _interruptible():
            return super().invoke(ctx)


app = typer.Typer(
    name="actsearch",
    cls=_Commands,
    help="Find the activation function, and its parameters, that suit your network.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=RegisteredCommand)(run.run)
app.command(cls=RegisteredCommand)(resume.resume)
app.command(cls=NamingCommand, epilog="Columns: {columns}.")(leaderboard.leaderboard)
for command in (
    studies.studies,
    trial.trial,
    dashboard.dashboard,
    confirm.confirm,
    test.test,
    verify.verify,
    export.export,
    report.report,
    predict.predict,
    score.score,
    activations.activations,
    spaces.spaces,
    housekeeping.rename,
    housekeeping.delete,
    data.data,
):
    app.command()(command)


app.command(context_settings=plot.SETTINGS)(plot.plot)


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
    """Run one command and return its exit code; a user's mistake gives one sentence, no traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments of the command line; those of this process by default.

    Returns
    -------
    int
        0 ok, 1 failure, 2 usage, 3 not found, 4 specification mismatch, 5 every trial failed,
        130 or 143 interrupted, 141 nobody reads the output any more.

    Examples
    --------
    >>> main(["--version"])
    actsearch 0.1.0
    0
    """
    points: tuple[str, ...] = ()
    try:
        with _interruptible():
            return int(app(arguments, prog_name="actsearch", standalone_mode=False) or 0)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    except _WrongUsage as error:
        message, exit_code = _usage_in_words(error), 2
    except ActsearchError as error:
        message, exit_code, points = _with_option(error), error.exit_code, error.points
    except OSError as error:
        message, exit_code = _in_words(error), 1
    except MemoryError:
        message, exit_code = "there is not enough memory for this; take fewer or smaller data", 1
    if message:
        complain(message, points)
    return exit_code


def _usage_in_words(error: Any) -> str:
    """Say what Typer found wrong; empty if Typer has shown the help text instead."""
    message = str(error.format_message()).strip().removesuffix(".")
    # Typer lets a choice's mistake be told by pydantic, which begins so.
    message = message.replace(": Value error, ", ": ")
    command = error.ctx.command_path if error.ctx else "actsearch"
    return f"{message}; see '{command} --help'" if message else ""


def _with_option(error: ActsearchError) -> str:
    """Add the option to the library's message, which knows it as a parameter."""
    option = f" (--{error.parameter.replace('_', '-')})" if error.parameter else ""
    return f"{error.message}{option}{':' if error.points else ''}"


def _in_words(error: OSError) -> str:
    """Say what the operating system refused, and the way out."""
    place = "" if error.filename is None else f": {shown(str(error.filename))}"
    way_out = "check the path and the disk"
    if isinstance(error, PermissionError):
        way_out = "make it yours to read and write"
    return f"{error.strerror or error}{place}; {way_out}, or name another place"


def run_as_process() -> NoReturn:
    """Run the console script; a traceback is shown only if ``ACTSEARCH_TRACEBACK`` is set."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Formulas have Greek letters: replace them where the terminal's encoding has none.
        sys.stdout.reconfigure(errors="replace")
    try:
        try:
            code = main()
        except BrokenPipeError:
            code = _NO_READER
        if code == _NO_READER:
            # What Python still has to write at its end would be an error once more.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (sys.stdout, sys.stderr):
                os.dup2(nowhere, stream.fileno())
        sys.exit(code)
    except Exception as error:
        if os.environ.get("ACTSEARCH_TRACEBACK"):
            raise
        complain(
            f"{type(error).__name__}: {error} (this is a mistake in actsearch, nothing stored is "
            "lost; ACTSEARCH_TRACEBACK=1 shows where it is)"
        )
        sys.exit(1)
