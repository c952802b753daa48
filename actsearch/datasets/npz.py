"""NumPy archives with the arrays X and y, and X_test and y_test if there is a test part."""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import most_bytes, reading, too_large
from actsearch.errors import ActsearchError, DataError, listed, shown
from actsearch.files import open_regular
from actsearch.metrics import TASKS, LearningTask


@registry.suffix(".npz", tasks=TASKS)
def load(path: Path, name: str, task: LearningTask = "classification") -> Dataset:
    """Load an ``.npz`` archive; pickled objects in it are refused, never executed.

    Parameters
    ----------
    path : Path
        File written by ``numpy.savez(path, X=..., y=...)``, perhaps with ``X_test``, ``y_test``.
    name : str
        Name of the dataset.
    task : {"classification", "regression"}
        Whether the labels are classes or numbers.

    Raises
    ------
    DataError
        If it is damaged, lacks an array, or holds pickled objects.
    """
    with reading(path), open_regular(path) as file:
        X, y, *test = _arrays(path, file)
    return Dataset.from_arrays(name, X, y, test=(test[0], test[1]) if test else None, task=task)


def _arrays(path: Path, file: BinaryIO) -> list[NDArray[Any]]:
    try:
        return _read(path, file)
    except ActsearchError:
        raise
    # For damaged files, zipfile, its decompressors and NumPy's header parser (Python's own parser)
    # raise exceptions without a common base class; a wrong length may even ask for terabytes.
    except Exception as error:
        if "allow_pickle" in str(error):
            raise DataError(
                f"{path}: expected plain arrays, got pickled objects, which could run code: "
                "save numbers, and labels as integers or strings (y.astype(str))"
            ) from error
        raise DataError(
            f"{path}: expected a NumPy archive, got a damaged or another kind of file "
            f"({shown(str(error))}): save it again with numpy.savez"
        ) from error


def _read(path: Path, file: BinaryIO) -> list[NDArray[Any]]:
    # Checked here, because NumPy would also load a file of a single array.
    if file.read(4) != b"PK\3\4":
        raise zipfile.BadZipFile("it does not begin as an archive does")
    file.seek(0)
    with zipfile.ZipFile(file) as members:
        # No more is read of a member than the size that it claims.
        if sum(member.file_size for member in members.infolist()) > most_bytes():
            raise too_large(path)
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        keys = [key for key in ("X", "y", "X_test", "y_test") if key in archive.files]
        if keys not in (["X", "y"], ["X", "y", "X_test", "y_test"]):
            raise DataError(
                f"{path}: expected the arrays X and y, with X_test and y_test or neither, "
                f"got {listed(sorted(archive.files)) or 'none'}: "
                "save it with numpy.savez(path, X=X, y=y)"
            )
        return [archive[key] for key in keys]
