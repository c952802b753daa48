"""What becomes of each column of a file, in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from actsearch.datasets.columns import Column, Schema
from actsearch.datasets.columns.kinds import Found
from actsearch.datasets.columns.schema import Form
from actsearch.datasets.tables.raw import RawTable
from actsearch.metrics import LearningTask


def form_of(found: Iterable[Found]) -> Form:
    """Return how features are held: as numbers if all are float32 numbers, and none is missing."""
    plain = all(
        each.feature.kind in ("number", "boolean") and not (each.missing or each.feature.precise)
        for each in found
    )
    return "numbers" if plain else "mixed"


def left_out_of(
    found: Mapping[str, Found], unnamed: Collection[str], *, named: bool
) -> frozenset[str]:
    """Return the columns that are no features, although nobody said so.

    A column without a name that only tells the rows apart never is one. Constant and
    identifier-like columns are left out too, but not of tables that hold nothing but numbers:
    studies of these began with all columns, and end with them.

    Parameters
    ----------
    found : mapping
        What each column is.
    unnamed : collection of str
        Columns without a name in the file.
    named : bool
        Whether somebody named the features.
    """
    if named:
        return frozenset()
    index = {name for name, each in found.items() if name in unnamed and each.identifier}
    others = {name: each for name, each in found.items() if name not in index}
    if form_of(others.values()) == "mixed":
        index |= {name for name, each in others.items() if each.constant or each.identifier}
    return frozenset(index)


def lost_of(found: Mapping[str, Found]) -> tuple[str, ...]:
    """Say which values of which columns become the same."""
    return tuple(f"column {name}: {each.lost}" for name, each in found.items() if each.lost)


def account(
    raw: RawTable,
    targets: Sequence[str],
    found: Mapping[str, Found],
    left_out: Collection[str],
    schema: Schema,
    task: LearningTask,
) -> tuple[Column, ...]:
    """Say what becomes of each column of a file, in its order."""
    columns = []
    learned = "the classes" if task == "classification" else "the numbers to predict"
    for name in raw.names:
        if name in targets:
            columns.append(Column(name, "label", f"its values are {learned}"))
        elif name not in found:
            columns.append(Column(name, "", "left out, as asked"))
        else:
            kind = "pixel" if schema.form == "pixels" else _kind(found[name])
            done = "left out" if name in left_out else _done(found[name], schema.form)
            columns.append(Column(name, kind, done))
    return tuple(columns)


def _kind(found: Found) -> str:
    if found.constant:
        return "constant"
    return "identifier" if found.identifier else found.feature.kind


def _done(found: Found, form: Form) -> str:
    if form == "pixels":
        return "divided by 255"
    if found.constant:
        return "kept, but 0 for each sample"
    words = {
        "number": "standardised",
        "boolean": "0 or 1, standardised",
        "date": "days, standardised",
        "category": "one-hot, rare ones together",
    }[found.feature.kind]
    if found.identifier:
        words += "; drop it if it only names the row"
    if not found.missing:
        return words
    by = (
        "the most frequent" if found.feature.kind == "category" else "the median, with an indicator"
    )
    return f"{found.missing:,} missing, filled by {by}; {words}"
