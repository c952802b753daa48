"""The fingerprint of data: what they are, wherever they lie."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def fingerprint_of(*arrays: NDArray[Any]) -> str:
    """Return the SHA-256, in hexadecimal, of arrays with their types and shapes."""
    digest = hashlib.sha256()
    for array in arrays:
        # Little-endian, so that the same data has the same fingerprint on every machine.
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
