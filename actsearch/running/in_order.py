"""Hand jobs to the workers, and take their results in the order of the jobs."""

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor

from actsearch.errors import ActsearchError, WorkersError
from actsearch.running.interruption import Interruption
from actsearch.workers import Job, Result, Workers

_RETRIES = 3


def in_order(
    jobs: Sequence[Job[Result]],
    names: Sequence[str],
    pool: Workers,
    interruption: Interruption,
    *,
    way_out: str,
) -> Iterator[Result]:
    """Yield the result of each job, in their order, whichever worker ends first.

    Workers that died are replaced, and what they had is done again, up to three times for a job.

    Parameters
    ----------
    jobs : sequence of Job
        What is to be done; all of it is handed to the workers at once.
    names : sequence of str
        What each job trains, in words.
    pool : Workers
        Workers that have the data.
    interruption : Interruption
        Signals may come while a result is waited for.
    way_out : str
        What to do if a job raises an error.

    Raises
    ------
    WorkersError
        If a job raises an error, or its worker dies each time.
    Interrupted
        If a signal came.
    """
    futures = [pool.submit(job) for job in jobs]
    for place, name in enumerate(names):
        for _ in range(_RETRIES):
            try:
                with interruption.possible():
                    result = futures[place].result()
                break
            except BrokenExecutor:
                pool.restart()
                futures[place:] = [pool.submit(job) for job in jobs[place:]]
            except ActsearchError:
                raise
            except Exception as error:
                what = f"{type(error).__name__}: {error}"
                raise WorkersError(f"{name} failed ({what}): {way_out}") from error
        else:
            raise WorkersError(
                f"the worker process died {_RETRIES} times while it trained {name}: it may have "
                "run out of memory"
            )
        yield result
