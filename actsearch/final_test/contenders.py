"""Who is trained in the final test."""

from dataclasses import dataclass

from actsearch.candidate import Candidate
from actsearch.confirmation.confirmation import Confirmation


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate of the final test.

    Parameters
    ----------
    name : str
        The candidate in words.
    candidate : Candidate
        Candidate that is trained.
    """

    name: str
    candidate: Candidate


def contenders(confirmation: Confirmation) -> list[Contender]:
    """Return the answer of a confirmation and then the baseline; the latter alone if it is both."""
    baseline = Contender(confirmation.baseline_name, confirmation.baseline)
    answer = confirmation.answer
    return [*([] if answer is None else [Contender(answer.name, answer.candidate)]), baseline]
