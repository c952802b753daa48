"""MNIST, shipped with actsearch: 60,000 images to train and validate on, 10,000 sealed ones."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import idx, registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import read
from actsearch.errors import ActsearchError, DataError

FOLDER = Path(__file__).parent / "data" / "mnist"
# MD5 of the decompressed files; other libraries publish the same ones.
CHECKSUMS = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


@registry.name("mnist")
def load() -> Dataset:
    """Load MNIST: uint8 pixels, shape (60000, 784), and digits. The test files are not opened.

    Raises
    ------
    DataError
        If a shipped file is missing or is not what was shipped.

    Examples
    --------
    >>> load().X.shape
    (60000, 784)
    """
    X, y = read_part("train")
    # The fingerprint is one of the checksums of all four files, so the test files stay unread.
    fingerprint = hashlib.sha256(repr(sorted(CHECKSUMS.items())).encode()).hexdigest()
    return Dataset("mnist", X, y, np.arange(10), fingerprint, partial(read_part, "t10k"))


def read_part(part: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return pixels, shape (n, 784), and digits, shape (n,), of the part "train" or "t10k".

    Raises
    ------
    DataError
        If a shipped file is missing or is not what was shipped.
    """
    images, labels = f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"
    X, y = idx.pair(_read_array(images), _read_array(labels), images, labels)
    return X.reshape(len(X), -1), y.astype(np.int64)


def _read_array(name: str) -> NDArray[Any]:
    path = FOLDER / f"{name}.gz"
    try:
        content = read(path)
    except ActsearchError as error:
        raise DataError(
            f"{path}: expected the file shipped with actsearch, got none that can be read: "
            "reinstall actsearch"
        ) from error
    checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if checksum != CHECKSUMS[name]:
        raise DataError(
            f"{path}: expected the file shipped with actsearch (MD5 {CHECKSUMS[name]}), "
            f"got another content ({checksum}): reinstall actsearch"
        )
    return idx.parse(content, path)
