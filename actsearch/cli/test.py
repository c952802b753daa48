"""``actsearch test``: open the sealed test part, once, for the answer and the baseline."""

from functools import partial
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import say, write_json
from actsearch.errors import UsageError


def test(
    study: options.StudyName,
    workers: options.WorkerCount = None,
    dask: options.Dask = None,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Train the confirmed answer and the baseline on all but the test part, and measure them on it.

    Do this once, at the end: whoever chooses by the test part needs another one. Each opening is
    recorded and shown below the leaderboard; the same command again shows what is stored.

    Example:

        actsearch test mnist-bayes
    """
    from actsearch.cli import session
    from actsearch.cli.tested import as_json, show
    from actsearch.final_test.carry_out import carry_out
    from actsearch.final_test.report import report
    from actsearch.leaderboard.values import plain
    from actsearch.metrics import DEFAULT
    from actsearch.running.interruption import exit_code
    from actsearch.running.run import load_data
    from actsearch.study.directory import find
    from actsearch.study.opening import resume
    from actsearch.wording import value_in_words

    directory = find(runs_dir, study)
    announce = partial(say, quiet=quiet)
    done = 0
    with resume(directory, storage) as opened:
        confirmation = opened.confirmation()
        if confirmation is None:
            raise UsageError(
                f"study {directory.name!r} has no finished confirmation, so that nothing is known "
                f"to test: run '{session.command('confirm', directory, [], dask)}' first"
            )
        dataset = load_data(opened)
        try:
            for each in carry_out(
                opened, dataset, confirmation, workers=workers, dask=dask, announce=announce
            ):
                done += 1
                metric = opened.specification.metric
                score = each.training.scores[metric]
                place = f"seed {each.seed + 1} of {confirmation.seeds}"
                shown = f"{score:.4f}" if metric == DEFAULT else value_in_words(metric, score)
                announce(f"{place}: {each.contender.name} {shown}")
        except KeyboardInterrupt as interrupted:
            say(
                f"interrupted with {done} more trainings stored; the same command carries on, and "
                f"is the same opening:\n  {session.command('test', directory, [], dask)}"
            )
            raise typer.Exit(exit_code(interrupted)) from None
        found = report(opened, confirmation)
    classes = [str(each) for each in dataset.classes.tolist()]
    if style == options.Format.JSON:
        write_json(plain(as_json(found, classes, n_train=len(dataset.y))))
    else:
        show(found, classes, n_train=len(dataset.y))
