"""``actsearch studies``: list the studies in the runs folder."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import options
from actsearch.cli.console import output, say, write_json
from actsearch.errors import ActsearchError

if TYPE_CHECKING:
    from actsearch.study.directory import StudyDirectory


def studies(
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """List all studies: what they search, how many trials are done, and their best accuracy.

    Example:

        actsearch studies
    """
    from actsearch.study.directory import study_directories

    found = [_summary(directory) for directory in study_directories(runs_dir)]
    if style == options.Format.JSON:
        write_json(found)
        return
    if not found:
        say(f"no study in {str(runs_dir)!r} yet; begin one with 'actsearch run'")
        return
    _show(found)


def _show(found: list[dict[str, Any]]) -> None:
    """Print the studies, and below them what is known of their answers."""
    from actsearch.tables import INDISPENSABLE, Title

    several = any(len(one["objectives"] or ()) > 1 for one in found)
    headings = [
        Title("study", "name", INDISPENSABLE),
        Title("strategy", "text", 5),
        Title("space", "name", 3),
        Title("dataset", "name", 6),
        Title("seed", importance=2),
        *([Title("objectives", "text", 4)] if several else []),
        Title("trials", importance=8),
        Title("best %", importance=INDISPENSABLE),
        Title("last trial", "whole", 4),
    ]
    rows = [
        [
            one["study"],
            one["strategy"] or "",
            one["space"] or "",
            Path(one["dataset"] or "").name,
            "" if one["seed"] is None else str(one["seed"]),
            *([", ".join(one["objectives"] or ())] if several else []),
            "unreadable" if one["problem"] else f"{one['finished']}/{one['target']}",
            _best(one),
            _when(one["last_trial"]),
        ]
        for one in found
    ]
    console = output()
    console.table(headings, rows)
    for one in found:
        if one["verdict"]:
            console.prose(f"{one['study']}: {one['verdict']}")
        if one["problem_of_confirmation"]:
            say(f"{one['study']}: its confirmation: {one['problem_of_confirmation']}")
        if one["problem"]:
            say(f"{one['study']}: {one['problem']}")


def _summary(directory: "StudyDirectory") -> dict[str, Any]:
    """Summarize a study; one that cannot be read gets a problem, so that the others are shown."""
    from actsearch.metrics import turned
    from actsearch.study.snapshot import read

    summary: dict[str, Any] = dict.fromkeys(
        (
            *("strategy", "space", "dataset", "objectives", "seed", "target", "stopped"),
            *(
                "metric",
                "best_score",
                "best_val_accuracy",
                "samples",
                "last_trial",
                "verdict",
                "problem_of_confirmation",
            ),
        )
    )
    summary |= {"study": directory.name, "finished": 0, "states": {}, "problem": None}
    try:
        study = read(directory)
    except ActsearchError as error:
        return summary | {"problem": str(error)}
    specification, trials = study.specification, study.trials
    metric = specification.metric
    best = study.best_trial
    ends = [trial.ended for trial in trials if trial.ended is not None]
    return summary | {
        "strategy": specification.strategy,
        "space": specification.space.get("name"),
        "dataset": specification.dataset.source,
        "objectives": specification.objectives,
        "seed": specification.seed,
        "finished": len(ends),
        "target": study.attributes.trials,
        "stopped": study.attributes.stopped,
        "states": Counter(trial.outcome for trial in trials),
        "metric": metric,
        "best_score": None if best is None else turned(metric, best.score or 0.0),
        "best_val_accuracy": None if best is None else best.val_accuracy,
        "samples": (study.attributes.n_validation or 0) * specification.splits or None,
        "problem_of_confirmation": study.problem,
        "verdict": None if study.confirmation is None else study.confirmation.verdict(),
        "last_trial": max(ends).isoformat(timespec="seconds") if ends else None,
    }


def _best(summary: dict[str, Any]) -> str:
    """Write the best accuracy in per cent, or the best score of a regression with its name."""
    from actsearch.wording import of_samples, title, value_in_words

    if (accuracy := summary["best_val_accuracy"]) is not None:
        chance = of_samples("accuracy", accuracy, summary["samples"])
        return value_in_words("accuracy", accuracy, chance=chance)
    metric, score = summary["metric"], summary["best_score"]
    if score is None:
        return ""
    chance = of_samples(metric, score, summary["samples"])
    return f"{title(metric)} {value_in_words(metric, score, chance=chance)}"


def _when(moment: str | None) -> str:
    return "" if moment is None else f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"
