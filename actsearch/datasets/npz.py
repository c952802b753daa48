"""NumPy archives with the arrays X and y, and X_test and y_test if there is a test part."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import most_bytes, reading, too_large
from actsearch.errors import ActsearchError, DataError, listed, shown
from actsearch.files import open_regular


@registry.suffix(".npz")
def load(path: Path, name: str) -> Dataset:
    """Load an ``.npz`` archive; pickled objects in it are refused, never executed.

    Parameters
    ----------
    path : Path
        File written by ``numpy.savez(path, X=..., y=...)``, perhaps with ``X_test``, ``y_test``.
    name : str
        Name of the dataset.

    Raises
    ------
    DataError
        If it is damaged, lacks an array, or holds pickled objects.
    """
    found = arrays(path, ("X", "y"), ("X_test", "y_test"))
    test = (found["X_test"], found["y_test"]) if "X_test" in found else None
    return Dataset.from_arrays(name, found["X"], found["y"], test=test)


def arrays(path: Path, required: Sequence[str], optional: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Read arrays of an archive; pickled objects in it are refused, never executed.

    Parameters
    ----------
    path : Path
        File written by ``numpy.savez``.
    required, optional : sequence of str
        Names of the arrays; the optional ones are there all together, or none of them.

    Raises
    ------
    NotFoundError
        If the file does not exist.
    DataError
        If it is damaged, lacks an array, or holds pickled objects.
    """
    with reading(path), open_regular(path) as file:
        return _arrays(path, file, required, optional)


def _arrays(
    path: Path, file: BinaryIO, required: Sequence[str], optional: Sequence[str]
) -> dict[str, NDArray[Any]]:
    try:
        return _read(path, file, required, optional)
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


def _read(
    path: Path, file: BinaryIO, required: Sequence[str], optional: Sequence[str]
) -> dict[str, NDArray[Any]]:
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
        keys = [key for key in (*required, *optional) if key in archive.files]
        if keys not in ([*required], [*required, *optional]):
            without = "or neither" if len(optional) > 1 else "or without"
            more = f", with {' and '.join(optional)} {without}"
            raise DataError(
                f"{path}: expected {_named(required)}{more}, "
                f"got {listed(sorted(archive.files)) or 'none'}: "
                f"save it with numpy.savez(path, {', '.join(f'{key}={key}' for key in required)})"
            )
        return {key: archive[key] for key in keys}


def _named(keys: Sequence[str]) -> str:
    return f"the arrays {' and '.join(keys)}" if len(keys) > 1 else f"the array {keys[0]}"
