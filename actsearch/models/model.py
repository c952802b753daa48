"""A trained model, which is a folder with ``model.json`` and ``weights.npz``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Array
from actsearch.candidate import Candidate
from actsearch.datasets.columns import Schema
from actsearch.datasets.targets import TargetScaler
from actsearch.errors import ActsearchError
from actsearch.metrics import LearningTask
from actsearch.models import arrays, preparations
from actsearch.models.document import ModelFile, Origin, Target, damaged
from actsearch.models.prepare import features, prepared
from actsearch.nn.learned import sizes
from actsearch.nn.network import Network
from actsearch.nn.training import History
from actsearch.training import LOSSES, TrainedNetwork

DOCUMENT, WEIGHTS = "model.json", "weights.npz"
_MOST_NUMBERS = 2**29  # 2 GB
_MOST_LAYERS = 10_000  # characters of their sizes


@dataclass(frozen=True, eq=False, kw_only=True)
class Model:
    """A trained network with its preparation: it predicts samples as people have them.

    Parameters
    ----------
    candidate : Candidate
        Sizes, activations and training settings.
    trained : TrainedNetwork
        Network, preparation, and classes or the scale of the target.
    schema : Schema or None
        The features by name, if they have names.
    label : str or None
        Name of the column of the labels, or of the target, if there was one.
    origin : Origin or None
        Where the model comes from.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.settings import TrainingSettings
    >>> from actsearch.training import train
    >>> digits = datasets.load("digits")
    >>> candidate = Candidate((8,), (activations.get("swish"),), TrainingSettings(epochs=1))
    >>> model = Model(candidate=candidate, trained=train(candidate, digits.whole(), seed=0))
    >>> with TemporaryDirectory() as folder:
    ...     model.save(folder)
    ...     same = Model.load(folder)
    >>> bool((model.predict(digits.X) == same.predict(digits.X)).all())
    True
    """

    candidate: Candidate
    trained: TrainedNetwork = field(repr=False)
    schema: Schema | None = None
    label: str | None = None
    origin: Origin | None = None

    @property
    def task(self) -> LearningTask:
        """What the model predicts: classes, or numbers."""
        return self.trained.task

    @property
    def classes(self) -> NDArray[Any]:
        """Label of each output, shape (classes,); empty in regression."""
        return self.trained.classes

    @property
    def target(self) -> Target | None:
        """Mean and deviation of the target in the training; None in classification."""
        targets = self.trained.targets
        if not isinstance(targets, TargetScaler):
            return None
        return Target(mean=targets.mean, deviation=targets.deviation)

    @property
    def network(self) -> Network:
        """The network; it takes prepared samples."""
        return self.trained.network

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most probable class of each sample, shape (n,); see :meth:`predict_proba`.

        In regression it is a float64, in the unit of the target.
        """
        return self.trained.predict(features(X, self.schema))

    def predict_proba(self, X: Any) -> Array:
        """Return the probability of each class, shape (n, classes).

        Parameters
        ----------
        X : array-like or DataFrame, shape (n, ...)
            Samples as in the data that the model was trained on. Columns of a DataFrame are taken
            by their names if the model knows names; others are ignored.

        Raises
        ------
        DataError
            If columns are missing, or have other values than in the training.
        UsageError
            If the number of features is another, or the model predicts numbers.
        """
        return self.trained.predict_proba(features(X, self.schema))

    def prepared(self, X: Any) -> NDArray[np.float32]:
        """Return what the network takes for samples, shape (n, inputs)."""
        return prepared(X, self.trained.preparation, self.schema)

    def save(self, folder: str | Path) -> None:
        """Write the model's two files into a folder, which is made if it does not exist.

        Raises
        ------
        OSError
            If they cannot be written.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        prepared, of_preparation = preparations.write(self.trained.preparation)
        document = ModelFile(
            task=self.task,
            candidate=self.candidate.to_dict(),
            inputs=self.network.layer_sizes[0],
            classes=self.classes.tolist() or None,
            target=self.target,
            preparation=prepared,
            columns=None if self.schema is None else self.schema.to_dict(),
            label=self.label,
            origin=self.origin,
        )
        arrays.write(folder / WEIGHTS, {**_numbers(self.network), **of_preparation})
        (folder / DOCUMENT).write_text(document.text(), encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read a model; nothing in its files is executed or unpickled.

        Raises
        ------
        DataError
            If a file is missing or damaged, or actsearch did not write it.
        """
        folder = Path(folder)
        path = folder / DOCUMENT
        document = ModelFile.load(path)
        targets = document.targets
        try:
            if len(str(document.candidate.get("hidden_layer_sizes"))) > _MOST_LAYERS:
                raise ValueError("it has too many layers")
            candidate = Candidate.from_dict(document.candidate)
            layers = (document.inputs, *candidate.hidden_layer_sizes, targets.n_outputs)
            schema = preparations.schema(document)
            shapes = {**_shapes(layers, candidate), **preparations.shapes(document)}
            if sum(np.prod(shape, dtype=object) for shape in shapes.values()) > _MOST_NUMBERS:
                raise ValueError("it has too many numbers")
        except (ActsearchError, ValueError) as error:
            raise damaged(path, str(error)) from error
        known = arrays.read(folder / WEIGHTS, shapes)
        network = Network(layers, candidate.activations, loss=LOSSES[document.task])
        with np.errstate(all="ignore"):
            network.restore(*_parts(known, candidate))
        if not np.isfinite(network.parameters).all():
            raise damaged(folder / WEIGHTS, "it has numbers that no network has")
        trained = TrainedNetwork(
            network=network,
            preparation=preparations.read(document, known),
            classes=np.array(document.classes or ()),
            targets=targets,
            history=History(losses=(), seconds=0.0),
        )
        return cls(
            candidate=candidate,
            trained=trained,
            schema=schema,
            label=document.label,
            origin=document.origin,
        )


def learned_name(layer: int, parameter: str) -> str:
    """Return the name of the array of a learned parameter, of a layer from 0 on.

    Examples
    --------
    >>> learned_name(0, "slope")
    'layer1.slope'
    """
    return f"layer{layer + 1}.{parameter}"


def _numbers(network: Network) -> arrays.Arrays:
    """Return all numbers of a network, by the names of their arrays."""
    found: arrays.Arrays = {}
    for number, parts in enumerate(zip(network.weights, network.intercepts, strict=True), 1):
        found[f"weights{number}"], found[f"intercepts{number}"] = parts
    for layer, values in enumerate(network.learned_values()):
        found |= {learned_name(layer, name): value for name, value in values.items()}
    return found


def _shapes(layers: Sequence[int], candidate: Candidate) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for number, (fan_in, fan_out) in enumerate(pairwise(layers), 1):
        shapes |= {f"weights{number}": (fan_in, fan_out), f"intercepts{number}": (fan_out,)}
    for layer, (activation, units) in enumerate(
        zip(candidate.activations, candidate.hidden_layer_sizes, strict=True)
    ):
        names = (each.name for each in activation.learned)
        for name, size in zip(names, sizes(activation, units), strict=True):
            shapes[learned_name(layer, name)] = (size,)
    return shapes


def _parts(known: arrays.Arrays, candidate: Candidate) -> Any:
    numbers = range(1, len(candidate.hidden_layer_sizes) + 2)
    learned = [
        {each.name: known[learned_name(layer, each.name)] for each in activation.learned}
        for layer, activation in enumerate(candidate.activations)
    ]
    return (
        [known[f"weights{number}"] for number in numbers],
        [known[f"intercepts{number}"] for number in numbers],
        learned,
    )
