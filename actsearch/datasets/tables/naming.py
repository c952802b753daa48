"""Which columns a user means: by name, by position, or by the usual names of labels."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from actsearch.datasets.reading import names
from actsearch.datasets.tables.layout import OTHER_LABELS, USUAL_LABELS
from actsearch.errors import UsageError, did_you_mean, listed, shown


class Columns:
    """The columns of a file.

    Parameters
    ----------
    path : Path
        File in error messages.
    header : sequence of str
        Names as they stand in the file.
    names : sequence of str
        A distinct name for each.

    Examples
    --------
    >>> columns = Columns(Path("a.csv"), ["Width", "Kind"], ["Width", "Kind"])
    >>> columns.find("kind", "label"), columns.find("1", "label"), columns.find("last", "label")
    ('Kind', 'Width', 'Kind')
    """

    def __init__(self, path: Path, header: Sequence[str], names: Sequence[str]) -> None:
        self._path, self._header, self._names = path, header, names

    def labels(self, label: str | None) -> list[str]:
        """Return the column of the labels, or those of one-hot labels.

        Raises
        ------
        UsageError
            If it is not clear which these are.
        """
        if label is None:
            return [self._usual()]
        if label not in self._header and len(given := names(label)) > 1:
            return self.found(given, "label")
        return [self.find(label, "label")]

    def found(self, given: Sequence[str], parameter: str) -> list[str]:
        """Return the columns that are meant, in the order of the file and each once."""
        wanted = {self.find(each, parameter) for each in given}
        return [name for name in self._names if name in wanted]

    def find(self, given: str, parameter: str) -> str:
        """Return the column that is meant by a name, in whatever case, or by a position.

        Raises
        ------
        UsageError
            If there is none, or more than one.
        """
        given = given.strip()
        for same in (
            [name for name, own in zip(self._names, self._header, strict=True) if own == given],
            [name for name in self._names if name == given],
            [name for name in self._names if name.casefold() == given.casefold()],
            self._at(given),
        ):
            if len(same) == 1:
                return same[0]
            if same:
                raise UsageError(
                    f"{self._path}: expected one column named {shown(given)}, found {len(same)} "
                    f"among {listed(self._header)}: give its position, counted from 1",
                    parameter=parameter,
                )
        raise UsageError(
            f"{self._path}: expected a column named {shown(given)}, found none among "
            f"{listed(self._names)}: {self._hint(given)}",
            parameter=parameter,
        )

    def _hint(self, given: str) -> str:
        close = did_you_mean(given, self._names).partition(" Known: ")[0]
        return close if close.startswith("did") else f"the last is {shown(self._names[-1])}"

    def _at(self, given: str) -> list[str]:
        position = -1 if given == "last" else int(given) if _is_whole(given) else 0
        count = len(self._names)
        if 1 <= abs(position) <= count:
            return [self._names[position - 1 if position > 0 else position]]
        return []

    def _usual(self) -> str:
        counts = Counter(self._header)
        exact = [name for name in USUAL_LABELS if counts[name]]
        found = sum(counts[name] for name in exact)
        if found == 1:
            return self.find(exact[0], "label")
        usual = {*USUAL_LABELS, *OTHER_LABELS}
        like = [name for name in self._names if name.casefold() in usual]
        if not found and len(like) == 1:
            return like[0]
        found = found or len(like)
        raise UsageError(
            f"{self._path}: expected one column of labels, named {' or '.join(USUAL_LABELS)}, "
            f"found {found or 'none'} among {listed(self._header)}: name the column of the "
            f"labels; the last is {shown(self._names[-1])}",
            parameter="label",
        )


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdecimal() and len(text) < 9
