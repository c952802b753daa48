"""Find the column that a person means, by its name or by that of a parameter."""

from collections.abc import Iterable

from actsearch.errors import UsageError, did_you_mean, either, shown
from actsearch.leaderboard.columns import COLUMNS, PARAMETER_PREFIX, Column, column
from actsearch.leaderboard.rows import Row
from actsearch.spelling import key


def find(name: str, rows: Iterable[Row] = ()) -> Column:
    """Return the column that is meant by a name, in any spelling.

    A column's own name comes first. Any other name may be that of a parameter of these rows,
    without ``params.`` and, if that is plain, without its activation or layer.

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
    if name in COLUMNS:
        return COLUMNS[name]
    parameters = dict.fromkeys(each for row in rows for each in row.params)
    own = name.removeprefix(PARAMETER_PREFIX)
    if own and own != name:
        alike = [each for each in parameters if _key(each) == _key(own)]
        return column(PARAMETER_PREFIX + (own if own in parameters or not alike else alike[0]))
    meant = [each for each in COLUMNS if key(each) == key(name)]
    meant += [
        PARAMETER_PREFIX + each
        for each in parameters
        if _key(name) in (_key(each), _key(each.rpartition(".")[2]))
    ]
    if len(meant) > 1:
        raise UsageError(f"{shown(name)} may mean {either(meant)}: name one of them")
    if not meant:
        by_spelling = {each: each for each in (*COLUMNS, f"{PARAMETER_PREFIX}NAME")}
        for each in parameters:
            for spelling in (PARAMETER_PREFIX + each, each, each.rpartition(".")[2]):
                by_spelling.setdefault(spelling, PARAMETER_PREFIX + each)
        raise UsageError(
            f"unknown column {shown(name)}: {did_you_mean(name, by_spelling, meant=by_spelling)}"
        )
    return column(meant[0])


def pick(names: str, rows: Iterable[Row] = ()) -> tuple[Column, ...]:
    """Return the columns of a comma-separated list.

    Parameters
    ----------
    names : str
        As in ``"rank,activation,params.slope"``.
    rows : iterable of Row
        Whose parameters are known; see :func:`find`, which says what is raised.

    Returns
    -------
    tuple of Column
        In the order asked for.

    Examples
    --------
    >>> [column.name for column in pick("rank, activation")]
    ['rank', 'activation']
    """
    rows = list(rows)
    return tuple(find(name.strip(), rows) for name in names.split(","))


def _key(name: str) -> str:
    """Compare each part of a name such as ``layer1.leaky_relu.slope``."""
    return ".".join(map(key, name.split(".")))
