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

    from actsearch.diagnosis import layers_in_words

    causes = _measured(record)
    if causes is None:
        return None
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    layers = layers_in_words(causes)
    for title in layers[0]:
        table.add_column(title, justify="right")
    for cells in layers:
        table.add_row(*cells.values())
    return table


def _measured(record: "TrialRecord") -> "Causes | None":
    return None if record.evaluation is None else record.evaluation.causes
