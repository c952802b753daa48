"""Trials: their records and outcomes, and how they are stored in an Optuna study."""

from actsearch.trials.merit import Merit, Outcome, merit, score
from actsearch.trials.record import BASELINE, Description, TrialRecord

__all__ = ["BASELINE", "Description", "Merit", "Outcome", "TrialRecord", "merit", "score"]
