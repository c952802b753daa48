"""NumPy archives with the arrays X and y and, where there is a test part, X_test and y_test."""

import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import reading
from actsearch.errors import DataError


def load(path: Path, name: str) -> Dataset:
    """Load an ``.npz`` archive; pickled objects in it are refused, never executed.

    Parameters
    ----------
    path : Path
        Written by ``numpy.savez(path, X=..., y=...)``, perhaps with ``X_test`` and ``y_test``.
    name : str
        Name of the dataset.

    Raises
    ------
    DataError
        If it is damaged, lacks an array, or holds objects.
    """
    try:
        # Opened here, since NumPy leaves a damaged archive open.
        with reading(path), path.open("rb") as file:
            X, y, *test = _arrays(path, file)
    # NumPy and zipfile have no common word for damage; a wrong length may even ask for terabytes.
    except (ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, MemoryError) as error:
        if "allow_pickle" in str(error):
            raise DataError(
                f"{path}: expected plain arrays, got pickled objects, which could run code: "
                "save numbers, and labels as integers or strings (y.astype(str))"
            ) from error
        raise DataError(
            f"{path}: expected a NumPy archive, got a damaged or another kind of file ({error}): "
            "save it again with numpy.savez"
        ) from error
    return Dataset.from_arrays(name, X, y, test=(test[0], test[1]) if test else None)


def _arrays(path: Path, file: BinaryIO) -> list[NDArray[Any]]:
    # Asked for here, since NumPy takes a file of a single array too.
    if file.read(4) != b"PK\3\4":
        raise zipfile.BadZipFile("it does not begin as an archive does")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        keys = [key for key in ("X", "y", "X_test", "y_test") if key in archive.files]
        if keys not in (["X", "y"], ["X", "y", "X_test", "y_test"]):
            raise DataError(
                f"{path}: expected the arrays X and y, with X_test and y_test or neither, "
                f"got {', '.join(sorted(archive.files)) or 'none'}: "
                "save it with numpy.savez(path, X=X, y=y)"
            )
        return [archive[key] for key in keys]
