"""What happens in the layers: dead and saturated units, and gradients that vanish."""

from collections.abc import Iterator, Sequence

from actsearch.diagnosis import layers_in_words
from actsearch.leaderboard import Row, pick
from actsearch.report.blocks import Block, Paragraph, Table
from actsearch.report.stored import Stored
from actsearch.report.tables import of_columns
from actsearch.trials import TrialRecord

# Trials whose diagnosis is shown.
_MOST_TRIALS = 10
_COLUMNS = ("trial", "state", "activation", "params", "score", "diagnosis")


def causes(stored: Stored) -> Iterator[Block]:
    """Say why candidates train badly; nothing if no layers were measured."""
    trials, rows = stored.study.trials, stored.board.rows
    measured = sum(_is_measured(trial) for trial in trials)
    if not measured:
        return
    ill = [row for row in rows if row.diagnosis is not None]
    share = f"{len(ill):,} of {measured:,} trials whose layers were measured"
    yield Paragraph(f"Something is wrong in the layers of {share}.")
    if ill:
        yield _diagnoses(ill)
    best = next((trials[row.trial] for row in rows if _is_measured(trials[row.trial])), None)
    if best is not None:
        yield from _layers(best)


def _is_measured(trial: TrialRecord) -> bool:
    return trial.evaluation is not None and trial.evaluation.causes is not None


def _diagnoses(ill: Sequence[Row]) -> Table:
    """Tabulate the trials with a diagnosis, the worst first."""
    columns, shown = pick(",".join(_COLUMNS)), ill[: -1 - _MOST_TRIALS : -1]
    few = len(ill) <= _MOST_TRIALS
    heading = "Trials with a diagnosis"
    return of_columns(
        heading if few else f"The {_MOST_TRIALS} worst trials with a diagnosis", shown, columns
    )


def _layers(trial: TrialRecord) -> Iterator[Table]:
    if trial.evaluation is None or trial.evaluation.causes is None:
        return
    layers = layers_in_words(trial.evaluation.causes)
    yield Table(
        f"Layers of the best trial ({trial.number}) at the end of its training",
        tuple(layers[0]),
        tuple(tuple(cells.values()) for cells in layers),
    )
