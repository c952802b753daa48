"""scikit-learn's handwritten digits, a small stand-in for MNIST."""

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset


@registry.name("digits")
def load() -> Dataset:
    """Load 1,797 digits of 8 x 8 pixels, a fifth of them sealed.

    Examples
    --------
    >>> load().X.shape
    (1437, 64)
    """
    from sklearn import datasets

    X, y = datasets.load_digits(return_X_y=True)
    return Dataset.from_arrays("digits", X, y)
