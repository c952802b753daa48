"""``actsearch test``: open the sealed test part, once, for the answer and the baseline."""

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
    from actsearch.cli.progress import display
    from actsearch.cli.tested import as_json, show
    from actsearch.cli.trainings_shown import TrainingsShown
    from actsearch.final_test.carry_out import carry_out
    from actsearch.final_test.contenders import contenders
    from actsearch.final_test.report import report
    from actsearch.leaderboard.values import plain
    from actsearch.running.interruption import exit_code
    from actsearch.running.run import load_data
    from actsearch.study.directory import find
    from actsearch.study.opening import resume

    directory = find(runs_dir, study)
    done = 0
    with resume(directory, storage) as opened:
        confirmation = opened.confirmation()
        if confirmation is None:
            raise UsageError(
                f"study {directory.name!r} has no finished confirmation, so that nothing is known "
                f"to test: run '{session.command('confirm', directory, [], dask)}' first"
            )
        dataset, metric = load_data(opened), opened.specification.metric
        trainings = TrainingsShown(
            "seed", confirmation.seeds, len(contenders(confirmation)), metric
        )
        try:
            with display(trainings.status, quiet=quiet) as shown:
                for each in carry_out(
                    opened, dataset, confirmation, workers=workers, dask=dask, announce=shown.tell
                ):
                    done += 1
                    value = each.training.scores[metric]
                    ended = trainings.add(each.seed, each.contender.name, value, 1.0)
                    shown.show(ended, lasting=False)
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
