"""Statistics and plots of many replayed searches."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, mannwhitneyu

Regrets = NDArray[np.float64]


@dataclass(frozen=True)
class Median:
    """A median with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def median(values: Regrets) -> Median:
    """Return the median of the repeats, with its interval."""
    if np.ptp(values) == 0:
        return Median(values[0], values[0], values[0])
    interval = bootstrap(
        (values,), np.median, n_resamples=2000, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    return Median(float(np.median(values)), interval.low, interval.high)


@dataclass(frozen=True)
class Comparison:
    """A two-sided Mann-Whitney test, and the share of pairs of repeats won; a tie counts half."""

    p: float
    wins: float


def compare(values: Regrets, others: Regrets) -> Comparison:
    """Test whether regrets differ from others."""
    result = mannwhitneyu(values, others, alternative="two-sided")
    return Comparison(float(result.pvalue), 1 - result.statistic / (len(values) * len(others)))


def plot(regrets: Mapping[str, Mapping[str, Regrets]], file: Path) -> None:
    """Plot the median regret against trials, with its interval; one panel for each space.

    Parameters
    ----------
    regrets : mapping
        Regrets of shape (repeats, trials), by space and contestant.
    file : path
        File to write; its suffix chooses the format.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    # Makes the same file from the same numbers.
    mpl.rcParams["svg.hashsalt"] = "actsearch"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(
        1, len(regrets), figsize=(5.5 * len(regrets), 4.5), squeeze=False, layout="constrained"
    )
    for axis, (space, by_contestant) in zip(axes[0], regrets.items(), strict=True):
        for name, values in by_contestant.items():
            medians = [median(column) for column in values.T]
            trials = np.arange(1, len(medians) + 1)
            (line,) = axis.plot(trials, [m.value for m in medians], label=name)
            low, high = [m.low for m in medians], [m.high for m in medians]
            axis.fill_between(trials, low, high, alpha=0.15, color=line.get_color(), linewidth=0)
        axis.set(title=space, xlabel="trials", yscale="log")
    axes[0, 0].set_ylabel("median regret, points of validation accuracy")
    axes[0, 0].legend(fontsize="small")
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
