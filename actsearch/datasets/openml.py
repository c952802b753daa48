"""Datasets of openml.org; scikit-learn fetches them and keeps a copy."""

import warnings

import numpy as np

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.errors import DataError, NotFoundError, shown
from actsearch.metrics import TASKS, LearningTask


@registry.prefix("openml:", "NAME", tasks=TASKS)
def load(name: str, task: LearningTask = "classification") -> Dataset:
    """Load a dataset of openml.org by its name; scikit-learn keeps a copy for the next time.

    Raises
    ------
    NotFoundError
        If OpenML has no active dataset of that name.
    DataError
        If OpenML cannot be reached, or the dataset is not for this task, or incomplete.
    """
    from http.client import HTTPException

    from scipy import sparse
    from sklearn import datasets

    source = f"openml:{name}"
    try:
        with warnings.catch_warnings():
            # scikit-learn warns after each failed attempt, and then raises anyway.
            warnings.filterwarnings("ignore", message="A network error occurred")
            # This parser needs no pandas.
            bunch = datasets.fetch_openml(name, as_frame=False, parser="liac-arff")
    except (OSError, HTTPException) as error:
        raise DataError(
            f"{source}: expected an answer from openml.org, got {shown(str(error))}: check the "
            "network, or download the data and give the path of a file"
        ) from error
    except ValueError as error:
        # scikit-learn raises a private subclass if OpenML does not know the dataset, and a plain
        # ValueError if it cannot be read: string features, missing labels, a wrong checksum.
        if type(error) is not ValueError:
            raise NotFoundError(
                f"{source}: expected an active dataset of that name, got {shown(str(error))}: "
                "look the name up at openml.org"
            ) from error
        raise DataError(
            f"{source}: expected numbers with a label for each sample, got from scikit-learn "
            f"{shown(str(error))}: choose another dataset, or prepare a file and give its path"
        ) from error
    X = bunch.data.toarray() if sparse.issparse(bunch.data) else bunch.data
    labels = bunch.target
    if labels is None or labels.ndim != 1:
        raise DataError(
            f"{source}: expected one column of labels, got "
            f"{'none' if labels is None else labels.shape[1]}: choose a dataset that has one"
        )
    if labels.dtype == object:
        missing = [label for label in labels if not isinstance(label, str)]
        if missing:
            raise DataError(
                f"{source}: expected a label for each sample, got {shown(missing[0])}: "
                "choose a dataset without missing labels"
            )
        labels = labels.astype(np.str_)
    return Dataset.from_arrays(source, X, labels, task=task)
