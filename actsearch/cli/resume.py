"""``actsearch resume``: carry a study on with nothing restated."""

from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.errors import DataError, UsageError


def resume(
    study: Annotated[str, typer.Argument(help="Name of the study.")],
    trials: Annotated[
        int | None, typer.Option(min=1, help="Trials of the study in all, instead of before.")
    ] = None,
    more: Annotated[
        int | None, typer.Option(min=1, help="Trials beyond those that it has.")
    ] = None,
    timeout: options.Timeout = None,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Carry a study on: finish what was interrupted, or add trials.

    Examples:

        actsearch resume mnist-bayes

        actsearch resume mnist-bayes --more 20
    """
    from actsearch import datasets
    from actsearch.cli import session
    from actsearch.cli.durations import parse_duration
    from actsearch.study import study as stored
    from actsearch.study.directory import find

    if trials is not None and more is not None:
        raise UsageError("--trials and --more exclude each other: give the total or the addition")
    if timeout is not None:
        parse_duration(timeout)
    with stored.resume(find(runs_dir, study), storage) as opened:
        finished = session.finished_rows(opened)
        wanted = trials or (len(finished) + more if more else opened.target)
        if not wanted:
            raise UsageError(
                f"study {study!r} was stopped before it was stored how many trials it is to have: "
                "give their number with --trials"
            )
        session.set_target(opened, wanted, finished)
        if len(finished) >= opened.target:
            raise typer.Exit(session.say_finished(opened, finished, quiet=quiet))
        frozen = opened.specification.dataset
        data = datasets.load(frozen.source, label=frozen.label)
        if data.fingerprint != frozen.fingerprint:
            raise DataError(
                f"the data in {frozen.source!r} have changed since study {study!r} began; restore "
                "them, or begin another study with 'actsearch run --study NAME'"
            )
        raise typer.Exit(session.carry_on(opened, data, timeout=timeout, quiet=quiet))
