"""``actsearch run``: begin a study and carry it out, up to the leaderboard."""

from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.cli import options, strategy_options
from actsearch.cli.console import output, say
from actsearch.cli.registered import complete
from actsearch.errors import UsageError
from actsearch.study import defaults

if TYPE_CHECKING:
    from actsearch.study.plan import Plan


def run(
    context: typer.Context,
    strategy: Annotated[
        str | None,
        typer.Option(
            help="Strategy that proposes candidates: {registered}; "
            f"by default {defaults.STRATEGY}, or the current one of a study that exists.",
            show_default=False,
            autocompletion=complete("strategy"),
        ),
    ] = None,
    space: Annotated[
        str,
        typer.Option(
            help="Search space: {registered}, or a TOML file.",
            autocompletion=complete("space"),
        ),
    ] = defaults.SPACE,
    dataset: Annotated[
        str,
        typer.Option(
            help="Data to train on, a name or a path: {registered}.",
            autocompletion=complete("dataset"),
        ),
    ] = defaults.DATASET,
    label: Annotated[
        str | None, typer.Option(help="Column of a CSV file that holds the classes.")
    ] = None,
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
    epochs: Annotated[
        int | None,
        typer.Option(min=1, help="Epochs of each trial, instead of the search space's number."),
    ] = None,
    pruner: Annotated[
        str | None,
        typer.Option(
            help="Pruner that stops bad trainings early: {registered}; "
            f"by default {defaults.PRUNER}, but none for a grid.",
            show_default=False,
            autocompletion=complete("pruner"),
        ),
    ] = None,
    lookahead: Annotated[
        int,
        typer.Option(
            min=1,
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
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and show the plan; run nothing.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Search a space of activations; the same command again continues the study.

    With more --trials it extends the study, also by another --strategy.

    The first trial is the baseline, the default candidate: ReLU, if the space has it.

    Examples:

        actsearch run --strategy bayes

        actsearch run --space sigmoid-gain --trials 15 --epochs 5

        actsearch run --dataset flowers.csv --label species --timeout 10m
    """
    from actsearch import search_space
    from actsearch.cli import session
    from actsearch.study import plan as planning
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.opening import begin, check

    chosen = search_space.load(space)
    if epochs is not None:
        chosen = chosen.with_epochs(epochs)
    budget = session.budget(
        timeout=timeout,
        trial_timeout=trial_timeout,
        target=target,
        patience=patience,
        max_failures=max_failures,
    )
    if trials is not None and generations is not None:
        raise UsageError("--trials and --generations exclude each other: give one of them")
    name = study
    if name is None:
        by = strategy or defaults.STRATEGY
        name = planning.default_name(chosen.name, dataset, by, epochs=epochs, seed=seed)
    directory = StudyDirectory(runs_dir, name)
    plan = planning.plan(
        chosen,
        dataset,
        label=label,
        strategy=strategy or defaults.STRATEGY,
        options=strategy_options.given(context),
        pruner=pruner,
        lookahead=lookahead,
        seed=seed,
    )
    if generations is not None:
        chosen_by, configured = plan.specification.strategy, plan.specification.options
        trials = planning.trials_of_generations(chosen_by, configured, generations)
    if dry_run:
        check(directory, plan.specification)
        _describe(name, plan, trials or plan.default_trials)
        return
    with begin(directory, plan.specification, storage) as opened:
        phase = opened.phase_by(strategy, plan.specification.options)
        wanted = trials or opened.n_trials or plan.default_trials
        if not opened.lacks_trials(wanted, phase):
            opened.check_has_proposed(phase)
            opened.set_n_trials(wanted, phase)
            raise typer.Exit(session.say_finished(opened, phase, quiet=quiet))
        kept = opened.prepare(wanted, phase, budget)
        raise typer.Exit(session.carry_on(opened, plan.dataset, kept, workers, dask, quiet=quiet))


def _describe(name: str, plan: "Plan", trials: int) -> None:
    """Print what would be done."""
    from actsearch import strategies

    specification, space, data = plan.specification, plan.space, plan.dataset
    strategy = strategies.get(specification.strategy)
    split = data.split(specification.seed)
    size = space.size()
    baseline = {"baseline": str(space.candidate(space.baseline()))}
    facts = {
        "study": name,
        "strategy": strategy.summary(),
        "seed": str(specification.seed),
        "space": f"{space.name}: {space.description}",
        "candidates": "continuous" if size is None else f"{size:,}",
        **({} if strategy.exhaustive else baseline),
        "trials": f"{trials}, at most {specification.lookahead} at once",
        "pruner": specification.pruner,
        "dataset": f"{data.name}: {len(split.classes)} classes, {split.X_train.shape[1]} features",
        "samples": f"{len(split.y_train):,} for training, {len(split.y_validation):,} for "
        "validation; the test part stays sealed",
    }
    for key, value in facts.items():
        output().print(f"{key:12}{value}", soft_wrap=True)
    say("nothing was run or written")
