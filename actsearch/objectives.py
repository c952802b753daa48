"""What a study optimizes: a metric, and the costs that are weighed against it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from actsearch import metrics
from actsearch.errors import UsageError, did_you_mean, shown
from actsearch.runs import Evaluation

Cost: TypeAlias = Literal["n_weights", "epochs", "inference"]
"""Name of a cost; less is better.

``"inference"`` is counted and not measured: a time differs from run to run, and would make each run
of a study another one.
"""

_COSTS: Mapping[str, Callable[[Evaluation], float | None]] = MappingProxyType(
    {
        "n_weights": lambda evaluation: evaluation.n_weights,
        "epochs": lambda evaluation: evaluation.epochs,
        "inference": lambda evaluation: evaluation.operations,
    }
)
COSTS: tuple[Cost, ...] = get_args(Cost)


def parse_objectives(
    given: str | Sequence[str] | None, metric: str | None
) -> tuple[str | None, list[Cost]]:
    """Return the metric and the costs that were asked for.

    Parameters
    ----------
    given : str, sequence of str or None
        Names of the objectives, as a sequence or separated by commas: a metric, and then costs.
    metric : str or None
        Metric that was asked for otherwise; the only objective if ``given`` is None.

    Raises
    ------
    UsageError
        If they cannot be the objectives of a study; the message names everything that is wrong.

    Examples
    --------
    >>> parse_objectives("accuracy,n_weights", None)
    ('accuracy', ['n_weights'])
    """
    if given is None:
        return metric, []
    words = given.split(",") if isinstance(given, str) else given
    names = [str(word).strip() for word in words]
    known = [*metrics.names(), *COSTS]
    wrong = [f"unknown {shown(n)} ({did_you_mean(n, known)})" for n in names if n not in known]
    wrong += [f"{shown(n)} is there twice" for n in dict.fromkeys(names) if names.count(n) > 1]
    scores = [name for name in dict.fromkeys(names) if name in metrics.names()]
    if not scores and not wrong:
        wrong.append("none of them is a metric")
    wrong += [f"{shown(name)} is a second metric" for name in scores[1:]]
    if scores and scores[0] != names[0] and not wrong:
        wrong.append(f"the metric {shown(scores[0])} is not the first")
    if scores and metric not in (None, metrics.DEFAULT, scores[0]):
        wrong.append(f"the metric is to be {shown(metric)}")
    if wrong:
        raise UsageError(
            f"{shown(','.join(names))} cannot be the objectives: {'; '.join(wrong)}; give one "
            f"metric and then costs ({', '.join(COSTS)}), such as 'accuracy,n_weights'",
            parameter="objectives",
        )
    return names[0], [cost for cost in COSTS if cost in names]


def costs(names: Iterable[str], evaluation: Evaluation) -> dict[str, float]:
    """Return what a candidate costs, by the name of the cost.

    A cost that an evaluation lacks, because an earlier version stored none, is left out.
    """
    found = {name: _COSTS[name](evaluation) for name in names}
    return {name: float(value) for name, value in found.items() if value is not None}
