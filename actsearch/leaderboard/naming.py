"""Find the column that a person means, by its name or by that of a parameter."""

from collections.abc import Iterable, Sequence

from actsearch.errors import UsageError, did_you_mean, either, shown
from actsearch.leaderboard.columns import COLUMNS, PARAMETER_PREFIX, Column, column
from actsearch.leaderboard.rows import Row
from actsearch.spelling import key

COLUMN_PREFIX = "column."


def find(name: str, rows: Iterable[Row] = ()) -> Column:
    """Return the column that is meant by a name, in any spelling.

    A name may be that of a parameter of these rows, without ``params.`` and, if that is plain,
    without its activation or layer. If it is a column's too, such as ``gain``, a column without a
    value in these rows is not meant. ``column.gain`` means the column alone.

    Parameters
    ----------
    name : str
        Name of a column or of a parameter.
    rows : iterable of Row
        Whose parameters are known.

    Returns
    -------
    Column
        One for a parameter after ``params.`` that no row has is empty.

    Raises
    ------
    UsageError
        If there is no such column, or several may be meant.

    Examples
    --------
    >>> rows = [Row(study="digits", trial=3, state="complete", params={"elu.alpha": 0.1})]
    >>> find("alpha", rows).name, find("Val-Loss").name
    ('params.elu.alpha', 'val_loss')
    """
    if name.startswith(COLUMN_PREFIX) and (own := name.removeprefix(COLUMN_PREFIX)) in COLUMNS:
        return COLUMNS[own]
    rows = list(rows)
    parameters = dict.fromkeys(each for row in rows for each in row.params)
    own = name.removeprefix(PARAMETER_PREFIX)
    if own and own != name:
        alike = [each for each in parameters if _key(each) == _key(own)]
        return column(PARAMETER_PREFIX + (own if own in parameters or not alike else alike[0]))
    own_columns = [each for each in COLUMNS if key(each) == key(name)]
    meant = [
        PARAMETER_PREFIX + each
        for each in parameters
        if _key(name) in (_key(each), _key(each.rpartition(".")[2]))
    ]
    if own_columns and not meant:
        return COLUMNS[own_columns[0]]
    meant[:0] = [COLUMN_PREFIX + each for each in own_columns if _has_value(COLUMNS[each], rows)]
    if len(meant) > 1:
        raise UsageError(f"{shown(name)} may mean {either(meant)}: name one of them")
    if not meant:
        by_spelling = {each: each for each in (*COLUMNS, f"{PARAMETER_PREFIX}NAME")}
        for each in parameters:
            for spelling in (PARAMETER_PREFIX + each, each, each.rpartition(".")[2]):
                by_spelling.setdefault(spelling, PARAMETER_PREFIX + each)
        # Of "swish.beta" a trial of one activation has "beta" alone.
        end = name.rpartition(".")[2]
        asked = end if _key(end) in map(_key, by_spelling) else name
        raise UsageError(
            f"unknown column {shown(name)}: {did_you_mean(asked, by_spelling, meant=by_spelling)}"
        )
    return column(meant[0])


def pick(names: str, rows: Iterable[Row] = ()) -> tuple[Column, ...]:
    """Return the columns of a comma-separated list.

    Parameters
    ----------
    names : str
        As in ``"rank,activation,params.slope"``.
    rows : iterable of Row
        Whose parameters are known.

    Returns
    -------
    tuple of Column
        In the order asked for.

    Raises
    ------
    UsageError
        If a name is missing, or as :func:`find` says.

    Examples
    --------
    >>> [column.name for column in pick("rank, activation")]
    ['rank', 'activation']
    """
    rows = list(rows)
    each_name = [name.strip() for name in names.split(",")]
    if not all(each_name):
        raise UsageError(
            f"a name is missing before or after a comma in {shown(names)}: write columns as in "
            "'rank,activation'"
            if any(each_name)
            else "the list of columns is empty: write columns as in 'rank,activation'"
        )
    return tuple(find(name, rows) for name in each_name)


def without_values(columns: Iterable[Column], rows: Sequence[Row]) -> list[str]:
    """Name the parameters that no row has, each in a sentence.

    Examples
    --------
    >>> rows = [Row(study="digits", trial=3, state="complete", params={"slope": 0.1})]
    >>> without_values(pick("params.slope,params.slop", rows), rows)
    ['no trial has a value of params.slop']
    """
    return [
        f"no trial has a value of {each.name}"
        for each in columns
        if rows and each.name.startswith(PARAMETER_PREFIX) and not _has_value(each, rows)
    ]


def _has_value(chosen: Column, rows: Iterable[Row]) -> bool:
    return any(chosen.value(row) is not None for row in rows)


def _key(name: str) -> str:
    """Compare each part of a name such as ``layer1.leaky_relu.slope``."""
    return ".".join(map(key, name.split(".")))
