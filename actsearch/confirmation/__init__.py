"""Confirmation: the best candidates and the baseline, trained on seeds that no search has used."""

from actsearch.confirmation.comparison import Comparison, compare
from actsearch.confirmation.confirm import Progress, confirm
from actsearch.confirmation.finalists import Finalist
from actsearch.confirmation.snapshot import Confirmation, read

__all__ = ["Comparison", "Confirmation", "Finalist", "Progress", "compare", "confirm", "read"]
