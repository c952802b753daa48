"""Datasets: MNIST, scikit-learn's small ones, OpenML, and the user's own files.

Searches and pruners see only :meth:`Dataset.split`. The test part stays sealed until
:meth:`Dataset.unseal` is called.
"""

from actsearch.datasets.dataset import TEST_SIZE, Dataset
from actsearch.datasets.reading import Reading
from actsearch.datasets.registry import forms
from actsearch.datasets.scaling import Scaler
from actsearch.datasets.sources import ARRAYS, absolute, load, usual_task
from actsearch.datasets.split import Split

__all__ = [
    "ARRAYS",
    "TEST_SIZE",
    "Dataset",
    "Reading",
    "Scaler",
    "Split",
    "absolute",
    "forms",
    "load",
    "usual_task",
]
