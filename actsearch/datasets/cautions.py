"""What somebody should know of data before a search, because no number shows it."""

from collections.abc import Iterator

import numpy as np

from actsearch.datasets.dataset import Dataset
from actsearch.datasets.samples import Samples

# Tables of few values have some equal rows by chance.
_MANY = 0.01


def cautions(dataset: Dataset) -> Iterator[str]:
    """Say what is lost of features, and how many samples are copies of others.

    The sealed part is not looked at.

    Examples
    --------
    >>> X = np.repeat(np.eye(20), 2, axis=0)
    >>> [each[:40] for each in cautions(Dataset.from_arrays("twins", X, [0, 1] * 20))]
    ['14 of the 32 samples that are not sealed']
    """
    yield from dataset.notes
    count, n = copies(dataset.X), len(dataset.y)
    if count >= _MANY * n:
        yield (
            f"{count:,} of the {n:,} samples that are not sealed are copies of others: where one "
            "is trained on and its copy validates, scores are better than on new samples; remove "
            "copies if they are no samples of their own"
        )


def copies(X: Samples) -> int:
    """Return how many samples have the same features as another one before.

    Examples
    --------
    >>> copies(np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]]))
    1
    """
    if isinstance(X, np.ndarray):
        return len(X) - len({hash(row.tobytes()) for row in X})
    from pandas.util import hash_pandas_object

    return len(X) - int(hash_pandas_object(X, index=False).nunique())
