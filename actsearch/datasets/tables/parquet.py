"""Tables as Parquet, read by pyarrow."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actsearch.datasets import files
from actsearch.datasets.tables.faults import Faults
from actsearch.datasets.tables.raw import Cells, distinct, without_unnamed
from actsearch.errors import DataError, UsageError, shown
from actsearch.files import open_regular

if TYPE_CHECKING:
    from actsearch.datasets.reading import Reading

# pandas writes the index of a table under such a name, if it has none.
_INDEX = "__index_level_0__"
_BYTES_PER_CELL = 8


class ParquetTable:
    """A table in a Parquet file, see :class:`~actsearch.datasets.tables.raw.RawTable`.

    Parameters
    ----------
    path : Path
        File.
    reading : Reading
        How to read it; it has an encoding and a header of its own.

    Raises
    ------
    UsageError
        If pyarrow is not installed.
    DataError
        If the file cannot be read, or does not fit into the memory.
    """

    comma = False

    def __init__(self, path: Path, reading: "Reading") -> None:
        for parameter in ("encoding", "header"):
            if getattr(reading, parameter) is not None:
                raise UsageError(
                    f"{path}: Parquet says itself how it is read: leave that out",
                    parameter="no_header" if parameter == "header" else parameter,
                )
        self._path = path
        self._file: Any = _opened(path)
        names = self._file.schema_arrow.names
        self.header: Sequence[str] = without_unnamed(["" if n == _INDEX else n for n in names])
        self.names: Sequence[str] = distinct(self.header)
        self.notes: list[str] = []

    def cells(self, wanted: Collection[str], texts: Collection[str], faults: Faults) -> Cells:
        """Read some columns; those in ``texts`` stay as they are, for Parquet has types."""
        del texts
        own = dict(zip(self.names, self._file.schema_arrow.names, strict=True))
        count = self._file.metadata.num_rows
        if count * len(wanted) * _BYTES_PER_CELL > files.most_bytes():
            raise files.too_large(self._path)
        for name in wanted:
            kind = str(self._file.schema_arrow.field(own[name]).type)
            if kind.startswith(("list", "large_list", "struct", "map", "fixed_size_list")):
                faults.add(
                    f"column {shown(name)}",
                    f"expected one value in each cell, got {kind}",
                    "leave out the column",
                )
        faults.check()
        with _damaged(self._path):
            table = self._file.read(columns=[own[name] for name in wanted])
            # Column by column, so that the table is in memory once.
            frame = table.to_pandas(ignore_metadata=True, self_destruct=True, split_blocks=True)
            del table
        return Cells(frame.rename(columns={given: name for name, given in own.items()}))


def _opened(path: Path) -> Any:
    try:
        from pyarrow import parquet, types
    except ImportError:
        raise UsageError(
            f"{path}: Parquet is read by pyarrow, which is not installed: pip install "
            "'actsearch[parquet]', or save the table as CSV"
        ) from None
    with files.reading(path), open_regular(path):
        pass
    with _damaged(path):
        schema = parquet.read_schema(path)
        # Not written out in each row, however long they are.
        texts = [each.name for each in schema if types.is_string(each.type)]
        opened = parquet.ParquetFile(path, read_dictionary=texts)
    groups = range(opened.metadata.num_row_groups)
    if sum(opened.metadata.row_group(each).total_byte_size for each in groups) > files.most_bytes():
        raise files.too_large(path)
    return opened


@contextmanager
def _damaged(path: Path) -> Iterator[None]:
    try:
        yield
    # pyarrow raises exceptions without a common base class, such as OSError for a wrong length.
    except Exception as error:
        raise DataError(
            f"{path}: expected a Parquet file, got a damaged or another kind of file "
            f"({shown(str(error))}): write it again"
        ) from error
