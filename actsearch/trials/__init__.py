"""What a trial is, what came of it, and how it is kept in an Optuna study."""

from actsearch.trials.merit import Merit, Outcome, merit
from actsearch.trials.record import Description, TrialRecord

__all__ = ["Description", "Merit", "Outcome", "TrialRecord", "merit"]
