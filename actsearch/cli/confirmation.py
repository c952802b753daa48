"""Carry out a confirmation for a command: show its trainings, and how to carry on after Ctrl-C."""

from typing import TYPE_CHECKING

from actsearch.cli.console import say

if TYPE_CHECKING:
    from actsearch.datasets import Dataset
    from actsearch.study.study import Study


def carry_out(
    study: "Study",
    dataset: "Dataset",
    *,
    top: int,
    seeds: int,
    workers: int | None,
    dask: str | None,
    quiet: bool,
    way_on: str,
) -> int:
    """Train finalists and baseline on fresh seeds.

    Parameters
    ----------
    study, dataset, top, seeds, workers, dask
        As for :func:`actsearch.confirming.confirm.confirm`, which says what is raised.
    quiet : bool
        Whether to show nothing.
    way_on : str
        Command that carries on.

    Returns
    -------
    int
        0, or the exit code after a signal.
    """
    from actsearch.cli.progress import display
    from actsearch.cli.trainings_shown import TrainingsShown
    from actsearch.confirming.confirm import confirm
    from actsearch.confirming.finalists import finalists
    from actsearch.metrics import turned
    from actsearch.running.interruption import exit_code
    from actsearch.running.run import Publisher
    from actsearch.wording import in_words

    done = 0
    metric = study.specification.metric
    contenders = len(finalists(study.space, study.finished, top))
    trainings = TrainingsShown("fresh seed", seeds, contenders, metric)
    try:
        with display(trainings.status, quiet=quiet) as shown:
            for each in confirm(
                study,
                dataset,
                top=top,
                seeds=seeds,
                workers=workers,
                dask=dask,
                announce=shown.tell,
            ):
                done += 1
                name, record = in_words(each.finalist.candidate), each.record
                value = turned(metric, record.score or 0.0)
                seconds = record.seconds or 1.0
                shown.show(trainings.add(each.seed, name, value, seconds), lasting=False)
    except KeyboardInterrupt as interrupted:
        say(
            f"interrupted with {done} more trainings on fresh seeds stored; to carry on:\n  "
            f"{way_on}"
        )
        return exit_code(interrupted)
    finally:
        Publisher(study).publish()
    return 0
