"""Tables as text: every line is checked, and what is sound is parsed by pandas."""

import csv
import io
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from actsearch.datasets.columns import cells
from actsearch.datasets.tables import layout
from actsearch.datasets.tables.encoding import encoding_of
from actsearch.datasets.tables.faults import Faults
from actsearch.datasets.tables.raw import Cells, distinct, without_unnamed
from actsearch.errors import DataError, shown

_LONGEST_LINE = 2**26
_MOST_COLUMNS = 100_000
# Enough lines to see how a table is laid out, and characters.
_SAMPLE, _SAMPLE_CHARACTERS = 200, 2**22
_COMMENT = "#"
_NAMES = {"\t": "tabs", ";": "semicolons", "|": "vertical bars", layout.SPACES: "spaces"}


class TextTable:
    """A table in a text, see :class:`~actsearch.datasets.tables.raw.RawTable`.

    Parameters
    ----------
    path : Path
        File in error messages.
    content : bytes
        Its content, decompressed.
    encoding : str or None
        Its encoding, if it is known.
    header : bool or None
        Whether its first line names the columns, if it is known.
    label : str or None
        Column of the labels, if it is known.

    Raises
    ------
    UsageError
        If there is no such encoding.
    DataError
        If there is no text in the file, or it has another encoding.
    """

    def __init__(
        self,
        path: Path,
        content: bytes,
        *,
        encoding: str | None = None,
        header: bool | None = None,
        label: str | None = None,
    ) -> None:
        self._path, self._content = path, content
        self._encoding, note = encoding_of(path, content, encoding)
        self.notes = [note] if note else []
        self._comments = 0
        sample = self._sample()
        self._comments = _leading_comments(sample)
        sample = [line for line in sample[self._comments :] if line.strip()]
        self._separator = layout.separator_of(sample)
        rows = layout.rows_of(sample, self._separator)
        if not rows:
            raise DataError(
                f"{path}: expected a line of column names and samples, got an empty file: fetch "
                "it again"
            )
        self.comma = self._separator != "," and cells.has_decimal_comma(
            cell for row in rows for cell in row
        )
        if header is None:
            header = layout.has_header(rows, label, comma=self.comma)
            if not header:
                self.notes.append("its first line is a sample: the columns are called 1, 2 ...")
        self._has_header = header
        if self._separator != ",":
            self.notes.append(f"its cells are separated by {_NAMES[self._separator]}")
        if self.comma:
            self.notes.append("a comma stands before the decimals")
        self.header: Sequence[str] = without_unnamed(layout.header_of(rows, named=header))
        if len(self.header) < len(rows[0]):
            self.notes.append("an empty column at the end is left out")
        self.names: Sequence[str] = distinct(self.header)

    def cells(self, wanted: Collection[str], texts: Collection[str], faults: Faults) -> Cells:
        """Read some columns, those in ``texts`` as text."""
        import pandas as pd

        lines = array("q")
        place = {name: number for number, name in enumerate(self.names)}
        try:
            frame = pd.read_csv(
                _Stream(self._sound_rows(lines, faults)),
                sep="\t" if self._separator == layout.SPACES else self._separator,
                header=None,
                names=range(len(self.names)),
                index_col=False,
                usecols=[place[name] for name in wanted],
                dtype={place[name]: str for name in texts},
                skipinitialspace=True,
                na_values=sorted(cells.MISSING),
                keep_default_na=False,
                decimal="," if self.comma else ".",
                low_memory=False,
            )
        except pd.errors.EmptyDataError:
            frame = pd.DataFrame({place[name]: [] for name in wanted})
        return Cells(frame.rename(columns=dict(enumerate(self.names))), lines)

    def _sample(self) -> list[str]:
        """Return the first lines; refuse a table that is too wide for one."""
        sample: list[str] = []
        for line in islice(self._lines(), _SAMPLE):
            sample.append(line)
            widest = max(line.count(each) for each in layout.SEPARATORS)
            if widest >= _MOST_COLUMNS and line.count(" ") != widest:
                raise DataError(
                    f"{self._path}, line {len(sample)}: expected at most {_MOST_COLUMNS:,} "
                    f"columns, got {widest + 1:,}: check that it is a table"
                )
            if sum(map(len, sample)) > _SAMPLE_CHARACTERS:
                break
        return sample

    def _sound_rows(self, lines: "array[int]", faults: Faults) -> Iterator[str]:
        """Yield the text of each sample, and note its line; add all other lines to ``faults``."""
        width, taken, is_first = len(self.names), list[str](), self._has_header
        reader = csv.reader(
            self._taken(taken),
            delimiter="\t" if self._separator == layout.SPACES else self._separator,
            skipinitialspace=True,
            strict=True,
        )
        while True:
            taken.clear()
            try:
                row = next(reader, None)
            except csv.Error as error:
                faults.add(
                    f"line {self._comments + reader.line_num}",
                    f"expected cells separated by {_NAMES.get(self._separator, 'commas')}, got a "
                    f"malformed line ({shown(str(error))})",
                    "mend its quotes",
                )
                continue
            if row is None:
                return
            if not any(row):
                continue
            if is_first:
                is_first = False
                continue
            if (got := len(row)) != width:
                if row[0].startswith(_COMMENT):
                    continue
                if got != width + 1 or row.pop().strip():
                    faults.add(
                        f"line {self._comments + reader.line_num}",
                        f"expected {width} cells, as in {self._model()}, got {got}",
                        "mend the line",
                    )
                    continue
                taken[:] = [_written(row, self._separator)]
            lines.append(self._comments + reader.line_num)
            yield "".join(taken).rstrip("\r\n") + "\n"

    def _model(self) -> str:
        return "the header" if self._has_header else "the first line"

    def _taken(self, taken: list[str]) -> Iterator[str]:
        """Yield lines, and keep them until the list is cleared: a row may have several."""
        for line in islice(self._lines(), self._comments, None):
            line = layout.separated(line, self._separator)
            taken.append(line)
            yield line

    def _lines(self) -> Iterator[str]:
        """Yield the lines; refuse one that is too long to be one, or holds a zero byte."""
        stream = io.TextIOWrapper(io.BytesIO(self._content), self._encoding, newline="")
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE or "\0" in line:
                wrong = "a zero byte" if "\0" in line else "a longer one"
                raise DataError(
                    f"{self._path}, line {number}: expected text in lines of less than "
                    f"{_LONGEST_LINE:,} characters, got {wrong}: check that it is a table"
                )
            yield line


class _Stream:
    """Lines as a file that pandas reads."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def read(self, size: int) -> str:
        """Return about so many characters."""
        taken, length = list[str](), 0
        for line in self._lines:
            taken.append(line)
            length += len(line)
            if length >= size:
                break
        return "".join(taken)


def _written(row: list[str], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter="\t" if separator == layout.SPACES else separator).writerow(row)
    return text.getvalue()


def _leading_comments(lines: list[str]) -> int:
    """Return how many lines at the beginning are comments; a header may look like one."""
    count = next(
        (
            number
            for number, line in enumerate(lines)
            if line.strip() and not line.lstrip().startswith(_COMMENT)
        ),
        len(lines),
    )
    rest = [line for line in lines[count:] if line.strip()]
    while count and not lines[count - 1].strip():
        count -= 1
    if not count or not rest:
        return count
    separator = layout.separator_of(rest)
    last, first = layout.rows_of([lines[count - 1], rest[0]], separator)[:2] or ([], [])
    return count - 1 if len(last) == len(first) > 1 else count
