"""``actsearch run``: search, from nothing to the leaderboard."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.cli import options, strategy_options
from actsearch.cli.console import output, say
from actsearch.cli.registered import complete
from actsearch.errors import UsageError

if TYPE_CHECKING:
    from actsearch.datasets import Dataset
    from actsearch.search_space import SearchSpace
    from actsearch.study.specification import Specification

DEFAULT_TRIALS = 30
# All of a grid is kept in memory, and listed before the first trial.
LARGEST_GRID = 100_000
DEFAULT_PRUNER = "quartile"
# A constant, so that the same command gives the same table on any machine.
DEFAULT_LOOKAHEAD = 8


def run(
    context: typer.Context,
    strategy: Annotated[
        str,
        typer.Option(
            help="What proposes candidates: {registered}.", autocompletion=complete("strategy")
        ),
    ] = "bayes",
    space: Annotated[
        str,
        typer.Option(
            help="Search space: {registered}, or a TOML file.", autocompletion=complete("space")
        ),
    ] = "mnist",
    dataset: Annotated[
        str,
        typer.Option(
            help="{registered}, openml:NAME, or a path: IDX folder, .npz, .csv.",
            autocompletion=complete("dataset"),
        ),
    ] = "mnist",
    label: Annotated[
        str | None, typer.Option(help="Column of a CSV file that holds the classes.")
    ] = None,
    trials: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"Trials of the study in all; {DEFAULT_TRIALS}, or the whole grid, by default.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="Decides everything that is random.")
    ] = 0,
    study: Annotated[
        str | None, typer.Option(help="Name of the study; made of the other options by default.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Epochs of each trial, instead of the space's.")
    ] = None,
    pruner: Annotated[
        str | None,
        typer.Option(
            help="What stops bad trainings early: {registered}; "
            f"{DEFAULT_PRUNER} by default, but none for a grid.",
            show_default=False,
            autocompletion=complete("pruner"),
        ),
    ] = None,
    lookahead: Annotated[
        int,
        typer.Option(
            min=1, help="Trials under way at once; belongs to the study and changes its result."
        ),
    ] = DEFAULT_LOOKAHEAD,
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything and say what would be done.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Search a space of activations; the same command again carries on where it was left.

    The first trial is the baseline, the default candidate: ReLU, where the space has it.

    Examples:

        actsearch run --strategy bayes

        actsearch run --space sigmoid-gain --trials 15 --epochs 5

        actsearch run --dataset flowers.csv --label species --timeout 10m
    """
    from actsearch import datasets, pruning, search_space, strategies
    from actsearch.cli import session
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.specification import DatasetSpecification, Specification
    from actsearch.study.study import begin, check

    # What costs nothing to check is checked before anything is loaded.
    chosen = search_space.load(space)
    if epochs is not None:
        chosen = chosen.with_epochs(epochs)
    proposing = strategies.get(strategy)
    if proposing.exhaustive and (chosen.size() or 0) > LARGEST_GRID:
        raise UsageError(
            f"search space {chosen.name!r} has {chosen.size():,} candidates, and a grid at most "
            f"{LARGEST_GRID:,}: give it fewer values or longer steps, or choose another strategy"
        )
    configured = proposing.configure(strategy_options.given(context))
    proposing(chosen, configured)
    if pruner is None:
        # A grid is meant to be complete, so nothing is pruned.
        pruner = "none" if proposing.exhaustive else DEFAULT_PRUNER
    pruning.check(pruner)
    budget = session.budget(
        timeout=timeout,
        trial_timeout=trial_timeout,
        target=target,
        patience=patience,
        max_failures=max_failures,
    )
    if generations is not None:
        if trials is not None:
            raise UsageError("--trials and --generations exclude each other: give one of them")
        trials = session.trials_of_generations(strategy, configured, generations)
    if study is None:
        study = _default_name(chosen.name, dataset, strategy, epochs, seed)
    directory = StudyDirectory(runs_dir, study)

    data = datasets.load(dataset, label=label)
    specification = Specification(
        space=chosen.to_dict(),
        dataset=DatasetSpecification(
            source=datasets.absolute(dataset), label=label, fingerprint=data.fingerprint
        ),
        strategy=strategy,
        options=configured,
        pruner=pruner,
        lookahead=lookahead,
        seed=seed,
    )
    most = proposing.most_trials(chosen)
    if dry_run:
        check(directory, specification)
        _describe(study, specification, chosen, data, trials or most or DEFAULT_TRIALS)
        return
    with begin(directory, specification, storage) as opened:
        finished = session.finished_rows(opened)
        turn, wanted = opened.turns[-1], trials or opened.target or most or DEFAULT_TRIALS
        session.set_target(opened, turn, wanted, finished)
        if len(finished) >= opened.target:
            raise typer.Exit(session.say_finished(opened, turn, finished, quiet=quiet))
        budget = opened.remember(budget)
        raise typer.Exit(
            session.carry_on(opened, data, finished, budget, workers, dask, quiet=quiet)
        )


def _default_name(space: str, dataset: str, strategy: str, epochs: int | None, seed: int) -> str:
    """Name a study by what was chosen, such as ``sigmoid-gain-bayes-epochs5``."""
    parts = [space]
    if dataset != "mnist":
        parts.append(Path(dataset).name.partition(".")[0] or dataset)
    parts.append(strategy)
    if epochs is not None:
        parts.append(f"epochs{epochs}")
    if seed:
        parts.append(f"seed{seed}")
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", "-".join(parts)).strip("-")[:100]
    if not name:
        raise UsageError("no name can be made of these options; give one with --study")
    return name


def _describe(
    name: str, specification: "Specification", space: "SearchSpace", data: "Dataset", trials: int
) -> None:
    """Print what would be done."""
    from actsearch import strategies

    split = data.split(specification.seed)
    size = space.size()
    baseline = {"baseline": str(space.candidate(space.baseline()))}
    facts = {
        "study": name,
        "strategy": strategies.get(specification.strategy).summary(),
        "seed": str(specification.seed),
        "space": f"{space.name}: {space.description}",
        "candidates": "continuous" if size is None else f"{size:,}",
        **({} if strategies.get(specification.strategy).exhaustive else baseline),
        "trials": f"{trials}, at most {specification.lookahead} at once",
        "pruner": specification.pruner,
        "dataset": f"{data.name}: {len(split.classes)} classes, {split.X_train.shape[1]} features",
        "samples": f"{len(split.y_train):,} for training, {len(split.y_validation):,} for "
        "validation; the test part stays sealed",
    }
    for key, value in facts.items():
        output().print(f"{key:12}{value}", markup=False, highlight=False, soft_wrap=True)
    say("nothing was run or written")
