"""``actsearch resume``: carry a study on with nothing restated."""

from typing import Annotated

import typer

from actsearch.cli import options, strategy_options
from actsearch.cli.registered import complete
from actsearch.errors import DataError, UsageError


def resume(
    context: typer.Context,
    study: Annotated[str, typer.Argument(help="Name of the study.")],
    trials: Annotated[
        int | None, typer.Option(min=1, help="Trials of the study in all, instead of before.")
    ] = None,
    more: Annotated[
        int | None, typer.Option(min=1, help="Trials beyond those that it has.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Let another strategy carry on, with the trials so far as its history: "
            "{registered}.",
            autocompletion=complete("strategy"),
        ),
    ] = None,
    workers: options.WorkerCount = None,
    dask: options.Dask = None,
    generations: options.Generations = None,
    timeout: options.Timeout = None,
    target: options.Target = None,
    patience: options.Patience = None,
    max_failures: options.MaxFailures = options.MAX_FAILURES,
    trial_timeout: options.TrialTimeout = None,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Carry a study on: finish what was interrupted, or add trials.

    Examples:

        actsearch resume mnist-bayes

        actsearch resume mnist-bayes --more 20

        actsearch resume mnist-bayes --strategy genetic --more 20
    """
    from actsearch import datasets, strategies
    from actsearch.cli import session
    from actsearch.study import study as stored
    from actsearch.study.directory import find

    given = [each for each in (trials, more, generations) if each is not None]
    if len(given) > 1:
        raise UsageError(
            "--trials, --more and --generations exclude each other: give the total or the addition"
        )
    chosen = strategy_options.given(context)
    if chosen and strategy is None:
        raise UsageError(
            f"--{next(iter(chosen)).replace('_', '-')} belongs to a strategy: name it with "
            "--strategy, which then proposes all further trials"
        )
    configured = strategies.get(strategy).configure(chosen) if strategy else {}
    budget = session.budget(
        timeout=timeout,
        trial_timeout=trial_timeout,
        target=target,
        patience=patience,
        max_failures=max_failures,
    )
    with stored.resume(find(runs_dir, study), storage) as opened:
        turn = opened.turn_by(strategy, configured) if strategy else opened.turns[-1]
        if generations:
            trials = session.trials_of_generations(turn.strategy, turn.options, generations)
        finished = session.finished_rows(opened)
        wanted = trials or (len(finished) + more if more else opened.target)
        if not wanted:
            raise UsageError(
                f"study {study!r} was stopped before it was stored how many trials it is to have: "
                "give their number with --trials"
            )
        session.set_target(opened, turn, wanted, finished)
        if len(finished) >= opened.target:
            raise typer.Exit(session.say_finished(opened, turn, finished, quiet=quiet))
        frozen = opened.specification.dataset
        data = datasets.load(frozen.source, label=frozen.label)
        if data.fingerprint != frozen.fingerprint:
            raise DataError(
                f"the data in {frozen.source!r} have changed since study {study!r} began; restore "
                "them, or begin another study with 'actsearch run --study NAME'"
            )
        opened.take(turn)
        budget = opened.remember(budget, afresh=bool(given))
        raise typer.Exit(
            session.carry_on(opened, data, finished, budget, workers, dask, quiet=quiet)
        )
