"""Depth against activation: the best score of each pair."""

from dataclasses import dataclass

from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """Complete trials with one activation in all of so many hidden layers.

    Parameters
    ----------
    best : float
        Best value on the metric's scale.
    n : int
        How many trials these are.
    """

    best: float
    n: int


@dataclass(frozen=True)
class DepthTable(PlotData):
    """The best score of each activation at each depth.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    depths : tuple of int
        Numbers of hidden layers, from few to many.
    activations : tuple of str
        Activations, the one with the best score first.
    cells : mapping of (str, int) to Cell
        Cell of an activation and a depth; pairs that no complete trial has are missing.
    """

    scale: Scale
    depths: tuple[int, ...]
    activations: tuple[str, ...]
    cells: dict[tuple[str, int], Cell]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how many activations are not shown."""
        count = len(self.activations)
        return (f"the {MOST_ROWS} best of {count} activations",) if count > MOST_ROWS else ()

    def table(self) -> Table:
        """Return a row for each pair that was tried."""
        return Table.of(
            {"activation": "", "hidden layers": "", f"best {self.scale.name}": self.scale.unit}
            | {"trials": ""},
            (
                (activation, depth, cell.best, cell.n)
                for (activation, depth), cell in sorted(self.cells.items())
            ),
        )


def depth_table(source: Source) -> DepthTable:
    """Find the best score of each activation at each depth.

    Raises
    ------
    NothingToPlotError
        If all complete trials have the same depth.
    """
    scale = Scale(source.metric)
    cells: dict[tuple[str, int], Cell] = {}
    # The best trial comes first, so that the first of a cell is its best.
    for trial in source.complete:
        value, description, definition = scale.of(trial), trial.description, trial.definition
        if value is None or description is None or definition is None:
            continue
        if " | " in description.activation:
            continue
        key = (description.activation, len(definition["hidden_layer_sizes"]))
        known = cells.get(key)
        cells[key] = Cell(value, 1) if known is None else Cell(known.best, known.n + 1)
    depths = sorted({depth for _, depth in cells})
    if len(depths) < 2:
        raise NothingToPlotError(
            f"the complete trials of study {source.name!r} have no two depths to compare"
        )
    return DepthTable(
        scale,
        tuple(depths),
        tuple(dict.fromkeys(activation for activation, _ in cells)),
        cells,
    )
