"""The progress of a genetic search: best, mean and diversity of each generation."""

import csv
import io
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import combinations
from typing import Any

from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

from actsearch.metrics import DEFAULT, turned
from actsearch.strategies.scale import place_of
from actsearch.trials import Outcome, TrialRecord
from actsearch.wording import value_in_words


@dataclass(frozen=True, slots=True)
class Generation:
    """Statistics of the trials in one generation.

    Parameters
    ----------
    generation : int
        Number of the generation, from 0.
    trials : int
        Number of its trials so far, in any state.
    best, mean : float or None
        Best and mean value of the metric of its complete trials.
    diversity : float
        Mean distance between two of its trials, from 0 (all the same) to 1.
    """

    generation: int
    trials: int
    best: float | None
    mean: float | None
    diversity: float

    def sentence(self, metric: str) -> str:
        """Say how good and how diverse it is."""
        if self.best is None or self.mean is None:
            return f"generation {self.generation}: no result, diversity {self.diversity:.2f}"
        unit = " %" if metric == DEFAULT else ""
        best, mean = (value_in_words(metric, each) for each in (self.best, self.mean))
        return (
            f"generation {self.generation}: best {best}{unit}, mean {mean}{unit}, "
            f"diversity {self.diversity:.2f}"
        )


def summaries(trials: Iterable[TrialRecord]) -> list[Generation]:
    """Return the statistics of each generation, the first one first.

    Trials of a strategy without generations are left out.
    """
    members: dict[int, list[TrialRecord]] = {}
    for trial in trials:
        if trial.generation is not None:
            members.setdefault(trial.generation, []).append(trial)
    return [_summary(generation, each) for generation, each in sorted(members.items())]


def as_csv(trials: Iterable[TrialRecord]) -> str:
    """Write the statistics of each generation as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Generation)])
    writer.writeheader()
    writer.writerows(asdict(each) for each in summaries(trials))
    return text.getvalue()


def diversity(trials: Sequence[TrialRecord]) -> float:
    """Return the mean distance between two trials.

    The distance is Gower's: the mean, over all parameters that either trial has, of the distance
    between the two values. That is from 0 to 1 on the scale of a numeric parameter, and 1 for
    different choices or if only one trial has the parameter.

    References
    ----------
    Gower, "A general coefficient of similarity and some of its properties", Biometrics 27, 1971.
    """
    distances = [_distance(*pair) for pair in combinations(trials, 2)]
    return statistics.fmean(distances) if distances else 0.0


def _summary(generation: int, trials: list[TrialRecord]) -> Generation:
    complete = [trial for trial in trials if trial.outcome == Outcome.COMPLETE]
    scores = [trial.score for trial in complete if trial.score is not None]
    metric = next((each.evaluation.metric for each in complete if each.evaluation), DEFAULT)
    return Generation(
        generation=generation,
        trials=len(trials),
        best=turned(metric, max(scores)) if scores else None,
        mean=turned(metric, statistics.fmean(scores)) if scores else None,
        diversity=diversity(trials),
    )


def _distance(first: TrialRecord, second: TrialRecord) -> float:
    names = {*first.parameters, *second.parameters}
    if not names:
        return 0.0
    return statistics.fmean(
        _difference(first.parameters[name], second.parameters[name], first.distributions[name])
        if name in first.parameters and name in second.parameters
        else 1.0
        for name in names
    )


def _difference(first: Any, second: Any, distribution: BaseDistribution) -> float:
    if isinstance(distribution, FloatDistribution | IntDistribution):
        return abs(place_of(first, distribution) - place_of(second, distribution))
    return float(first != second)
