"""Put a report together."""

from typing import TYPE_CHECKING

from actsearch.leaderboard import counts
from actsearch.report.activation import activation
from actsearch.report.again import again, use
from actsearch.report.answer import answer
from actsearch.report.blocks import Block, Report, Section
from actsearch.report.causes import causes
from actsearch.report.origin import origin
from actsearch.report.pictures import pictures
from actsearch.report.question import data_name, question, search
from actsearch.report.stored import Stored
from actsearch.report.tables import confirmation, leaderboard
from actsearch.report.tested import tested

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS = 20
"""Rows of the leaderboard if nobody says how many."""

# Plots that belong to a section of their own.
_OF_CONFIRMATION = ("confirmation",)
_OF_TEST = ("test", "confusion")
_OF_CAUSES = ("causes",)


def report(stored: Stored, top: int = ROWS) -> Report:
    """Say everything that is known of a study; nothing is drawn yet.

    Parameters
    ----------
    stored : Stored
        The study, and what is beside it.
    top : int
        Rows of the leaderboard.
    """
    drawn = pictures(stored)
    confirming = [drawn.pop(name) for name in _OF_CONFIRMATION if name in drawn]
    layers = [drawn.pop(name) for name in _OF_CAUSES if name in drawn]
    testing = [drawn.pop(name) for name in _OF_TEST if name in drawn]
    parts: tuple[tuple[str, str, Iterable[Block]], ...] = (
        ("question", "The question", question(stored)),
        ("answer", "The answer", answer(stored)),
        ("activation", "The activation", activation(stored)),
        ("leaderboard", "Leaderboard", leaderboard(stored, top)),
        ("confirmation", "Confirmation", [*confirmation(stored), *confirming]),
        ("test", "Test", [*tested(stored), *testing]),
        ("causes", "What happens in the layers", [*causes(stored), *layers]),
        ("plots", "What the search saw", drawn.values()),
        ("search", "What was searched", search(stored)),
        ("origin", "Data and environment", origin(stored)),
        ("again", "Do it again", again(stored)),
        ("use", "Use the answer", use(stored)),
    )
    sections = (Section(name, heading, tuple(blocks)) for name, heading, blocks in parts)
    source = data_name(stored.study.specification.dataset.source)
    return Report(
        study=stored.study.name,
        summary=f"A search for an activation function on {source}. {counts(stored.board.rows)}.",
        sections=tuple(section for section in sections if section.blocks),
    )
