"""The small datasets that scikit-learn ships: a study of them takes seconds."""

from functools import partial

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset


def load(name: str) -> Dataset:
    """Load one of scikit-learn's toy datasets, a fifth of it sealed.

    Labels are the names of the classes; those of ``digits`` are whole numbers. ``diabetes`` is for
    regression.

    Parameters
    ----------
    name : {"breast_cancer", "diabetes", "digits", "iris", "wine"}
        Name of the dataset, as in scikit-learn's ``load_iris``.

    Examples
    --------
    >>> load("digits").X.shape
    (1437, 64)
    >>> load("iris").classes.tolist()
    ['setosa', 'versicolor', 'virginica']
    """
    from sklearn import datasets

    toy = getattr(datasets, f"load_{name}")()
    if name == "diabetes":
        return Dataset.from_arrays(name, toy.data, toy.target, task="regression")
    return Dataset.from_arrays(name, toy.data, toy.target_names[toy.target])


for _name in ("breast_cancer", "digits", "iris", "wine"):
    registry.name(_name)(partial(load, _name))
registry.name("diabetes", "regression")(partial(load, "diabetes"))
