"""What fresh seeds say: the difference of each finalist to the baseline, with its interval."""

from dataclasses import dataclass

from actsearch.confirmation.confirmation import Confirmation
from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source


@dataclass(frozen=True, slots=True)
class Finalist:
    """A finalist on fresh seeds, on the metric's scale.

    Parameters
    ----------
    name : str
        The finalist in words.
    mean : float
        Mean of its values.
    difference, low, high : float
        Mean of the paired differences to the baseline, and its interval.
    p : float
        P-value of the difference, corrected.
    searched : float or None
        What the search showed, minus the baseline's mean.
    differences : tuple of float
        Difference on each seed.
    """

    name: str
    mean: float
    difference: float
    low: float
    high: float
    p: float
    searched: float | None
    differences: tuple[float, ...]


@dataclass(frozen=True)
class ConfirmedDifferences(PlotData):
    """All finalists of a confirmation.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    baseline : str
        The baseline in words.
    baseline_mean : float
        Mean of its values.
    finalists : tuple of Finalist
        The best first.
    seeds : int
        Number of fresh seeds.
    """

    scale: Scale
    baseline: str
    baseline_mean: float
    finalists: tuple[Finalist, ...]
    seeds: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what the marks are."""
        shown = any(each.searched is not None for each in self.finalists)
        also = "; diamond: what the search showed" if shown else ""
        return (f"bars: 95 % interval of {self.seeds} fresh seeds; dots: single seeds{also}",)

    def table(self) -> Table:
        """Return a row for each finalist."""
        unit = self.scale.difference_unit
        return Table.of(
            {"finalist": "", f"mean {self.scale.name}": self.scale.unit, "difference": unit}
            | {"low": unit, "high": unit, "p": "", "seeds": "", "searched difference": unit},
            (
                (
                    *(each.name, each.mean, each.difference, each.low, each.high, each.p),
                    *(len(each.differences), each.searched),
                )
                for each in self.finalists
            ),
        )


def confirmed_differences(source: Source) -> ConfirmedDifferences:
    """Collect the differences of the finalists to the baseline.

    Raises
    ------
    NothingToPlotError
        If nothing is confirmed.
    """
    found, scale = source.snapshot.confirmation, Scale(source.metric)
    if found is None:
        raise NothingToPlotError(
            f"study {source.name!r} has no finished confirmation: 'actsearch confirm "
            f"{source.name}' makes one"
        )
    sign = -1.0 if scale.less_is_better else 1.0
    return ConfirmedDifferences(
        scale=scale,
        baseline=found.baseline_name,
        baseline_mean=scale.factor * sign * found.baseline_mean,
        finalists=_finalists(found, scale.factor * sign),
        seeds=found.seeds,
    )


def _finalists(found: Confirmation, factor: float) -> tuple[Finalist, ...]:
    finalists = []
    for each in found.finalists:
        comparison = each.comparison
        low, high = sorted(factor * end for end in comparison.interval)
        pairs = zip(each.scores, found.baseline_scores, strict=False)
        searched = None if each.searched is None else each.searched - found.baseline_mean
        finalists.append(
            Finalist(
                name=each.name,
                mean=factor * comparison.mean,
                difference=factor * comparison.difference,
                low=low,
                high=high,
                p=comparison.p,
                searched=None if searched is None else factor * searched,
                differences=tuple(factor * (mine - theirs) for mine, theirs in pairs),
            )
        )
    return tuple(finalists)
