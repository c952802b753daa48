"""``actsearch resume``: continue a study with the settings that it has."""

from functools import partial
from typing import Annotated

import typer

from actsearch.cli import completion, options, strategy_options
from actsearch.errors import UsageError
from actsearch.study import defaults


def resume(
    context: typer.Context,
    study: options.StudyName,
    trials: Annotated[
        int | None, typer.Option(min=1, help="New total number of trials of the study.")
    ] = None,
    more: Annotated[
        int | None, typer.Option(min=1, help="Trials to add to those that are finished.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Strategy for all further trials; it learns from those so far: {registered}.",
            autocompletion=completion.strategies,
        ),
    ] = None,
    workers: options.WorkerCount = None,
    dask: options.Dask = None,
    generations: options.Generations = None,
    timeout: options.Timeout = None,
    target: options.Target = None,
    patience: options.Patience = None,
    max_failures: options.MaxFailures = defaults.MAX_FAILURES,
    trial_timeout: options.TrialTimeout = None,
    confirm: options.Confirm = None,
    no_confirm: options.NoConfirm = False,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Continue a study: finish what was interrupted, or add trials.

    Examples:

        actsearch resume mnist-bayes

        actsearch resume mnist-bayes --more 20

        actsearch resume mnist-bayes --strategy genetic --more 20
    """
    from actsearch import strategies
    from actsearch.cli import session
    from actsearch.running import run
    from actsearch.study import opening
    from actsearch.study.directory import find
    from actsearch.study.plan import trials_of_generations

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
    seeds = options.fresh_seeds(context, confirm, no_confirm=no_confirm)
    budget = session.budget(
        timeout=timeout,
        trial_timeout=trial_timeout,
        target=target,
        patience=patience,
        max_failures=max_failures,
    )
    with opening.resume(find(runs_dir, study), storage) as opened:
        phase = opened.phase_by(strategy, configured)
        if generations:
            trials = trials_of_generations(phase.strategy, phase.options, generations)
        wanted = trials or (len(opened.finished) + more if more else opened.n_trials)
        if not wanted:
            raise UsageError(
                f"study {study!r} was stopped before its number of trials was stored: give their "
                "number with --trials"
            )
        load_data = partial(run.load_data, opened)
        if opened.lacks_trials(wanted, phase):
            # Before anything is stored: a study whose data have changed stays as it was.
            data = load_data()
            opened.ask_to_confirm(seeds)
            kept = opened.prepare(wanted, phase, budget, afresh=bool(given))
            if code := session.search(opened, data, kept, workers, dask, quiet=quiet):
                raise typer.Exit(code)
        else:
            opened.ask_to_confirm(seeds)
            opened.remember(budget.in_unit_of(opened.specification.metric))
            opened.set_n_trials(wanted, phase)
            session.say_finished(opened, phase, quiet=quiet)
        code = session.conclude(opened, load_data, workers, dask, quiet=quiet)
    raise typer.Exit(code)
