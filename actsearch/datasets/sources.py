"""From what a user calls a dataset to the dataset."""

from pathlib import Path

from actsearch.datasets.dataset import Dataset
from actsearch.datasets.registry import Source, forms, sources
from actsearch.errors import DataError, NotFoundError, UsageError, did_you_mean, shown


def load(source: str, *, label: str | None = None) -> Dataset:
    """Load a dataset by name, from OpenML or from a path.

    Parameters
    ----------
    source : str
        In one of the :func:`~actsearch.datasets.forms`: ``mnist`` or ``digits``; ``openml:NAME``;
        or the path of a folder of IDX files, of an ``.npz`` archive or of a ``.csv`` or
        ``.csv.gz`` file. A name goes before a path.
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
    path = _path(source)
    found = _find(source, path)
    if label is not None and not (found and found.label):
        labelled = " or ".join(each.form for each in sources() if each.label)
        raise UsageError(
            f"{source}: a column of labels was named, which only {labelled} has; leave the column "
            "out, the labels of other sources have a place of their own",
            parameter="label",
        )
    if found is None or (found.is_path and not path.exists()):
        raise _unknown(source, path)
    if not found.is_path:
        return found.load(*([source.removeprefix(found.key)] if found.kind == "prefix" else []))
    return found.load(path, source, label) if found.label else found.load(path, source)


def absolute(source: str) -> str:
    """Return the source such that it means the same in any working folder.

    Examples
    --------
    >>> absolute("mnist")
    'mnist'
    """
    path = _path(source)
    found = _find(source, path)
    return source if found and not found.is_path else str(path.resolve())


def _path(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError:
        # Nobody's home, or that of somebody who does not exist: a path like any other.
        return Path(source)


def _find(source: str, path: Path) -> Source | None:
    return next((each for each in sources() if each.fits(source, path)), None)


def _unknown(source: str, path: Path) -> NotFoundError | DataError:
    """Say what was expected of something that no source takes."""
    if path.is_dir():
        folders = " or ".join(each.form for each in sources() if each.kind == "folder")
        return NotFoundError(
            f"{path}: expected {folders}, found no such files in it: put them there or check the "
            "path"
        )
    if path.exists():
        files = ", ".join(each.form for each in sources() if each.is_path)
        return DataError(
            f"{path}: expected one of {files}, got a file of another kind: "
            "convert it, or give the folder that it is in if it is an IDX file"
        )
    names = [each.form for each in sources() if not each.is_path]
    return NotFoundError(
        f"expected a dataset's name or a path that exists, got {shown(source)}: "
        f"{did_you_mean(source, names)}; or a path: {', '.join(forms()[len(names) :])}"
    )
