"""The way of learned parameters over the training, in each layer."""

from dataclasses import dataclass

from actsearch.parameter_names import ParameterName
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.trials import TrialRecord

_MOST_TRIALS = 6


@dataclass(frozen=True, slots=True)
class LearnedPath:
    """The way of one learned parameter.

    Parameters
    ----------
    trial : int
        Number of the trial.
    activation : str
        Name of its activation, or one for each layer.
    layer : int or None
        Hidden layer, from 1; None if the name does not say it.
    key : str
        Name of the parameter.
    epochs, values : tuple of float
        Epochs trained, and the parameter's value then; of several units, and over several splits,
        the mean.
    """

    trial: int
    activation: str
    layer: int | None
    key: str
    epochs: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class LearnedPaths(PlotData):
    """Learned parameters of the best trials that learned some.

    Parameters
    ----------
    paths : tuple of LearnedPath
        The best trial's first, by layer.
    n_trials : int
        How many trials learned parameters.
    """

    paths: tuple[LearnedPath, ...]
    n_trials: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how many trials are not shown."""
        shown = len({path.trial for path in self.paths})
        if shown == self.n_trials:
            return ()
        return (f"the best {shown} of {self.n_trials} trials that learned parameters",)

    def table(self) -> Table:
        """Return a row for each parameter and checkpoint."""
        return Table.of(
            {"trial": "", "activation": "", "layer": "", "parameter": "", "epoch": "", "value": ""},
            (
                (path.trial, path.activation, path.layer, path.key, epoch, value)
                for path in self.paths
                for epoch, value in zip(path.epochs, path.values, strict=True)
            ),
        )


def learned_paths(source: Source) -> LearnedPaths:
    """Collect the ways of learned parameters.

    Raises
    ------
    NothingToPlotError
        If no training has learned a parameter.
    """
    learners = [
        trial
        for trial in source.ended
        if trial.evaluation and trial.evaluation.learned and trial.repeats is None
    ]
    if not learners:
        raise NothingToPlotError(
            f"no training of study {source.name!r} has learned a parameter of an activation: "
            '--strategy adaptive, or learned = "layer" in the space, does'
        )
    learners.sort(key=lambda trial: trial.merit, reverse=True)
    chosen = [path for trial in learners[:_MOST_TRIALS] for path in _paths(trial)]
    return LearnedPaths(tuple(chosen), len(learners))


def _paths(trial: TrialRecord) -> list[LearnedPath]:
    if trial.evaluation is None:
        return []
    run = trial.evaluation.runs[0]
    paths = []
    for name, values in trial.evaluation.learned.items():
        part = ParameterName.parse(name)
        activation = trial.description.activation if trial.description else ""
        epochs = tuple(run.epochs_until(place + 1) for place in range(len(values)))
        paths.append(LearnedPath(trial.number, activation, part.layer, part.key, epochs, values))
    return sorted(paths, key=lambda path: (path.key, path.layer or 0))
