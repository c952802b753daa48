"""The scale that scores are drawn on: an accuracy in percent, an RMSE with less of it better."""

import math
from dataclasses import dataclass

from actsearch import metrics
from actsearch.trials import Outcome, TrialRecord


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of a metric are shown.

    Parameters
    ----------
    metric : str
        Name of the metric.

    Examples
    --------
    >>> Scale("accuracy").value(0.9781), Scale("accuracy").label, Scale("rmse").value(-2.0)
    (97.81, 'validation accuracy (%)', 2.0)
    """

    metric: str

    @property
    def factor(self) -> float:
        """What a metric's own value is multiplied by."""
        return 100.0 if self.metric == "accuracy" else 1.0

    @property
    def unit(self) -> str:
        """Unit of the values; empty if they have none, or that of the target."""
        return "%" if self.metric == "accuracy" else ""

    @property
    def difference_unit(self) -> str:
        """Unit of a difference of two values."""
        return "points" if self.metric == "accuracy" else self.unit

    @property
    def name(self) -> str:
        """Name of the metric, for people."""
        known = {"r2": "R2", "rmse": "RMSE", "mae": "MAE", "roc_auc": "ROC AUC"}
        if self.metric == "log_loss":
            return "negative log loss"
        return known.get(self.metric, self.metric.replace("_", " "))

    @property
    def label(self) -> str:
        """What stands at an axis of validation scores."""
        return self.labelled(f"validation {self.name}")

    def labelled(self, what: str) -> str:
        """Add the unit to a label."""
        return f"{what} ({self.unit})" if self.unit else what

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller value is better."""
        return metrics.turned(self.metric, 1.0) < 0

    def value(self, score: float | None) -> float | None:
        """Turn a score into what is shown; None if it is no number."""
        if score is None or not math.isfinite(score):
            return None
        return round(self.factor * metrics.turned(self.metric, score), 12)

    def of(self, trial: TrialRecord) -> float | None:
        """Return what is shown of a trial: nothing if it diverged, as its score is a penalty."""
        return None if trial.outcome == Outcome.DIVERGED else self.value(trial.score)
