"""Which parameters mattered, as Optuna measures it."""

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source

_Value = TypeVar("_Value")
_LEAST_TRIALS = 10
# Of a parameter that fewer have drawn nothing is known.
_LEAST_DRAWN = 5
MOST_BARS = 20


@dataclass(frozen=True)
class Importances(PlotData):
    """The importance of each parameter.

    Parameters
    ----------
    shares : mapping of str to float
        Share of each parameter in reaching the best tenth of the trials, in per cent, the greatest
        first.
    trials : mapping of str to int
        How many complete trials have drawn it.
    n_trials : int
        How many complete trials there are.
    left_out : int
        How many parameters too few trials have drawn to say anything of them.
    """

    shares: dict[str, float]
    trials: dict[str, int]
    n_trials: int
    left_out: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how many parameters are not shown."""
        notes = [f"in brackets: complete trials that drew it, of {self.n_trials}"]
        if len(self.shares) > MOST_BARS:
            notes.append(f"the {MOST_BARS} greatest of {len(self.shares)}")
        if self.left_out:
            notes.append(f"left out: {self.left_out} that fewer than {_LEAST_DRAWN} trials drew")
        return ("; ".join(notes),)

    def table(self) -> Table:
        """Return a row for each parameter."""
        return Table.of(
            {"parameter": "", "importance": "%", "trials": ""},
            ((name, share, self.trials[name]) for name, share in self.shares.items()),
        )


def importances(source: Source) -> Importances:
    """Measure the importance of each parameter, those of single activations too.

    References
    ----------
    Watanabe, Bansal and Hutter, "PED-ANOVA", IJCAI 2023; for parameters that only some trials
    draw, its conditional form, arXiv:2601.20800.

    Raises
    ------
    NothingToPlotError
        If there are fewer than ten complete trials, or nothing was searched.
    """
    complete = [trial for trial in source.complete if trial.score is not None and trial.parameters]
    if len(complete) < _LEAST_TRIALS:
        raise NothingToPlotError(
            f"study {source.name!r} has {len(complete)} complete trials, and importances need "
            f"{_LEAST_TRIALS}: carry it on first"
        )
    drawn = Counter(
        name
        for trial in complete
        for name, distribution in _without_trees(trial.distributions).items()
        if not distribution.single()
    )
    telling = [name for name, count in drawn.items() if count >= _LEAST_DRAWN]
    if not telling:
        raise NothingToPlotError(
            f"no parameter that varies was drawn by {_LEAST_DRAWN} complete trials of study "
            f"{source.name!r}"
        )
    import optuna

    from actsearch.storage.quiet import quiet

    with quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = optuna.create_study(direction="maximize")
        study.add_trials(
            optuna.trial.create_trial(
                value=trial.score,
                params=_without_trees(trial.parameters),
                distributions=_without_trees(trial.distributions),
            )
            for trial in sorted(complete, key=lambda trial: trial.number)
        )
        found = optuna.importance.get_param_importances(study, params=telling)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return Importances(
        {name: 100 * share for name, share in ranked},
        {name: drawn[name] for name, _ in ranked},
        len(complete),
        len(drawn) - len(telling),
    )


def _without_trees(named: Mapping[str, _Value]) -> dict[str, _Value]:
    return {
        name: value
        for name, value in named.items()
        if ParameterName.parse(name).activation != EXPRESSION
    }
