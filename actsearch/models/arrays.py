"""``weights.npz``: the numbers of a model, in arrays whose shapes are known beforehand."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from actsearch.errors import DataError
from actsearch.files import open_regular
from actsearch.models.document import damaged

Arrays: TypeAlias = dict[str, NDArray[np.float32]]
Shapes: TypeAlias = Mapping[str, tuple[int, ...]]


def read(path: Path, shapes: Shapes) -> Arrays:
    """Read float32 arrays; nothing is unpickled, and no more is read than the shapes need.

    Parameters
    ----------
    path : Path
        An archive of ``numpy.savez``.
    shapes : mapping
        Shape of each array.

    Raises
    ------
    DataError
        If it cannot be read, or has other arrays.
    """
    try:
        with open_regular(path) as file, zipfile.ZipFile(file) as archive:
            found = {name.removesuffix(".npy") for name in archive.namelist()}
            if found != set(shapes):
                raise ValueError("it has other arrays than model.json describes")
            return {name: _read(archive, name, shape) for name, shape in shapes.items()}
    except OSError as error:
        raise DataError(
            f"{str(path)!r} cannot be read ({error.strerror or error}): name the folder that "
            "'actsearch export' wrote"
        ) from error
    # For damaged files, zipfile, its decompressors and NumPy's header parser raise exceptions
    # without a common base class.
    except Exception as error:
        raise damaged(path, str(error)[:200]) from error


def _read(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    with archive.open(f"{name}.npy") as member:
        stream: Any = member
        if npy.read_magic(stream) != (1, 0):
            raise ValueError(f"{name} has another version of NumPy's format")
        # The header is a literal, which is not executed.
        written, is_fortran, dtype = npy.read_array_header_1_0(stream)
        if (written, is_fortran, dtype) != (shape, False, np.dtype("<f4")):
            raise ValueError(f"{name} is not of shape {shape} in float32")
        size = 4 * int(np.prod(shape, dtype=np.int64))
        content = stream.read(size)
    if len(content) != size:
        raise ValueError(f"{name} ends too early")
    values = np.frombuffer(content, "<f4").reshape(shape)
    if not np.isfinite(values).all() and not name.startswith("preparation."):
        raise ValueError(f"{name} has numbers that are not finite")
    return values


def write(path: Path, arrays: Arrays) -> None:
    """Write float32 arrays as ``numpy.savez`` does."""
    plain: Any = {name: np.ascontiguousarray(each, "<f4") for name, each in arrays.items()}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **plain)
