"""Why networks learn, or do not: what was measured in each layer at each checkpoint."""

from dataclasses import dataclass

from actsearch.diagnosis import diagnosis
from actsearch.nn.causes import NAMES, Causes
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.trials import TrialRecord
from actsearch.trials.record import BASELINE
from actsearch.wording import in_words


@dataclass(frozen=True, slots=True)
class TrialCauses:
    """What was measured in the layers of a trial's network.

    Parameters
    ----------
    trial : int
        Number of the trial.
    name : str
        Its candidate, in words.
    what : str
        Why it is shown.
    epochs : tuple of float
        Epochs trained at each reading, from 0 on.
    causes : Causes
        The readings.
    diagnosis : str or None
        What is wrong with the network, in a sentence.
    """

    trial: int
    name: str
    what: str
    epochs: tuple[float, ...]
    causes: Causes
    diagnosis: str | None


@dataclass(frozen=True)
class LayerCauses(PlotData):
    """The best trial, the baseline, and a trial with a diagnosis.

    Parameters
    ----------
    trials : tuple of TrialCauses
        One to three trials.
    """

    trials: tuple[TrialCauses, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what is wrong with which trial."""
        return tuple(
            f"trial {each.trial}: {each.diagnosis}" for each in self.trials if each.diagnosis
        )

    def table(self) -> Table:
        """Return a row for each trial, reading and layer."""
        titles = {name.replace("_", " "): "" for name in NAMES}
        return Table.of(
            {"trial": "", "candidate": "", "epoch": "", "layer": "", **titles},
            (
                (
                    *(each.trial, each.name, epoch, layer + 1),
                    *(getattr(each.causes, name)[reading][layer] for name in NAMES),
                )
                for each in self.trials
                for reading, epoch in enumerate(each.epochs)
                for layer in range(each.causes.layers)
            ),
        )


def layer_causes(source: Source) -> LayerCauses:
    """Collect what was measured in the layers of the best trial, the baseline, and a bad one.

    The bad one is the trial with the least merit of those that have a diagnosis.

    Raises
    ------
    NothingToPlotError
        If nothing was measured.
    """
    measured = [
        trial
        for trial in source.ended
        if trial.evaluation and trial.evaluation.causes and trial.repeats is None
    ]
    if not measured:
        raise NothingToPlotError(
            f"nothing was measured in the layers of study {source.name!r}: it has no training, or "
            "an earlier version trained it"
        )
    ranked = sorted(measured, key=lambda trial: trial.merit, reverse=True)
    shown = {ranked[0].number: _of(ranked[0], "best")}
    for trial in measured:
        if trial.strategy == BASELINE:
            shown.setdefault(trial.number, _of(trial, "baseline"))
            break
    for trial in reversed(ranked):
        if trial.evaluation and diagnosis(trial.evaluation.causes):
            shown.setdefault(trial.number, _of(trial, str(trial.outcome)))
            break
    return LayerCauses(tuple(shown.values()))


def _of(trial: TrialRecord, what: str) -> TrialCauses:
    if trial.evaluation is None or trial.evaluation.causes is None:
        raise ValueError(f"trial {trial.number} has no causes")
    causes = trial.evaluation.causes
    run = next(run for run in trial.evaluation.runs if run.causes is causes)
    return TrialCauses(
        trial=trial.number,
        name=in_words(trial.description.candidate) if trial.description else "",
        what=what,
        epochs=tuple(map(run.epochs_until, range(len(causes.dead)))),
        causes=causes,
        diagnosis=diagnosis(causes),
    )
