"""Find and load the dataset that a user names."""

from pathlib import Path
from typing import Any

from actsearch.datasets.dataset import Dataset
from actsearch.datasets.reading import OF_IMAGES, Reading
from actsearch.datasets.registry import Source, forms, sources
from actsearch.errors import DataError, NotFoundError, UsageError, did_you_mean, shown
from actsearch.metrics import TASKS, LearningTask

ARRAYS = "arrays:"
"""Begins the name of data that were arrays in Python; what follows is from their fingerprint."""


def load(
    source: str,
    *,
    label: str | None = None,
    reading: Reading | None = None,
    test_size: float | None = None,
    task: LearningTask | None = None,
) -> Dataset:
    """Load a dataset by name, from OpenML or from a path.

    Parameters
    ----------
    source : str
        One of the :func:`~actsearch.datasets.forms`: a name such as ``mnist`` or ``iris``;
        ``openml:NAME``; or the path of a folder of IDX files, of an ``.npz`` archive or of a
        table (``.csv``, ``.parquet`` and others). If a name is also a path, the name counts.
    label : str, optional
        Column of a table that holds the labels, by its name or its position, counted from 1, or
        ``last``; several names with commas between them are one-hot columns. By default it is the
        one called label, target, class or y.
    reading : Reading, optional
        How to read a table or images, where that is not left to them.
    test_size : float, optional
        Fraction of the samples to seal, of a source without a test part of its own.
    task : {"classification", "regression"}, optional
        What there is to learn: the class of each sample, or a number. By default it is a class,
        except of ``diabetes``.

    Returns
    -------
    Dataset
        Its test part is sealed: the source's own, or else by default a stratified fifth of the
        samples.

    Raises
    ------
    NotFoundError
        If no such name or path exists.
    UsageError
        If ``label`` or another column is not there, or the source is no table; or if
        ``test_size`` is no such fraction, or the source has a test part of its own; or if the
        source has another task.
    DataError
        If the data is damaged, or no classifier can be trained on it.

    Examples
    --------
    >>> dataset = load("digits")
    >>> dataset.scaling, len(dataset.classes)
    ('standardize', 10)
    """
    dataset = _load(source, label, reading or Reading(), task)
    return dataset if test_size is None else dataset.with_test_size(test_size)


def _load(source: str, label: str | None, reading: Reading, task: LearningTask | None) -> Dataset:
    if source.startswith(ARRAYS):
        raise DataError(
            "the data were arrays in a Python program, which are not kept: call actsearch.search "
            "with the same arrays there"
        )
    path = _path(source)
    found = _find(source, path)
    _check_reading(source, found, label, reading)
    if found is None or (found.kind == "suffix" and not path.exists()):
        raise _unknown(source, path)
    words: list[Any] = [path, source] if found.is_path else []
    if found.kind == "prefix":
        words = [source.removeprefix(found.key)]
    if found.table:
        words += [label, reading]
    if found.images:
        words.append(reading)
    return found.load(*words, **_task(source, found, task))


def _check_reading(source: str, found: Source | None, label: str | None, reading: Reading) -> None:
    """Refuse what is said of a table if it is none, and of images if there are none."""
    is_table, has_images = (False, False) if found is None else (found.table, found.images)
    tables = " or ".join(each.form for each in sources() if each.table)
    folders = " or ".join(each.form for each in sources() if each.images)
    if label is not None and not is_table:
        raise UsageError(
            f"{source}: a column of labels was given, but only {tables} has columns to choose "
            "from; leave the column out",
            parameter="label",
        )
    for parameter, value in reading:
        of_images = parameter in OF_IMAGES
        if value == getattr(Reading(), parameter) or (has_images if of_images else is_table):
            continue
        raise UsageError(
            f"{source}: it was said how to read images, but only {folders} has some; leave that out"
            if of_images
            else f"{source}: it was said how to read a table, but only {tables} is one; leave that "
            "out",
            parameter="no_header" if parameter == "header" else parameter,
        )


def _task(source: str, found: Source, task: LearningTask | None) -> dict[str, LearningTask]:
    """Return the task that the loader is told, if it can load for several."""
    if task is not None and task not in TASKS:
        raise UsageError(
            f"unknown task {shown(task)}: {did_you_mean(str(task), TASKS)}", parameter="task"
        )
    if task is not None and task not in found.tasks:
        raise UsageError(
            f"{source}: its task is {found.tasks[0]}, and not {task}: leave the task out",
            parameter="task",
        )
    return {} if len(found.tasks) == 1 else {"task": task or found.tasks[0]}


def usual_task(source: str) -> LearningTask:
    """Return what there is to learn of a source if nobody says so.

    Examples
    --------
    >>> usual_task("iris"), usual_task("diabetes")
    ('classification', 'regression')
    """
    found = _find(source, _path(source))
    return "classification" if found is None else found.tasks[0]


def absolute(source: str) -> str:
    """Return the source in a form that means the same in any working folder.

    Examples
    --------
    >>> absolute("mnist")
    'mnist'
    """
    path = _path(source)
    found = _find(source, path)
    if source.startswith(ARRAYS):
        return source
    return source if found and not found.is_path else str(path.resolve())


def _path(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError:
        # "~" without a home folder, or of an unknown user: use the path as it is.
        return Path(source)


def _find(source: str, path: Path) -> Source | None:
    return next((each for each in sources() if each.fits(source, path)), None)


def _unknown(source: str, path: Path) -> NotFoundError | DataError:
    """Return the error for a source that has none of the forms."""
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
