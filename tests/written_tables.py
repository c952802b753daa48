"""A small table, written in the forms that people have."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from actsearch import datasets
from actsearch.datasets.samples import joined

N = 40
WIDTH = [number * 0.5 - 3 for number in range(N)]
HEIGHT = [number * 7 % 11 for number in range(N)]
KIND = ["ab"[number % 2] for number in range(N)]
HEADER = ("width", "height", "label")
ROWS = tuple(zip(WIDTH, HEIGHT, KIND, strict=True))


def table(
    rows: Sequence[Sequence[Any]] = ROWS,
    header: Sequence[str] | None = HEADER,
    separator: str = ",",
    end: str = "\n",
) -> str:
    """Return the text of a table."""
    lines = [header, *rows] if header else rows
    return "".join(separator.join(map(str, line)) + end for line in lines)


def load(folder: Path, content: str | bytes, name: str = "data.csv", **given: Any):
    """Write a file and load it; what is said on its reading may stand among ``given``."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    reading = {key: given.pop(key) for key in list(given) if key in datasets.Reading.model_fields}
    return datasets.load(str(folder / name), reading=datasets.Reading(**reading), **given)


def whole(dataset: datasets.Dataset) -> tuple[Any, list[Any]]:
    """Return all features and labels, also the sealed ones, in the order of the first feature."""
    X_test, y_test = dataset._sealed()
    X = joined(dataset.X, X_test)
    labels = dataset.classes[np.concatenate([dataset.y, y_test])]
    first = X.iloc[:, 0] if isinstance(X, pd.DataFrame) else X[:, 0]
    order = np.argsort(np.asarray(first), kind="stable")
    X = X.take(order) if isinstance(X, pd.DataFrame) else X[order]
    return X, labels[order].tolist()
