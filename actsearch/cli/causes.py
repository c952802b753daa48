"""What ``actsearch trial`` says of the hidden layers of a network."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from actsearch.nn.causes import Causes
    from actsearch.trials import TrialRecord


def as_dict(record: "TrialRecord") -> dict[str, Any]:
    """Return all that was measured, for programs: each cause by reading and layer."""
    causes = _measured(record)
    return {} if causes is None else {"causes": asdict(causes)}


def table(record: "TrialRecord") -> "Table | None":
    """Return a table with a row for each hidden layer, at the end of the training."""
    from rich.table import Table

    causes = _measured(record)
    if causes is None:
        return None
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    titles = ("layer", "dead %", "saturated %", "sparsity %", "pre-activation")
    for title in (*titles, "gradient", "at first"):
        table.add_column(title, justify="right")
    columns = (
        map(_percent, causes.dead[-1]),
        map(_percent, causes.saturated[-1]),
        map(_percent, causes.sparsity[-1]),
        map(_spread, causes.pre_activation_mean[-1], causes.pre_activation_deviation[-1]),
        map(_number, causes.gradient_norm[-1]),
        map(_number, causes.gradient_norm[0]),
    )
    for layer, cells in enumerate(zip(*columns, strict=True), start=1):
        table.add_row(str(layer), *cells)
    return table


def _measured(record: "TrialRecord") -> "Causes | None":
    return None if record.evaluation is None else record.evaluation.causes


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _spread(mean: float, deviation: float) -> str:
    return f"{_number(mean)} ± {_number(deviation)}"


def _number(value: float) -> str:
    return f"{value:.2g}"
