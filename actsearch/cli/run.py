"""``actsearch run``: begin a study and carry it out, up to the leaderboard."""

from typing import Annotated

import typer

from actsearch.cli import completion, options, reading_options, space_options, strategy_options
from actsearch.errors import UsageError
from actsearch.study import defaults


def run(
    context: typer.Context,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Strategy that proposes candidates: {registered}; "
            f"by default {defaults.STRATEGY}, or the current one of a study that exists.",
            show_default=False,
            autocompletion=completion.strategies,
        ),
    ] = None,
    space: Annotated[
        str | None,
        typer.Option(
            help="Search space: {registered}, or a TOML file; by default mnist for images, and "
            "tabular for all else.",
            show_default=False,
            autocompletion=completion.spaces,
        ),
    ] = None,
    dataset: Annotated[
        str,
        typer.Option(
            help="Data to train on, a name or a path: {registered}.",
            autocompletion=completion.datasets,
        ),
    ] = defaults.DATASET,
    label: reading_options.Label = None,
    task: options.LearningTask = None,
    features: reading_options.Features = None,
    drop: reading_options.Drop = None,
    encoding: reading_options.Encoding = None,
    no_header: reading_options.NoHeader = False,
    rare_classes: reading_options.RareClasses = None,
    image_size: reading_options.ImageSize = None,
    colour: reading_options.Colour = False,
    trials: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"Trials of the study in all; by default {defaults.TRIALS}, or the whole grid.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="Seed of everything that is random.")
    ] = defaults.SEED,
    study: Annotated[
        str | None, typer.Option(help="Name of the study; by default made from the other options.")
    ] = None,
    activations: space_options.Activations = None,
    hidden: space_options.Hidden = None,
    lr: space_options.StepSize = None,
    batch_size: space_options.BatchSize = None,
    epochs: space_options.Epochs = None,
    steps: space_options.Steps = None,
    metric: Annotated[
        str | None,
        typer.Option(
            help="Metric that trials are ranked by: {registered}. By default accuracy, or in "
            "regression r2.",
            show_default=False,
            autocompletion=completion.metrics,
        ),
    ] = None,
    objectives: Annotated[
        str | None,
        typer.Option(
            help="Weigh costs against the metric: names separated by commas, the metric first, "
            "such as accuracy,n_weights. Costs are n_weights, epochs and inference (multiply-adds "
            "for a sample). The leaderboard shows the front.",
            show_default=False,
            autocompletion=completion.in_list(completion.objectives),
        ),
    ] = None,
    splits: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1000,
            help="Train each candidate on so many splits of the data; by default 1 of large data, "
            "5 or 10 of small data.",
            show_default=False,
        ),
    ] = None,
    test_size: Annotated[
        float | None,
        typer.Option(
            help="Fraction of the samples that is sealed for a final test, of data without a test "
            "part of their own; by default 0.2.",
            show_default=False,
        ),
    ] = None,
    pruner: Annotated[
        str | None,
        typer.Option(
            help="Pruner that stops bad trainings early: {registered}; "
            "by default what fits the study, see --dry-run.",
            show_default=False,
            autocompletion=completion.pruners,
        ),
    ] = None,
    lookahead: Annotated[
        int,
        typer.Option(
            min=1,
            max=defaults.MOST_AT_ONCE,
            help="How many trials may run at the same time. Belongs to the study and changes its "
            "result.",
        ),
    ] = defaults.LOOKAHEAD,
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
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Check everything, show the plan and about how long it takes; run nothing.",
        ),
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Search a space of activations, and confirm the answer; the same command again continues.

    With more --trials it extends the study, also by another --strategy.

    The first trial is the baseline, the default candidate: ReLU, if the space has it.

    Examples:

        actsearch run --strategy bayes

        actsearch run --space sigmoid-gain --trials 15 --epochs 5

        actsearch run --activations relu,swish,leaky_relu --hidden 64,64 --lr 3e-3

        actsearch run --dataset flowers.csv --label species --timeout 10m
    """
    from actsearch import search_space
    from actsearch.cli import session
    from actsearch.study import plan as planning
    from actsearch.study.attributes import asked
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.opening import begin

    seeds = options.fresh_seeds(context, confirm, no_confirm=no_confirm)
    budget = session.budget(
        timeout=timeout,
        trial_timeout=trial_timeout,
        target=target,
        patience=patience,
        max_failures=max_failures,
    )
    if trials is not None and generations is not None:
        raise UsageError("--trials and --generations exclude each other: give one of them")
    # Before the data are loaded, which may take long.
    directory = None if study is None else StudyDirectory(runs_dir, study)
    plan = planning.plan(
        None if space is None else search_space.load(space),
        dataset,
        label=label,
        reading=reading_options.reading(
            *(features, drop, encoding, rare_classes),
            no_header=no_header,
            image_size=image_size,
            colour=colour,
        ),
        task=None if task is None else task.value,
        strategy=strategy or defaults.STRATEGY,
        options=strategy_options.given(context),
        changes=space_options.changes(
            activations=activations,
            hidden=hidden,
            lr=lr,
            batch_size=batch_size,
            epochs=epochs,
            steps=steps,
        ),
        metric=metric,
        objectives=objectives,
        splits=splits,
        test_size=test_size,
        pruner=pruner,
        lookahead=lookahead,
        seed=seed,
    )
    directory = directory or StudyDirectory(runs_dir, plan.default_name)
    if generations is not None:
        chosen_by, configured = plan.specification.strategy, plan.specification.options
        trials = planning.trials_of_generations(chosen_by, configured, generations)
    budget = budget.in_unit_of(plan.specification.metric)
    if dry_run:
        from actsearch.cli import dry_run as rehearsal

        rehearsal.show(directory, plan, trials, seeds, workers, dask, storage)
        return
    first = asked(trials or plan.default_trials, seeds, budget)
    with begin(directory, plan.specification, storage, first) as opened:
        phase = opened.phase_by(strategy, plan.specification.options)
        wanted = trials or opened.n_trials or plan.default_trials
        opened.ask_to_confirm(seeds)
        if opened.lacks_trials(wanted, phase):
            kept = opened.prepare(wanted, phase, budget)
            session.say_columns(plan.dataset, quiet=quiet)
            if code := session.search(opened, plan.dataset, kept, workers, dask, quiet=quiet):
                raise typer.Exit(code)
        else:
            opened.check_has_proposed(phase)
            opened.remember(budget)
            opened.set_n_trials(wanted, phase)
            session.say_finished(opened, phase, quiet=quiet)
        code = session.conclude(opened, lambda: plan.dataset, workers, dask, quiet=quiet)
    raise typer.Exit(code)
