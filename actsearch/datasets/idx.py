"""The IDX format of MNIST and similar datasets, and folders of IDX files.

A file has two zero bytes, a type code, the number of dimensions, the size of each dimension as a
big-endian 32-bit integer, and the values: big-endian, the last dimension changing fastest.

References
----------
LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section "File formats".
"""

import math
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import read, reading
from actsearch.errors import DataError, NotFoundError, listed

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
# Images need three dimensions, colour images four. With many more, the header is damaged.
_MOST_DIMENSIONS = 8
# The standard names, the same with a dot, and those with EMNIST's prefix "emnist-<split>-".
_FILE_NAME = re.compile(
    r"(?P<prefix>emnist-\w+-)?(?P<part>train|t10k|test)-(?P<kind>images|labels)"
    r"[-.]idx\d-ubyte(\.gz)?"
)


def parse(content: bytes, file: str | Path) -> NDArray[Any]:
    """Read one IDX array, of any of the format's types and up to eight dimensions.

    Parameters
    ----------
    content : bytes
        Content of the whole file, decompressed.
    file : str or Path
        Name of the file in error messages.

    Returns
    -------
    ndarray
        Array in the machine's byte order; read-only if the values needed no conversion.

    Raises
    ------
    DataError
        If the content is not exactly one IDX array.

    Examples
    --------
    >>> parse(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]), "labels")
    array([7, 2, 1], dtype=uint8)
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _TYPES:
        raise DataError(
            f"{file}: expected an IDX file (two zero bytes, then a type code of 8, 9 or 11 to 14), "
            f"got the first bytes {content[:4].hex(' ') or 'of nothing'}: fetch it again"
        )
    dtype, dimensions = np.dtype(_TYPES[content[2]]), content[3]
    if not 1 <= dimensions <= _MOST_DIMENSIONS:
        raise DataError(
            f"{file}: expected 1 to {_MOST_DIMENSIONS} dimensions in the IDX header, "
            f"got {dimensions}: fetch it again"
        )
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise DataError(
            f"{file}: expected an IDX header of {header} bytes, got {len(content)} bytes in all: "
            "the file is truncated, fetch it again"
        )
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    # Python's integers do not overflow, and nothing is allocated until the lengths agree.
    expected = header + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise DataError(
            f"{file}: expected {expected} bytes for the shape {shape} in its header, "
            f"got {len(content)}: the file is truncated or corrupt, fetch it again"
        )
    if 0 in shape:
        raise DataError(
            f"{file}: expected samples, got none (shape {shape}): check that it is the right file"
        )
    values = np.frombuffer(content, dtype, offset=header).reshape(shape)
    return values.astype(dtype.newbyteorder("="), copy=False)


def pair(
    images: NDArray[Any], labels: NDArray[Any], images_file: str | Path, labels_file: str | Path
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Check that images and labels belong together, and flatten the images.

    Returns
    -------
    X : ndarray, shape (n, features)
    labels : ndarray of integers, shape (n,)

    Raises
    ------
    DataError
        If a file holds the wrong kind of array, or the numbers of samples differ.
    """
    if images.ndim < 2:
        raise DataError(
            f"{images_file}: expected images (two dimensions or more), got an array of one: "
            "is it the labels file under the wrong name?"
        )
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise DataError(
            f"{labels_file}: expected labels (one dimension of integers), got {labels.dtype} "
            f"of shape {labels.shape}: is it the images file under the wrong name?"
        )
    if len(images) != len(labels):
        raise DataError(
            f"{labels_file}: expected {len(images)} labels, one for each image in {images_file}, "
            f"got {len(labels)}: take both files from the same source"
        )
    return images.reshape(len(images), -1), labels


def _holds_some(folder: Path) -> bool:
    return any(_FILE_NAME.fullmatch(path.name) for path in folder.iterdir())


@registry.folder("a folder of IDX files", _holds_some)
def load(folder: Path, name: str) -> Dataset:
    """Load a folder of IDX files: training images and labels, and test ones if they exist.

    Parameters
    ----------
    folder : Path
        Folder with ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte``, and perhaps the
        same for ``t10k``; each plain or ``.gz``. ``train-images.idx3-ubyte`` and EMNIST's names
        are found too.
    name : str
        Name of the dataset.

    Raises
    ------
    NotFoundError
        If the training files, or one of the two test files, are missing.
    DataError
        If a file is damaged or mislabelled, or files of several datasets share the folder.
    """
    files = _find(folder)
    development = _read_pair(folder, files, "train")
    has_test = any(part == "test" for part, _ in files)
    return Dataset.from_arrays(
        name, *development, test=_read_pair(folder, files, "test") if has_test else None
    )


def _find(folder: Path) -> dict[tuple[str, str], Path]:
    """Return the IDX files of a folder by part ("train", "test") and kind ("images", "labels")."""
    files: dict[tuple[str, str], Path] = {}
    prefixes: dict[str, str] = {}
    with reading(folder):
        # Reversed, so that a plain file replaces its .gz.
        paths = sorted(folder.iterdir(), reverse=True)
    for path in paths:
        if match := _FILE_NAME.fullmatch(path.name):
            prefixes[match["prefix"] or ""] = path.name
            part = "train" if match["part"] == "train" else "test"
            files[part, match["kind"]] = path
    if len(prefixes) > 1:
        raise DataError(
            f"{folder}: expected the files of one dataset, got those of several "
            f"({listed(sorted(prefixes.values()))}): "
            "move each into a folder of its own"
        )
    return files


def _read_pair(
    folder: Path, files: dict[tuple[str, str], Path], part: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    for kind, standard in (("images", "images-idx3-ubyte"), ("labels", "labels-idx1-ubyte")):
        if (part, kind) not in files:
            standard = f"{'train' if part == 'train' else 't10k'}-{standard}"
            raise NotFoundError(
                f"{folder}: expected the {part} {kind}, {standard} or {standard}.gz, "
                "found no such file: put it there or check the path"
            )
    images, labels = files[part, "images"], files[part, "labels"]
    return pair(parse(read(images), images), parse(read(labels), labels), images, labels)
