"""The answer, in the words that the verdict has everywhere."""

from collections.abc import Iterator

from actsearch.report.blocks import Block, Paragraph, Points
from actsearch.report.stored import Stored

_CONFIRMED = (
    "This compares trainings of the best candidates and of the baseline on splits and seeds that "
    "the search has not used, the same for both, in pairs. In brackets is the 95 % interval."
)
_SEARCHED = (
    "This is about the luckiest of the trials, with its trainings of the search: only fresh seeds "
    "tell how much of it stays."
)


def answer(stored: Stored) -> Iterator[Block]:
    """Say what to use, and how sure that is."""
    study, board = stored.study, stored.board
    lines = [] if board.recommendation is None else board.recommendation.lines()
    if board.verdict is not None:
        yield Paragraph(board.verdict, strong=True)
        yield Paragraph(_CONFIRMED)
        about = board.recommendation
        if about is not None and study.confirmation is not None:
            lines = about.lines(confirmed=study.confirmation.is_about(about.trial.number))
    elif lines:
        yield Paragraph(lines.pop(0), strong=True)
        yield Paragraph(_SEARCHED)
        lines.append(f"not confirmed: actsearch confirm {study.name} trains it on fresh seeds")
    else:
        yield Paragraph(_nothing(stored), strong=True)
    lines += _unfinished(stored)
    if lines:
        yield Points(tuple(lines))


def _nothing(stored: Stored) -> str:
    trials = stored.study.trials
    if not trials:
        return "no trial was trained yet, so there is no answer"
    reason = next((each.reason for each in reversed(trials) if each.reason), None)
    last = "" if reason is None else f"; the last reason: {reason}"
    return f"no trial was trained to its end, so there is no answer{last}"


def _unfinished(stored: Stored) -> Iterator[str]:
    study = stored.study
    ended = sum(each.outcome.has_ended for each in study.trials)
    if study.attributes.stopped is not None and ended != study.attributes.trials:
        yield f"stopped: {study.attributes.stopped}"
    if ended < study.attributes.trials:
        yield (
            f"{ended:,} of {study.attributes.trials:,} trials have ended; actsearch resume "
            f"{study.name} carries on"
        )
    yield from stored.problems
