"""What ``actsearch trial`` says of the hidden layers of a network."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actsearch.tables import INDISPENSABLE, Title

if TYPE_CHECKING:
    from actsearch.nn.causes import Causes
    from actsearch.trials import TrialRecord

_IMPORTANCE = {
    "layer": INDISPENSABLE,
    "dead %": 8,
    "saturated %": 8,
    "gradient": 7,
    "pre-activation": 6,
    "sparsity %": 5,
    "at first": 4,
}


def as_dict(record: "TrialRecord") -> dict[str, Any]:
    """Return all that was measured, for programs: each cause by reading and layer."""
    causes = _measured(record)
    return {} if causes is None else {"causes": asdict(causes)}


def table(record: "TrialRecord") -> tuple[list[Title], list[list[str]]] | None:
    """Return a table with a row for each hidden layer, at the end of the training."""
    from actsearch.diagnosis import layers_in_words

    causes = _measured(record)
    if causes is None or not causes.layers:
        return None
    layers = layers_in_words(causes)
    headings = [Title(title, importance=_IMPORTANCE[title]) for title in layers[0]]
    return headings, [list(cells.values()) for cells in layers]


def _measured(record: "TrialRecord") -> "Causes | None":
    return None if record.evaluation is None else record.evaluation.causes
