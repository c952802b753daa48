"""What ``actsearch trial`` says of the hidden layers of a network."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actsearch.tables import INDISPENSABLE, Title

if TYPE_CHECKING:
    from actsearch.nn.causes import Causes
    from actsearch.trials import TrialRecord


def as_dict(record: "TrialRecord") -> dict[str, Any]:
    """Return all that was measured, for programs: each cause by reading and layer."""
    causes = _measured(record)
    return {} if causes is None else {"causes": asdict(causes)}


def table(record: "TrialRecord") -> tuple[list[Title], list[list[str]]] | None:
    """Return a table with a row for each hidden layer, at the end of the training."""
    causes = _measured(record)
    if causes is None:
        return None
    headings = [
        Title("layer", importance=INDISPENSABLE),
        Title("dead %", importance=8),
        Title("saturated %", importance=8),
        Title("sparsity %", importance=5),
        Title("pre-activation", importance=6),
        Title("gradient", importance=7),
        Title("at first", importance=4),
    ]
    columns = (
        map(_percent, causes.dead[-1]),
        map(_percent, causes.saturated[-1]),
        map(_percent, causes.sparsity[-1]),
        map(_spread, causes.pre_activation_mean[-1], causes.pre_activation_deviation[-1]),
        map(_number, causes.gradient_norm[-1]),
        map(_number, causes.gradient_norm[0]),
    )
    layers = enumerate(zip(*columns, strict=True), start=1)
    return headings, [[str(layer), *cells] for layer, cells in layers]


def _measured(record: "TrialRecord") -> "Causes | None":
    return None if record.evaluation is None else record.evaluation.causes


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _spread(mean: float, deviation: float) -> str:
    return f"{_number(mean)} ± {_number(deviation)}"


def _number(value: float) -> str:
    return f"{value:.2g}"
