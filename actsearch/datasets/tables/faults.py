"""The faults of a file, gathered to be told together."""

from pathlib import Path

from actsearch.errors import DataError

_MOST = 8


class Faults:
    """All faults of a file.

    Parameters
    ----------
    path : Path
        The file.

    Examples
    --------
    >>> faults = Faults(Path("a.csv"))
    >>> faults.add("line 3", "expected 2 cells, got 1", "mend the line")
    >>> faults.check()
    Traceback (most recent call last):
    actsearch.errors.DataError: a.csv, line 3: expected 2 cells, got 1: mend the line
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[str] = []
        self._ways_out: dict[str, None] = {}
        self._count = 0

    def add(self, where: str, what: str, way_out: str, *, times: int = 1) -> None:
        """Add a fault that the file has so many times."""
        self._count += times
        if len(self._faults) < _MOST:
            more = f" (and {times - 1:,} more like it)" if times > 1 else ""
            self._faults.append(f"{where}: {what}{more}")
            self._ways_out[way_out] = None

    def check(self) -> None:
        """Raise one error that tells all faults, if there is one.

        Raises
        ------
        DataError
            If a fault was added.
        """
        if not self._faults:
            return
        way_out = "; ".join(self._ways_out)
        if len(self._faults) == self._count == 1:
            raise DataError(f"{self._path}, {self._faults[0]}: {way_out}")
        told = "; ".join(self._faults)
        raise DataError(f"{self._path} has {self._count:,} faults: {told}: {way_out}")
