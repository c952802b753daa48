"""What the dashboard's notes say, in Markdown: of a study, and of each trial."""

from collections.abc import Iterator

from actsearch.diagnosis import layers_in_words
from actsearch.leaderboard import Leaderboard
from actsearch.leaderboard.markdown import escaped, table
from actsearch.leaderboard.rows import Row
from actsearch.trials import TrialRecord


def of_study(name: str, board: Leaderboard) -> str:
    """Write the note of a study: its answer, and what there is to know of this view.

    Parameters
    ----------
    name : str
        Name of the study.
    board : Leaderboard
        Its trials, and what is said of them.
    """
    lines = [
        *([] if board.verdict is None else board.verdict.splitlines()),
        *board.footer().splitlines(),
        "This is a copy of the study as it was when the dashboard was opened: changes are not kept "
        f"(actsearch leaderboard {name}).",
    ]
    return "\n\n".join(map(escaped, lines)) + "\n"


def of_trial(record: TrialRecord, row: Row) -> str:
    """Write the note of a trial: its formula, its result, and what was measured in its layers.

    Parameters
    ----------
    record : TrialRecord
        Record of the trial.
    row : Row
        Its row of the leaderboard.
    """
    return "\n\n".join(_parts(record, row)) + "\n"


def _parts(record: TrialRecord, row: Row) -> Iterator[str]:
    if record.description is not None:
        yield f"**{escaped(record.description.candidate)}**"
        yield f"f(x) = {escaped(record.description.formula)}"
    reason = f": {escaped(' '.join(row.reason.split()))}" if row.reason else ""
    yield f"{row.state}{reason}"
    if row.diagnosis is not None:
        yield escaped(row.diagnosis)
    causes = None if record.evaluation is None else record.evaluation.causes
    if causes is not None:
        layers = layers_in_words(causes)
        yield table(list(layers[0]), [list(cells.values()) for cells in layers])
