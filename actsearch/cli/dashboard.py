"""``actsearch dashboard``: look at a study in optuna-dashboard."""

from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import say, write
from actsearch.errors import UsageError


def dashboard(
    study: options.OptionalStudy = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any that is free.")
    ] = 8080,
    host: Annotated[str, typer.Option(help="Name or address to listen on.")] = "127.0.0.1",
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Open optuna-dashboard on a study, and print its address; Ctrl-C ends it.

    Curves, formulas, causes and notes of all trials are there. It shows a copy of the study as it
    is now: nothing that is done there changes the study, and for new trials it is started anew. It
    needs the extra 'dashboard'.

    Example:

        actsearch dashboard mnist-bayes --port 0
    """
    if find_spec("optuna_dashboard") is None:
        raise UsageError(
            "optuna-dashboard is not installed: pip install 'optuna-dashboard>=0.18' (or "
            "actsearch's extra 'dashboard')"
        )
    from actsearch.dashboard.replica import replica
    from actsearch.dashboard.serve import listening
    from actsearch.study.directory import find
    from actsearch.study.snapshot import read

    copy = replica(read(find(runs_dir, study), storage))
    # Ctrl-C is how this command ends.
    with listening(copy, host, port) as server, suppress(KeyboardInterrupt):
        shown = f"[{host}]" if ":" in host else host
        say("Ctrl-C ends it", quiet=quiet)
        write(f"http://{shown}:{server.server_port}/dashboard/studies/0")
        server.serve_forever()
