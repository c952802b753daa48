"""Whose fault an error of a training is: the candidate's, or the machine's."""

from concurrent.futures import BrokenExecutor

from actsearch.errors import WorkersError


class WorkerDiedError(RuntimeError):
    """A candidate's worker died each time it was tried."""


def is_of_the_machine(error: BaseException | None) -> bool:
    """Tell whether an error is the machine's fault, and says nothing of the candidate.

    A training reads no file and imports nothing of its own. Where that fails, the folder with the
    samples is gone, a disk is full, or a package was replaced. A training that takes too long
    raises ``TimeoutError``, which Python counts among the errors of the system.

    Examples
    --------
    >>> is_of_the_machine(FileNotFoundError("samples")), is_of_the_machine(TimeoutError("slow"))
    (True, False)
    >>> is_of_the_machine(FloatingPointError("overflow"))
    False
    """
    return isinstance(error, OSError | ImportError) and not isinstance(error, TimeoutError)


def is_result(error: BaseException | None) -> bool:
    """Tell whether an error, or none, is a trial's result at once.

    A dead worker, or a lack of memory, may be the fault of what was trained beside it.
    """
    return not (isinstance(error, BrokenExecutor | MemoryError) or is_of_the_machine(error))


def given_up(error: Exception, deaths: int) -> Exception:
    """Return what a candidate has failed with whose worker died each time, or had no memory."""
    if isinstance(error, MemoryError):
        return error
    return WorkerDiedError(
        f"the worker process died {deaths} times while it trained this candidate alone: it may "
        "have run out of memory, or hung beyond the time it was given"
    )


def stopped(error: Exception) -> WorkersError:
    """Return the error that ends a run, and leaves all open trials to the next one."""
    said = " ".join(str(error).split())[:300]
    what = type(error).__name__ + (f": {said}" if said else "")
    return WorkersError(
        f"nothing can be trained here now ({what}): the fault is the machine's, such as a "
        "temporary folder that was deleted, a full disk or too little memory; mend it, and "
        "the same command carries on"
    )
