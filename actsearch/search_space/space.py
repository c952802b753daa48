"""A search space: what a trial may draw, and what is fixed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from actsearch.activations import Activation
from actsearch.candidate import Candidate
from actsearch.errors import UsageError
from actsearch.nn.settings import TrainingSettings
from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space.activation_table import LEARNED, NOT_LEARNED, PROBE, Learning
from actsearch.search_space.baseline import RELU, baseline
from actsearch.search_space.counting import count_networks, count_trainings
from actsearch.search_space.document import Document
from actsearch.search_space.grid import assignments
from actsearch.search_space.listing import SearchedParameter, searched
from actsearch.search_space.schema import parse
from actsearch.search_space.settings import Drawn, Range, Trial, Value, Values, suggest


@dataclass(frozen=True, eq=False)
class SearchSpace:
    """What to search: networks, training settings and activations, each fixed or with a range.

    Get one from :func:`actsearch.search_space.load`, or from a dictionary laid out like its TOML
    file.

    Parameters
    ----------
    name : str
        What people call it.
    document : Document
        The validated file.

    Examples
    --------
    >>> space = SearchSpace.from_dict({
    ...     "network": {"hidden_layer_sizes": [16, 16]},
    ...     "activations": {"relu": {}, "leaky_relu": {"slope": {"values": [0.1, 0.2]}}},
    ... })
    >>> space.size()
    3
    >>> for params in space.grid():
    ...     print(params)
    {'activation': 'relu'}
    {'activation': 'leaky_relu', 'leaky_relu.slope': 0.1}
    {'activation': 'leaky_relu', 'leaky_relu.slope': 0.2}

    Trials of Optuna draw candidates from it:

    >>> import optuna
    >>> trial = optuna.trial.FixedTrial({"activation": "leaky_relu", "leaky_relu.slope": 0.2})
    >>> print(space.suggest(trial))
    leaky_relu(slope=0.2)
    """

    name: str
    document: Document

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SearchSpace":
        """Validate a dictionary: that of :meth:`to_dict`, or one laid out like a TOML file.

        Parameters
        ----------
        data : mapping
            As a TOML file holds it, and ``name``, which says how to call the space.

        Raises
        ------
        UsageError
            If anything is wrong with it.
        """
        document = dict(data)
        name = str(document.pop("name", "unnamed"))
        source = f"search space {name!r}"
        order, tables = document.pop("order", None), document.get("activations")
        if order is not None and isinstance(tables, Mapping):
            if not isinstance(order, list) or set(map(str, order)) != set(tables):
                raise UsageError(f"{source}: order: must be a list of the names in activations")
            document["activations"] = {name: tables[name] for name in order}
        return cls(name, parse(document, source))

    def to_dict(self) -> dict[str, Any]:
        """Return the canonical form, made of what JSON knows; equal spaces have equal ones.

        Names are canonical and all defaults are written out, so that a later version's defaults
        do not change what was searched. The ``order`` of the activations is written out too, since
        dictionaries in any order are equal and Optuna refuses a categorical that was reordered.

        ``name`` and ``description`` are labels: they do not change what is searched.

        Examples
        --------
        >>> space = SearchSpace.from_dict({
        ...     "name": "small",
        ...     "network": {"hidden_layer_sizes": [16]},
        ...     "activations": {"relu": {}, "lrelu": {}},
        ... })
        >>> space.to_dict()["activations"]
        {'relu': {}, 'leaky_relu': {'slope': 0.01}}
        >>> space.to_dict()["order"]
        ['relu', 'leaky_relu']
        >>> SearchSpace.from_dict(space.to_dict()) == space
        True
        """
        data = self.document.model_dump(mode="json")
        if self.document.expressions is None:
            del data["expressions"]  # which spaces of earlier versions do not have
        return {"name": self.name, **data, "order": list(data["activations"])}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SearchSpace) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(repr(self.to_dict()))

    @property
    def description(self) -> str:
        """What is searched, in one line."""
        return self.document.description

    def with_learning(self) -> "SearchSpace":
        """Return the same space, where searched parameters of activations may be learned too.

        Where a file says whether an activation is learned, that stays.

        Examples
        --------
        >>> from actsearch.search_space import load
        >>> for parameter in load("sigmoid-gain").with_learning().parameters():
        ...     print(parameter.name, parameter.range)
        activation sigmoid
        sigmoid.learned no, probe, layer
        sigmoid.gain 0.1 to 10.0, log
        """
        data = self.to_dict()
        for name, table in self.document.activations.items():
            if table.searched and not table.says_learned:
                data["activations"][name] |= {LEARNED: {"values": [NOT_LEARNED, PROBE, "layer"]}}
        return SearchSpace.from_dict(data)

    def suggest(self, trial: Trial) -> Candidate:
        """Let a trial draw a candidate: the network, the training, then the activations.

        Only what the candidate uses is drawn, so that a stored trial shows nothing else.

        Parameters
        ----------
        trial : optuna.trial.BaseTrial
            Or anything else with its three ``suggest`` methods.

        Returns
        -------
        Candidate
            The network to train.

        Raises
        ------
        UsageError
            If the trial has drawn an expression that is not worth a training: draw another one.
        """
        sizes = suggest(self.document.network.hidden_layer_sizes, trial, "hidden_layer_sizes")
        training = self._suggest_training(trial)
        if self.document.per_layer:
            drawn = [self._suggest_activation(trial, layer) for layer in range(1, len(sizes) + 1)]
        else:
            drawn = [self._suggest_activation(trial, None)] * len(sizes)
        activations, ways = zip(*drawn, strict=True)
        return Candidate(sizes, activations, training, probe=PROBE in ways)

    def candidate(self, params: Mapping[str, Any]) -> Candidate:
        """Return the candidate that a trial with these parameters drew.

        Examples
        --------
        >>> from actsearch.search_space import load
        >>> space = load("leaky-slope")
        >>> print(space.candidate({"activation": "leaky_relu", "leaky_relu.slope": 0.3}))
        leaky_relu(slope=0.3)
        """
        return self.suggest(Drawn(params))

    def baseline(self, others: Mapping[str, Value] = MappingProxyType({})) -> dict[str, Value]:
        """Return the parameters that people start with: ReLU, and defaults for all else.

        It is the activation that the file names as ``baseline``. If it names none, it is ReLU, or
        without ReLU in the space the first activation, or without any the first seed. A default
        that lies outside a range becomes the end that is nearer.

        Parameters
        ----------
        others : mapping
            Values that are taken instead of the defaults, by parameter name.

        Examples
        --------
        >>> from actsearch.search_space import load
        >>> load("mnist").baseline(), load("sigmoid-gain").baseline()
        ({'activation': 'relu'}, {'activation': 'sigmoid', 'sigmoid.gain': 1.0})
        """
        named = RELU if self.document.baseline is None else self.document.baseline
        return baseline(self.suggest, named, {**self.document.seed(0), **others})

    def _suggest_training(self, trial: Trial) -> TrainingSettings:
        drawn: dict[str, Any] = {}
        for name, setting in self.document.training:
            if name != "momentum" or drawn["solver"] == "sgd":
                drawn[name] = suggest(setting, trial, name)
        return TrainingSettings(**drawn)

    def _suggest_activation(self, trial: Trial, layer: int | None) -> tuple[Activation, Learning]:
        choices = list(self.document.choices)
        name = trial.suggest_categorical(str(ParameterName.choice(layer)), choices)
        if self.document.expressions is not None and name == EXPRESSION:
            return self.document.expressions.suggest(trial, layer), NOT_LEARNED
        return self.document.activations[name].suggest(trial, name, layer)

    def parameters(self) -> list[SearchedParameter]:
        """List everything that trials may draw, in the order in which they do.

        Examples
        --------
        >>> from actsearch.search_space import load
        >>> for parameter in load("leaky-slope").parameters():
        ...     print(parameter.name, parameter.kind, parameter.range)
        activation categorical leaky_relu
        leaky_relu.slope float -1.0 to 0.9
        """
        return [
            SearchedParameter(name, setting.kind, str(setting), setting.size)
            for name, setting in self.searched().items()
        ]

    def searched(self) -> "dict[str, Values[Any] | Range[Any]]":
        """Return what trials may draw, by parameter name, in the order in which they do.

        Examples
        --------
        >>> from actsearch.search_space import load
        >>> load("leaky-slope").searched()["leaky_relu.slope"]
        Range(min=-1.0, max=0.9, log=False, step=None)
        """
        return searched(self.document)

    def size(self) -> int | None:
        """Count the points of the grid; None where something is continuous, or trees are drawn."""
        if self.document.expressions is not None or any(
            parameter.size is None for parameter in self.parameters()
        ):
            return None
        return count_networks(self.document) * count_trainings(self.document)

    def grid(self) -> Iterator[dict[str, Value]]:
        """Return every point as Optuna's parameters, the last one changing fastest.

        The points are made one at a time: ask :meth:`size` before keeping them all.

        Raises
        ------
        UsageError
            If something is continuous.
        """
        if self.document.expressions is not None:
            raise UsageError(
                f"search space {self.name!r} has no grid because it has far too many expressions: "
                "choose another strategy"
            )
        for parameter in self.parameters():
            if parameter.size is None:
                raise UsageError(
                    f"search space {self.name!r} has no grid because {parameter.name} is "
                    "continuous: give it `values` or a `step`, or choose another strategy"
                )
        return assignments(self.suggest)
