"""``actsearch confirm``: train the best candidates again, on seeds that the search has not used."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import options
from actsearch.cli.console import output, write_json
from actsearch.errors import StorageError, UsageError
from actsearch.study import defaults

if TYPE_CHECKING:
    from actsearch.confirmation.confirmation import Confirmation


def confirm(
    study: options.OptionalStudy = None,
    top: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100,
            help=f"How many of the best candidates to confirm; by default {defaults.FINALISTS}, or "
            "as many as before.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=2,
            max=1000,
            help="Fresh seeds for each candidate, in all; by default 5 of large data, 10 or 20 of "
            "small data, or as many as before.",
            show_default=False,
        ),
    ] = None,
    more: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Fresh seeds to add to those before.")
    ] = None,
    workers: options.WorkerCount = None,
    dask: options.Dask = None,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Train the best candidates and the baseline on fresh seeds, and say what to use.

    A fresh seed is a split, first weights and an order of the samples that the search has not
    used, the same for all candidates. Who looks again with more of them gets a p-value that is
    corrected for it.

    Examples:

        actsearch confirm mnist-bayes

        actsearch confirm mnist-bayes --more 5

        actsearch confirm mnist-bayes --top 5 --seeds 20
    """
    from actsearch.cli import confirmation, session
    from actsearch.running.run import load_data
    from actsearch.study.directory import find
    from actsearch.study.opening import resume

    if seeds is not None and more is not None:
        raise UsageError("--seeds and --more exclude each other: give the total or the addition")
    directory = find(runs_dir, study)
    with resume(directory, storage) as opened:
        race, before = opened.race(), opened.confirmation()
        known = defaults.fresh_seeds(opened.specification.splits)
        known = max(known, opened.attributes.confirm or 0, 0 if race is None else race.seeds)
        if more is not None:
            known = more + (0 if before is None else before.seeds)
        wanted = seeds or max(2, known)
        finalists = top or (defaults.FINALISTS if race is None else len(race.finalists))
        words = ["--top", str(finalists), "--seeds", str(wanted)]
        code = confirmation.carry_out(
            opened,
            load_data(opened),
            top=finalists,
            seeds=wanted,
            workers=workers,
            dask=dask,
            quiet=quiet,
            way_on=session.command("confirm", directory, words, dask),
        )
        found = opened.confirmation()
    if code:
        raise typer.Exit(code)
    if found is None:
        raise StorageError("what was trained is not stored any more: confirm again")
    if style == options.Format.JSON:
        from actsearch.leaderboard.values import plain

        write_json(plain(_as_json(found)))
        return
    _show(found, directory.name)


def _as_json(found: "Confirmation") -> dict[str, Any]:
    from dataclasses import asdict

    from actsearch.metrics import turned

    def own(value: float | None) -> float | None:
        """Return a score or a difference in the metric's own unit, of which less may be better."""
        return None if value is None else turned(found.metric, value)

    answer = found.baseline if found.answer is None else found.answer.candidate
    return {
        "verdict": found.verdict(),
        "answer": str(answer),
        "definition": answer.to_dict(),
        "baseline": str(found.baseline),
        "baseline_name": found.baseline_name,
        "baseline_trial": found.baseline_trial,
        "baseline_mean": own(found.baseline_mean),
        "baseline_sd": found.baseline_sd,
        "baseline_diverged": found.baseline_diverged,
        "seeds": found.seeds,
        "looks": found.looks,
        "metric": found.metric,
        "finalists": [
            {
                "candidate": str(each.candidate),
                "name": each.name,
                "trial": each.trial,
                "definition": each.candidate.to_dict(),
                "searched": own(each.searched),
                "luck": own(each.luck),
                "diverged": each.diverged,
                **asdict(each.comparison),
                "mean": own(each.comparison.mean),
                "difference": own(each.comparison.difference),
                "interval": sorted(turned(found.metric, end) for end in each.comparison.interval),
                "effect": own(each.comparison.effect),
            }
            for each in found.finalists
        ],
    }


def _show(found: "Confirmation", study: str) -> None:
    from actsearch.metrics import DEFAULT, task_of, turned
    from actsearch.tables import INDISPENSABLE, Title
    from actsearch.wording import (
        interval_in_words,
        score_in_words,
        title,
        value_in_words,
    )

    def shown(value: float, chance: float | None, sign: str = "") -> str:
        return value_in_words(found.metric, value, sign, chance)

    score = "accuracy" if found.metric == DEFAULT else "score"
    if task_of(found.metric) == "regression":
        score = title(found.metric)
    headings = [
        Title("rank", importance=6),
        Title("trial", importance=5),
        Title("candidate", "name", INDISPENSABLE),
        Title(score, importance=8),
        Title("sd", importance=2),
        Title("seeds", importance=3),
        Title("gain", importance=8),
        Title("interval", importance=7),
        Title("p", importance=4),
    ]
    rows = [
        [
            str(each.comparison.rank),
            str(each.trial),
            each.name,
            score_in_words(found.metric, each.comparison.mean, each.comparison.error),
            shown(each.comparison.sd, each.comparison.sd),
            str(each.comparison.n),
            shown(turned(found.metric, each.comparison.difference), each.comparison.chance, "+"),
            interval_in_words(found.metric, each.comparison.interval, " to "),
            f"{each.comparison.p:.2g}",
        ]
        for each in found.finalists
    ]
    trial = "" if found.baseline_trial is None else str(found.baseline_trial)
    mean = score_in_words(found.metric, found.baseline_mean, found.baseline_error)
    sd, seeds = shown(found.baseline_sd, found.baseline_sd), str(found.seeds)
    rows.append(["", trial, found.baseline_name, mean, sd, seeds, "", "", ""])
    console = output()
    console.prose(f"{found.verdict()}\n", style="bold")
    console.table(headings, rows)
    console.print()
    for line in found.lines(study):
        console.prose(line)
