"""Find a study that exists."""

import os
from pathlib import Path

from actsearch.api.study import Study
from actsearch.study import defaults
from actsearch.study.directory import find

PathLike = str | os.PathLike[str]


def load_study(
    study: str | None = None, *, runs_dir: PathLike = defaults.RUNS, storage: str | None = None
) -> Study:
    """Find a study and read it; nothing is changed.

    Parameters
    ----------
    study : str, optional
        Name of the study; by default the study that was written to last.
    runs_dir : str or path, default="runs"
        Folder of all studies.
    storage : str, optional
        URL of the study's storage, if it is not the one in its specification file.

    Returns
    -------
    Study
        The study as it is stored now.

    Raises
    ------
    NotFoundError
        If there is no such study.
    StorageError
        If the study cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import actsearch
    >>> with TemporaryDirectory() as folder:
    ...     _ = actsearch.search(
    ...         dataset="digits", trials=1, epochs=1, study="first", runs_dir=folder
    ...     )
    ...     print(actsearch.load_study("first", runs_dir=folder).best_trial.candidate)
    relu
    """
    return Study.of(find(Path(runs_dir), study), storage)
