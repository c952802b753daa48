"""Start the workers: processes on this machine, or those of a Dask cluster."""

import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec

from actsearch.datasets import Split
from actsearch.errors import UsageError, shown
from actsearch.workers.base import ManagedWorkers


def check_dask(address: str | None) -> str | None:
    """Check that training on a Dask cluster is possible, before anything is stored.

    Parameters
    ----------
    address : str or None
        Address of a Dask scheduler; None if this machine trains.

    Returns
    -------
    str or None
        The same address.

    Raises
    ------
    UsageError
        If it is no such address, or the package that it needs is not installed.

    Examples
    --------
    >>> check_dask("scheduler")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
        ...
    actsearch.errors.UsageError: 'scheduler' is not the address of a Dask scheduler: write it like
    tcp://scheduler:8786, as 'dask scheduler' prints it
    """
    if address is None:
        return None
    if not isinstance(address, str) or not re.fullmatch(r"(tcp|tls)://\S+:\d+", address):
        raise UsageError(
            f"{shown(address)} is not the address of a Dask scheduler: write it like "
            "tcp://scheduler:8786, as 'dask scheduler' prints it",
            parameter="dask",
        )
    if find_spec("distributed") is None:
        raise UsageError(
            "training on a Dask cluster needs one more package: pip install distributed",
            parameter="dask",
        )
    return address


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
