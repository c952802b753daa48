"""Which activation good trials have in which layer."""

import math
from dataclasses import dataclass

from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source

_GOOD = 0.25
MOST_ROWS = 30


@dataclass(frozen=True)
class LayerChoices(PlotData):
    """How often an activation is in a layer, among the best trials and among all.

    Parameters
    ----------
    activations : tuple of str
        Activations, those that are most frequent among the best trials first.
    layers : int
        Greatest number of hidden layers.
    good : mapping of (str, int) to int
        How many of the best trials have an activation in a layer, counted from 1.
    every : mapping of (str, int) to int
        How many of all trials with a result have.
    n_good, n_all : int
        How many trials these are.
    winner : tuple of str
        Activation of each layer of the best trial.
    """

    activations: tuple[str, ...]
    layers: int
    good: dict[tuple[str, int], int]
    every: dict[tuple[str, int], int]
    n_good: int
    n_all: int
    winner: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say which trials are counted, and how many activations are not shown."""
        count = len(self.activations)
        left_out = f"; the {MOST_ROWS} most frequent of {count}" if count > MOST_ROWS else ""
        return (f"the best {self.n_good} of {self.n_all} trials; rings: the best trial{left_out}",)

    def share(self, activation: str, layer: int) -> float:
        """Share of the best trials that have it there, in per cent."""
        return 100 * self.good.get((activation, layer), 0) / self.n_good

    def table(self) -> Table:
        """Return a row for each activation and layer."""
        return Table.of(
            {"activation": "", "layer": "", "best trials": "", "share of the best trials": "%"}
            | {"all trials": "", "in the best trial": ""},
            (
                (
                    *(activation, layer, self.good.get((activation, layer), 0)),
                    self.share(activation, layer),
                    self.every.get((activation, layer), 0),
                    self.winner[layer - 1 : layer] == (activation,),
                )
                for activation in self.activations
                for layer in range(1, self.layers + 1)
            ),
        )


def layer_choices(source: Source) -> LayerChoices:
    """Count the activations of each layer among the best quarter of the trials, and among all.

    Raises
    ------
    NothingToPlotError
        If no trial has different activations in its layers.
    """
    known = [trial for trial in source.ended if trial.outcome.has_result and trial.definition]
    known.sort(key=lambda trial: trial.merit, reverse=True)
    chosen = [
        tuple(str(each["name"]) for each in trial.definition["activations"])
        for trial in known
        if trial.definition
    ]
    if not any(len(set(names)) > 1 for names in chosen):
        raise NothingToPlotError(
            f"all trials of study {source.name!r} have the same activation in all layers: a space "
            "with per_layer = true lets each layer choose"
        )
    n_good = max(1, math.ceil(_GOOD * len(chosen)))
    good, every = _counts(chosen[:n_good]), _counts(chosen)
    layers = range(1, max(map(len, chosen)) + 1)
    totals = {
        name: (sum(good.get((name, layer), 0) for layer in layers), -place)
        for place, name in enumerate(dict.fromkeys(name for names in chosen for name in names))
    }
    ranked = sorted(totals, key=lambda name: totals[name], reverse=True)
    return LayerChoices(
        *(tuple(ranked), len(layers), good, every, n_good, len(chosen)),
        winner=chosen[0],
    )


def _counts(chosen: list[tuple[str, ...]]) -> dict[tuple[str, int], int]:
    counts: dict[tuple[str, int], int] = {}
    for names in chosen:
        for layer, name in enumerate(names, start=1):
            counts[name, layer] = counts.get((name, layer), 0) + 1
    return counts
