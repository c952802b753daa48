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
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import most_bytes, opened, reading, too_large
from actsearch.datasets.pixels import as_pixels
from actsearch.errors import DataError, NotFoundError, listed

_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
# Images need three dimensions, colour images four. With many more, the header is damaged.
_MOST_DIMENSIONS = 8
# The standard names, the same with a dot or another type, and with the name of a dataset before
# them: "emnist-letters-test-images-idx3-ubyte.gz", "qmnist-train-labels-idx2-int".
_FILE_NAME = re.compile(
    r"((?P<prefix>[\w-]+)-)?(?P<part>train|t10k|test)-(?P<kind>images|labels)"
    r"[-.]idx\d(-\w+)?(\.gz)?"
)
# Columns of QMNIST's labels: the class, and seven more that say who wrote the digit, and when.
_QMNIST_COLUMNS = 8


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
    """Check that images and labels belong together.

    Returns
    -------
    images : ndarray, shape (n, ...)
    labels : ndarray of integers or whole numbers, shape (n,)

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
    if labels.ndim == 2 and labels.shape[1] in (1, _QMNIST_COLUMNS):
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise DataError(
            f"{labels_file}: expected labels (one dimension of integers), got {labels.dtype} "
            f"of shape {labels.shape}: is it the images file under the wrong name?"
        )
    if len(images) != len(labels):
        raise DataError(
            f"{labels_file}: expected {len(images)} labels, one for each image in {images_file}, "
            f"got {len(labels)}: take both files from the same source"
        )
    return images, labels


def read_array(path: Path) -> NDArray[Any]:
    """Read a file of one IDX array, compressed or not, and no more of it than its header says.

    Raises
    ------
    NotFoundError, DataError
        If it cannot be read, is damaged, or says that it is larger than fits into the memory.
    """
    with opened(path) as file:
        header = file.read(4 + 4 * _MOST_DIMENSIONS)
        missing = _length(header) - len(header)
        if missing > most_bytes():
            raise too_large(path)
        # One byte more shows that a file is too long.
        return parse(header + file.read(max(0, missing) + 1), path)


def _length(beginning: bytes) -> int:
    """Return how long a file says it is, or 0 if it does not say so."""
    dimensions = beginning[3] if len(beginning) > 3 else 0
    end = 4 + 4 * dimensions
    if not 1 <= dimensions <= _MOST_DIMENSIONS or len(beginning) < end:
        return 0
    if beginning[:2] != b"\0\0" or beginning[2] not in _TYPES:
        return 0
    shape = struct.unpack(f">{dimensions}I", beginning[4:end])
    size = np.dtype(_TYPES[beginning[2]]).itemsize
    return int(end + math.prod(shape) * size)


def _fits(path: Path) -> bool:
    return bool(_files(path))


@registry.folder("a folder of IDX files", _fits)
def load(path: Path, name: str) -> Dataset:
    """Load a folder of IDX files: training images and labels, and test ones if they exist.

    Parameters
    ----------
    path : Path
        Folder with ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte``, and perhaps the
        same for ``t10k``; each plain or compressed by gzip. ``train-images.idx3-ubyte``, the names
        of EMNIST and QMNIST, and torchvision's folders ``MNIST/raw`` are found too. If a folder has
        the files of several datasets: one of the files, or the folder and the beginning of their
        names, such as ``data/emnist-letters``.
    name : str
        Name of the dataset.

    Raises
    ------
    NotFoundError
        If the training files, or one of the two test files, are missing.
    DataError
        If a file is damaged or mislabelled, or several datasets share the folder.
    """
    files = _files(path)
    if len(files) > 1:
        one_of_each = [next(iter(each.values())) for _, each in sorted(files.items())]
        raise DataError(
            f"{path}: expected the files of one dataset, got those of several: give one file of "
            f"the one that you mean instead of the folder: {listed(map(str, one_of_each))}"
        )
    ((folder, _), found), *_ = files.items()
    images, labels = _read_pair(folder, found, "train")
    if not any(part == "test" for part, _ in found):
        (images,) = as_pixels(images)
        return Dataset.from_arrays(name, images, labels)
    test_images, test_labels = _read_pair(folder, found, "test")
    images, test_images = as_pixels(images, test_images)
    return Dataset.from_arrays(name, images, labels, test=(test_images, test_labels))


# Of a dataset: its files by part ("train", "test") and kind ("images", "labels").
_Files: TypeAlias = dict[tuple[str, str], Path]


def _files(path: Path) -> dict[tuple[Path, str], _Files]:
    """Return the IDX files that a path names, by their folder and the beginning of their names."""
    if not path.is_dir():
        if path.exists() and not _FILE_NAME.fullmatch(path.name):
            return {}
        match = _FILE_NAME.fullmatch(path.name)
        wanted = (match["prefix"] or "") if match else path.name
        return {
            (folder, prefix): files
            for (folder, prefix), files in _in_folder(path.parent).items()
            if prefix == wanted
        }
    found = _in_folder(path)
    # torchvision's layout: the folder of a dataset, or that of all.
    return found or _in_folder(path / "raw") or _in_folders(path.glob("*/raw"))


def _in_folders(folders: Iterable[Path]) -> dict[tuple[Path, str], _Files]:
    return {key: files for folder in sorted(folders) for key, files in _in_folder(folder).items()}


def _in_folder(folder: Path) -> dict[tuple[Path, str], _Files]:
    found: dict[tuple[Path, str], _Files] = {}
    if not folder.is_dir():
        return found
    with reading(folder):
        # Reversed, so that a plain file replaces its .gz.
        paths = sorted(folder.iterdir(), reverse=True)
    # Some archives are unpacked into a folder with the name of the file in it. The file goes first.
    paths.sort(key=lambda each: each.is_file())
    for path in paths:
        if match := _FILE_NAME.fullmatch(path.name):
            file = path / path.name if path.is_dir() else path
            if file.is_dir() or (path.is_dir() and not file.exists()):
                continue
            part = "train" if match["part"] == "train" else "test"
            files = found.setdefault((folder, match["prefix"] or ""), {})
            files[part, match["kind"]] = file
    return found


def _read_pair(folder: Path, files: _Files, part: str) -> tuple[NDArray[Any], NDArray[Any]]:
    for kind, standard in (("images", "images-idx3-ubyte"), ("labels", "labels-idx1-ubyte")):
        if (part, kind) not in files:
            standard = f"{'train' if part == 'train' else 't10k'}-{standard}"
            raise NotFoundError(
                f"{folder}: expected the {part} {kind}, {standard} or {standard}.gz, "
                "found no such file: put it there or check the path"
            )
    images, labels = files[part, "images"], files[part, "labels"]
    return pair(read_array(images), read_array(labels), images, labels)
