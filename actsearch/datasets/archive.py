"""Read arrays of a NumPy archive: no more than fits into the memory, and nothing pickled."""

import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from numpy.lib import format as npy
from numpy.typing import NDArray

from actsearch.datasets.files import most_bytes, reading, too_large
from actsearch.errors import ActsearchError, DataError, shown
from actsearch.files import open_regular


def read_arrays(
    path: Path, choose: Callable[[Path, list[str]], list[str]]
) -> dict[str, NDArray[Any]]:
    """Read those arrays of an archive that are chosen by their names.

    Parameters
    ----------
    path : Path
        File written by ``numpy.savez``.
    choose : callable
        Called with the path and the names of all arrays; returns the names of those to read.

    Returns
    -------
    dict of str to ndarray
        The arrays, in the order in which they were chosen.

    Raises
    ------
    NotFoundError
        If there is no such file.
    DataError
        If it is damaged, holds pickled objects, or is larger than fits into the memory.
    """
    with reading(path), open_regular(path) as file:
        try:
            return _read(path, file, choose)
        except ActsearchError:
            raise
        # For damaged files, zipfile, its decompressors and NumPy's header parser (Python's own
        # parser) raise exceptions without a common base class.
        except Exception as error:
            raise DataError(
                f"{path}: expected a NumPy archive, got a damaged or another kind of file "
                f"({shown(str(error))}): save it again with numpy.savez"
            ) from error


def _read(
    path: Path, file: BinaryIO, choose: Callable[[Path, list[str]], list[str]]
) -> dict[str, NDArray[Any]]:
    if file.read(4) != b"PK\3\4":
        raise zipfile.BadZipFile("it does not begin as an archive does")
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        found = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
        chosen = choose(path, found)
        # The headers say what the arrays need, before any of it is read.
        if sum(_bytes(path, archive, name) for name in chosen) > most_bytes():
            raise too_large(path)
        arrays = {}
        for name in chosen:
            with archive.open(f"{name}.npy") as member:
                arrays[name] = npy.read_array(member, allow_pickle=False)
                # To the end, where the checksum is compared.
                if member.read(1):
                    raise ValueError(f"{name} is longer than its header says")
        return arrays


def _bytes(path: Path, archive: zipfile.ZipFile, name: str) -> int:
    """Return the size of an array as its header has it."""
    with archive.open(f"{name}.npy") as member:
        version = npy.read_magic(member)
        # Version 3 differs from 2 by the encoding of names of fields, which no array here has.
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = header(member)
    if dtype.hasobject:
        raise DataError(
            f"{path}: expected plain arrays, got pickled objects, which could run code: "
            "save numbers, and labels as integers or strings (y.astype(str))"
        )
    # Values without a size, such as strings without a character, take time and memory all the same.
    return math.prod(shape) * max(1, dtype.itemsize)
