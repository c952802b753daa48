"""``actsearch run --dry-run``: what a run would do, and about how long it would take."""

from typing import TYPE_CHECKING

from actsearch.cli.console import output, say
from actsearch.cli.durations import show_duration
from actsearch.study import defaults

if TYPE_CHECKING:
    from actsearch.datasets import Split
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.plan import Plan
    from actsearch.study.rehearsal import Rehearsal


def show(
    directory: "StudyDirectory",
    plan: "Plan",
    trials: int | None,
    seeds: int | None,
    workers: int | None,
    dask: str | None,
    storage: str | None,
) -> None:
    """Check what can be checked without writing, and print what would be done.

    Parameters
    ----------
    directory, plan
        The study.
    trials : int or None
        How many trials were asked for.
    seeds : int or None
        On how many fresh seeds the answer is to be confirmed; None if nothing was said.
    workers, dask, storage
        As the command's options.
    """
    from actsearch.cli.session import say_cautions
    from actsearch.study.rehearsal import rehearse

    found = rehearse(directory, plan.specification, storage)
    split = next(plan.dataset.splits(plan.specification.splits, plan.specification.seed))
    wanted = trials or found.trials or plan.default_trials
    facts = {
        "study": f"{directory.name}: {_of_study(found, plan, wanted)}",
        "stored in": found.place,
        **_of_search(plan, wanted),
        **_of_time(plan, len(split.y_train), wanted - found.finished, seeds, workers, dask),
        **_of_data(plan, split),
    }
    output().facts(facts, indent=12)
    say_cautions(plan.dataset)
    say("nothing was run or written")


def _of_study(found: "Rehearsal", plan: "Plan", wanted: int) -> str:
    """Say what would become of a study of this name."""
    if found.strategy is None:
        return "new"
    lacking = wanted - found.finished
    if lacking <= 0:
        return f"exists with all its {found.finished} trials; --trials N adds more"
    strategy = plan.specification.strategy
    by = f", by {strategy}" if strategy != found.strategy else ""
    return f"exists with {found.finished} trials; {lacking} more would follow{by}"


def _of_search(plan: "Plan", wanted: int) -> dict[str, str]:
    from actsearch import strategies

    specification, space = plan.specification, plan.space
    strategy, size = strategies.get(specification.strategy), space.size()
    baseline = {"baseline": str(space.candidate(space.baseline()))}
    return {
        "strategy": strategy.summary(),
        "seed": str(specification.seed),
        "space": f"{space.name}: {space.description}",
        "candidates": "continuous" if size is None else f"{size:,}",
        **({} if strategy.exhaustive else baseline),
        "trials": f"{wanted}, at most {specification.lookahead} at once",
        "metric": specification.metric,
        **({"costs": ", ".join(specification.costs)} if specification.costs else {}),
        "pruner": specification.pruner,
    }


def _of_time(
    plan: "Plan",
    n_train: int,
    lacking: int,
    seeds: int | None,
    workers: int | None,
    dask: str | None,
) -> dict[str, str]:
    """Say how many trainings, steps and minutes there would be; times are rough."""
    import loky

    from actsearch.study.duration import training_seconds

    specification, space, data = plan.specification, plan.space, plan.dataset
    count = specification.splits
    training = space.candidate(space.baseline()).training
    steps = training.checkpoint_steps(n_train)[-1]
    seconds = training_seconds(space, data)
    trainings = max(0, lacking) * count
    at_once = min(workers or loky.cpu_count(), specification.lookahead)
    total = f"{trainings:,} trainings, {trainings * steps:,} steps: "
    total += f"{_rough(trainings * seconds)} on one core"
    if dask is None and at_once > 1:
        total += f", {_rough(trainings * seconds / at_once)} on {at_once}"
    total += "" if specification.pruner == "none" else ", or less with the pruner"
    fresh = defaults.fresh_seeds(count) if seeds is None else seeds
    then = "no confirmation"
    if fresh:
        then = (
            f"the best candidate and the baseline on {fresh} fresh seeds: {2 * fresh} trainings, "
            f"{_rough(2 * fresh * seconds)} on one core"
        )
    return {
        "training": f"{steps:,} gradient steps of {training.samples_per_step(n_train)} samples, "
        f"{steps / training.steps_per_epoch(n_train):.4g} epochs, {_rough(seconds)}",
        "splits": f"{count}, so {total}",
        "then": then,
    }


def _rough(seconds: float) -> str:
    """Write a duration that is an estimate."""
    return "under 1 s" if seconds < 1 else f"about {show_duration(seconds)}"


def _of_data(plan: "Plan", split: "Split") -> dict[str, str]:
    data = plan.dataset
    learned = f"{len(data.classes)} classes"
    if data.task == "regression":
        learned = f"regression, targets from {data.y.min():g} to {data.y.max():g}"
    return {
        "dataset": f"{data.name}: {learned}, {split.X_train.shape[1]} features",
        "samples": f"{len(split.y_train):,} for training, {len(split.y_validation):,} for "
        "validation; the test part stays sealed",
    }
