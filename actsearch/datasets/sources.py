"""Where datasets come from: a known name, OpenML, or a path; to add one, enter it here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from actsearch.datasets import digits, idx, mnist, npz, openml, tabular
from actsearch.datasets.dataset import Dataset
from actsearch.errors import DataError, NotFoundError, UsageError, did_you_mean

NAMES: Mapping[str, Callable[[], Dataset]] = MappingProxyType(
    {"mnist": mnist.load, "digits": digits.load}
)
_OPENML = "openml:"
_FORMATS = "a folder of IDX files, .npz, .csv or .csv.gz"


def load(source: str, *, label: str | None = None) -> Dataset:
    """Load a dataset by name, from OpenML or from a path.

    Parameters
    ----------
    source : str
        ``mnist`` or ``digits``; ``openml:NAME``; or the path of a folder of IDX files, of an
        ``.npz`` archive or of a ``.csv`` or ``.csv.gz`` file. A name goes before a path.
    label : str, optional
        Column of the labels in a CSV file; by default the one called label, target, class or y.

    Returns
    -------
    Dataset
        With a test part sealed: the source's own, or else a stratified fifth set aside.

    Raises
    ------
    NotFoundError
        If no such name or path exists.
    UsageError
        If ``label`` is not a column, or the source has no columns to choose from.
    DataError
        If the data is damaged or does not describe a classification.

    Examples
    --------
    >>> dataset = load("digits")
    >>> dataset.scaling, len(dataset.classes)
    ('standardize', 10)
    """
    path = Path(source).expanduser()
    if label is not None and (_is_named(source) or path.is_dir() or not _is_csv(path)):
        raise UsageError(
            f"{source}: expected a CSV file with --label, got another kind of source, "
            "where the labels have a place of their own: leave --label out"
        )
    if source in NAMES:
        return NAMES[source]()
    if source.startswith(_OPENML):
        return openml.load(source.removeprefix(_OPENML))
    return _load_path(path, source, label)


def absolute(source: str) -> str:
    """Return the source such that it means the same in any working folder.

    Examples
    --------
    >>> absolute("mnist")
    'mnist'
    """
    return source if _is_named(source) else str(Path(source).expanduser().resolve())


def _is_named(source: str) -> bool:
    return source in NAMES or source.startswith(_OPENML)


def _load_path(path: Path, source: str, label: str | None) -> Dataset:
    if not path.exists():
        raise NotFoundError(
            f"expected the name of a dataset, openml:NAME or a path that exists, got {source!r}: "
            f"{did_you_mean(source, NAMES)}"
        )
    if path.is_dir():
        return idx.load(path, source)
    if path.suffix == ".npz":
        return npz.load(path, source)
    if _is_csv(path):
        return tabular.load(path, source, label)
    raise DataError(
        f"{path}: expected {_FORMATS}, got a file of another kind: "
        "convert it, or give the folder that it is in if it is an IDX file"
    )


def _is_csv(path: Path) -> bool:
    return path.name.endswith((".csv", ".csv.gz"))
