"""Where the numbers come from: the data and the environment."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from actsearch.datasets import Dataset
from actsearch.errors import listed
from actsearch.report.blocks import Block, Facts, Paragraph
from actsearch.report.stored import Stored
from actsearch.running.environment import drift

# The names of classes that are written out.
_MOST_CLASSES = 20


def origin(stored: Stored) -> Iterator[Block]:
    """Show the data and the environment."""
    yield Facts(tuple(_data(stored)))
    if not stored.environments:
        yield Paragraph("The environment that the study ran in was not recorded.")
        return
    first, *later = stored.environments
    yield Facts(tuple(_environment(first)))
    before = first
    for environment in later:
        if changes := drift(dict(before), dict(environment)):
            yield Paragraph(f"It was carried on in another environment: {'; '.join(changes)}.")
        before = environment


def _data(stored: Stored) -> Iterator[tuple[str, str]]:
    frozen, known = stored.study.specification.dataset, stored.study.attributes
    yield "data", frozen.source
    if frozen.label is not None:
        yield "label", frozen.label
    if stored.dataset is not None:
        yield from _loaded(stored.dataset)
    if known.n_validation is not None:
        yield "samples that validate a training", f"{known.n_validation:,}"
    sealed = "its own part" if frozen.test_size is None else f"{100 * frozen.test_size:g} %"
    if frozen.test_size is None and stored.dataset is not None and not stored.dataset.has_own_test:
        sealed = "a fifth of the samples"
    yield "sealed for the test", sealed
    yield "SHA-256 of the data", frozen.fingerprint


def _loaded(dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield "samples", f"{len(dataset.y):,}, without the test part"
    yield "features", f"{dataset.X.shape[1]:,}"
    if dataset.task == "regression":
        yield "target", f"a number from {dataset.y.min():g} to {dataset.y.max():g}"
        return
    counts = np.bincount(dataset.y, minlength=len(dataset.classes)).tolist()
    names = (
        f"{name} ({count:,})" for name, count in zip(dataset.classes.tolist(), counts, strict=True)
    )
    shown = [name for name, _ in zip(names, range(_MOST_CLASSES), strict=False)]
    others = len(counts) - len(shown)
    yield "classes", ", ".join(shown) + (f" and {others} others" if others > 0 else "")
    if dataset.table is not None:
        yield "columns", listed(column.name for column in dataset.table.columns)


def _environment(environment: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    packages = environment.get("packages")
    versions = packages if isinstance(packages, Mapping) else {}
    named = {"actsearch": environment.get("actsearch"), "Python": environment.get("python")}
    known = {name: value for name, value in {**named, **versions}.items() if value is not None}
    yield "versions", ", ".join(f"{name} {value}" for name, value in known.items())
    for name in ("commit", "platform", "processor", "cores"):
        if environment.get(name) is not None:
            yield name, str(environment[name])
    libraries = environment.get("blas")
    for library in libraries if isinstance(libraries, list) else []:
        if isinstance(library, Mapping):
            yield "BLAS", " ".join(str(value) for value in library.values() if value is not None)
