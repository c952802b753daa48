"""``actsearch confirm``: train the best candidates again, on seeds that the search has not used."""

import signal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import options
from actsearch.cli.console import output, say, write_json
from actsearch.errors import StorageError
from actsearch.study import defaults

if TYPE_CHECKING:
    from actsearch.confirmation.snapshot import Confirmation


def confirm(
    study: options.OptionalStudy = None,
    top: Annotated[
        int, typer.Option(min=1, max=100, help="How many of the best candidates to confirm.")
    ] = defaults.FINALISTS,
    seeds: Annotated[
        int, typer.Option(min=2, max=1000, help="Fresh seeds for each candidate, in all.")
    ] = defaults.FRESH_SEEDS,
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
    used, the same for all candidates. More --seeds or a larger --top continue a confirmation.

    Examples:

        actsearch confirm mnist-bayes

        actsearch confirm mnist-bayes --top 5 --seeds 20
    """
    from actsearch.cli import session
    from actsearch.confirmation.confirm import confirm as train
    from actsearch.confirmation.snapshot import read
    from actsearch.leaderboard.values import plain
    from actsearch.recommendation import in_words
    from actsearch.running.interruption import Interrupted
    from actsearch.running.run import load_data
    from actsearch.study.directory import find
    from actsearch.study.opening import resume

    directory = find(runs_dir, study)
    announce = partial(say, quiet=quiet)
    done = 0
    with resume(directory, storage) as opened:
        dataset = load_data(opened)
        try:
            for each in train(
                opened,
                dataset,
                top=top,
                seeds=seeds,
                workers=workers,
                dask=dask,
                announce=announce,
            ):
                done += 1
                name, score = in_words(each.finalist.candidate), each.record.score
                announce(f"seed {each.seed + 1} of {seeds}: {name} {score:.4f}")
        except KeyboardInterrupt as interrupted:
            words = ["--top", str(top), "--seeds", str(seeds)]
            say(
                f"interrupted with {done} more trainings stored; the same command carries on:\n  "
                f"{session.command('confirm', directory, words, dask)}"
            )
            number = interrupted.signal if isinstance(interrupted, Interrupted) else signal.SIGINT
            raise typer.Exit(128 + number) from None
    found = read(directory, storage)
    if found is None:
        raise StorageError("what was trained is not stored any more: confirm again")
    if style == options.Format.JSON:
        write_json(plain(_as_json(found)))
        return
    _show(found)


def _as_json(found: "Confirmation") -> dict[str, Any]:
    from dataclasses import asdict

    answer = found.baseline if found.answer is None else found.answer.candidate
    return {
        "verdict": found.verdict(),
        "answer": str(answer),
        "definition": answer.to_dict(),
        "baseline": str(found.baseline),
        "baseline_mean": found.baseline_mean,
        "baseline_sd": found.baseline_sd,
        "seeds": found.seeds,
        "metric": found.metric,
        "finalists": [
            {
                "candidate": str(each.candidate),
                "name": each.name,
                "trial": each.trial,
                "definition": each.candidate.to_dict(),
                **asdict(each.comparison),
            }
            for each in found.finalists
        ],
    }


def _show(found: "Confirmation") -> None:
    from rich.table import Table

    from actsearch.recommendation import in_words

    factor, digits = (100, 2) if found.metric == "accuracy" else (1, 4)

    def shown(value: float, sign: str = "") -> str:
        return f"{factor * value:{sign}.{digits}f}"

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    titles = ("rank", "trial", "candidate", found.metric, "sd", "seeds", "gain", "interval", "p")
    for title in titles:
        if title == "candidate":
            table.add_column(title, overflow="fold", min_width=20)
        else:
            table.add_column(title, justify="right", no_wrap=True)
    for each in found.finalists:
        own = each.comparison
        low, high = own.interval
        table.add_row(
            str(own.rank),
            str(each.trial),
            each.name,
            shown(own.mean),
            shown(own.sd),
            str(own.n),
            shown(own.difference, "+"),
            f"{shown(low)} to {shown(high)}",
            f"{own.p:.2g}",
        )
    table.add_row(
        *("", "", in_words(found.baseline), shown(found.baseline_mean), shown(found.baseline_sd)),
        *(str(found.seeds), "", "", ""),
    )
    console = output()
    console.print(found.verdict(), soft_wrap=True)
    console.print()
    console.print(table)
