"""What turns the features of a dataset into the numbers that a network takes."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Preparation(Protocol):
    """A function of samples, fitted on the training part of a split alone."""

    def __call__(self, X: Any) -> NDArray[np.float32]:
        """Return samples as a new C-contiguous float32 array, shape (n, inputs)."""
