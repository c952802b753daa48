"""Start the workers: processes on this machine, or those of a Dask cluster."""

from collections.abc import Callable, Iterable

from actsearch.datasets import Split
from actsearch.workers.base import ManagedWorkers


def start(
    make_splits: Callable[[], Iterable[Split]],
    count: int | None,
    dask: str | None,
    *,
    lookahead: int,
    announce: Callable[[str], None],
) -> ManagedWorkers:
    """Start processes, or connect to a cluster.

    Parameters
    ----------
    make_splits : callable
        Returns the data to train on, one split after the other.
    count : int or None
        Number of processes; None means one for each core.
    dask : str or None
        Address of a Dask scheduler, whose workers train instead.
    lookahead : int
        How many trials may run at the same time; no more processes are started.
    announce : callable
        Called with a message if more workers could be used with a larger look-ahead.

    Returns
    -------
    ManagedWorkers
        The workers, to be used in a ``with`` block.

    Raises
    ------
    WorkersError
        If there are no workers that can train.
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

        cluster = DaskWorkers(make_splits(), dask)
        usable(cluster.count)
        return cluster
    import loky

    from actsearch.workers.local import LocalWorkers

    return LocalWorkers(make_splits, usable(count or loky.cpu_count()))
