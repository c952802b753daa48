"""``actsearch trial``: show everything about one trial."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import options
from actsearch.cli.console import output, write_json
from actsearch.errors import NotFoundError

if TYPE_CHECKING:
    from actsearch.trials import TrialRecord


def trial(
    study: options.StudyName,
    number: Annotated[int, typer.Argument(min=0, help="Number of the trial.")],
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Show one trial: its candidate, and its results at each checkpoint or on each split.

    Of several splits, --format json has the checkpoints too. Parameters that were learned are shown
    at each checkpoint. A table has the hidden layers at the end of the training: dead and saturated
    units, pre-activations, and the gradient before the first step and at the end. Of a trial that
    failed, it says why.

    Example:

        actsearch trial mnist-bayes 7
    """
    from dataclasses import asdict

    from actsearch.cli import causes, trial_page
    from actsearch.leaderboard.values import plain
    from actsearch.study.directory import find
    from actsearch.study.snapshot import read

    stored = read(find(runs_dir, study), storage)
    trials = stored.trials
    if number >= len(trials):
        there = f"has the trials 0 to {len(trials) - 1}" if trials else "has no trials yet"
        raise NotFoundError(f"study {study!r} {there}, not {number}")
    chosen = trials[number]
    ranked = next(each for each in stored.leaderboard() if each.trial == number)
    facts: dict[str, Any] = asdict(ranked)
    facts |= {f"val_{name}": value for name, value in facts.pop("metrics").items()}
    facts |= {
        "proposed": dict(chosen.parameters),
        "rejected": dict(chosen.rejected),
        "started": _time(chosen.started),
        "ended": _time(chosen.ended),
    }
    curves = _curves(chosen)
    if style == options.Format.JSON:
        # JSON has no NaN, but the losses of a diverged training may be NaN.
        layers = causes.as_dict(chosen)
        whole = plain({**facts, "curves": curves, **layers, "traceback": chosen.traceback})
        write_json(whole)
        return
    trial_page.show(output(), ranked, chosen, curves)


def _curves(record: "TrialRecord") -> list[dict[str, Any]]:
    """Return the learning curves of all runs, one dict for each checkpoint."""
    runs = () if record.evaluation is None else record.evaluation.runs
    return [
        {
            **({"split": number} if len(runs) > 1 else {}),
            "epoch": _whole(run.epochs_until(checkpoint)),
            **{f"val_{name}": value for name, value in zip(run.scores, scores, strict=True)},
            "val_loss": val_loss,
            "train_loss": train_loss,
            "learned": {name: values[checkpoint - 1] for name, values in run.learned.items()},
        }
        for number, run in enumerate(runs, start=1)
        for checkpoint, (val_loss, train_loss, *scores) in enumerate(
            zip(run.val_losses, run.train_losses, *run.scores.values(), strict=True), start=1
        )
    ]


def _whole(number: float) -> float:
    return int(number) if number == int(number) else round(number, 2)


def _time(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="seconds")
