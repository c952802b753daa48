"""Who trains: processes on this machine, or the workers of a Dask cluster."""

from collections.abc import Callable

from actsearch.datasets import Split
from actsearch.workers.base import ManagedWorkers


def start(
    make_split: Callable[[], Split],
    count: int | None,
    dask: str | None,
    *,
    lookahead: int,
    announce: Callable[[str], None],
) -> ManagedWorkers:
    """Start processes, or connect to a cluster.

    Parameters
    ----------
    make_split : callable
        Returns what to train on.
    count : int or None
        Number of processes; None is one for each core.
    dask : str or None
        Address of a Dask scheduler, whose workers train instead.
    lookahead : int
        How many trials run at once at the most: more processes are not started.
    announce : callable
        Takes a message, such as that there could be more at once.

    Returns
    -------
    ManagedWorkers
        A context that lets go of them.

    Raises
    ------
    WorkersError
        If nobody can train.
    """

    def usable(wanted: int) -> int:
        if wanted > lookahead:
            announce(
                f"trainings at once: {lookahead}, the study's look-ahead; {wanted} workers could "
                f"be used by a study with a look-ahead of {2 * wanted}"
            )
        return min(wanted, lookahead)

    if dask is not None:
        from actsearch.workers.dask import DaskWorkers

        cluster = DaskWorkers(make_split(), dask)
        usable(cluster.count)
        return cluster
    import loky

    from actsearch.workers.local import LocalWorkers

    return LocalWorkers(make_split, usable(count or loky.cpu_count()))
