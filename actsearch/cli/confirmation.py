"""Carry out a confirmation for a command: show its trainings, and how to carry on after Ctrl-C."""

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Protocol

from actsearch.cli.console import errors, say

if TYPE_CHECKING:
    from actsearch.confirming.confirm import Progress
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
    from actsearch.confirming.confirm import confirm
    from actsearch.running.interruption import exit_code
    from actsearch.running.run import Publisher

    done = 0
    announce = partial(say, quiet=quiet)
    try:
        with _display(seeds, quiet=quiet) as display:
            for each in confirm(
                study,
                dataset,
                top=top,
                seeds=seeds,
                workers=workers,
                dask=dask,
                announce=announce,
            ):
                done += 1
                display.show(each)
    except KeyboardInterrupt as interrupted:
        say(
            f"interrupted with {done} more trainings on fresh seeds stored; to carry on:\n  "
            f"{way_on}"
        )
        return exit_code(interrupted)
    finally:
        Publisher(study).publish()
    return 0


class _Display(Protocol):
    def show(self, progress: "Progress") -> None: ...


class _Silence:
    def show(self, progress: "Progress") -> None:
        pass


class _Lines:
    """One line for each training."""

    def __init__(self, seeds: int) -> None:
        self._seeds = seeds

    def show(self, progress: "Progress") -> None:
        say(_sentence(progress, self._seeds))


class _Bar:
    """A bar, and the last training."""

    def __init__(self, seeds: int) -> None:
        from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._seeds = seeds
        self._progress = Progress(
            TextColumn("[bold]seeds"),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            refresh_per_second=1,
            console=errors(),
        )
        self._task = self._progress.add_task("confirming", total=seeds)

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, progress: "Progress") -> None:
        self._progress.update(
            self._task, completed=progress.seed + 1, description=_sentence(progress, self._seeds)
        )


def _display(seeds: int, *, quiet: bool) -> AbstractContextManager[_Display]:
    if quiet:
        return nullcontext(_Silence())
    return _Bar(seeds) if errors().is_terminal else nullcontext(_Lines(seeds))


def _sentence(progress: "Progress", seeds: int) -> str:
    from actsearch.wording import in_words, score_in_words

    evaluation = progress.record.evaluation
    metric = "accuracy" if evaluation is None else evaluation.metric
    percent = " %" if metric == "accuracy" else ""
    score = score_in_words(metric, progress.record.score or 0.0)
    name = in_words(progress.finalist.candidate)
    return f"fresh seed {progress.seed + 1} of {seeds}: {name} {score}{percent}"
