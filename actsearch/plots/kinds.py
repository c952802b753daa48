"""The names of the pictures of a study; light, so that the command's help need not wait."""

from enum import StrEnum


class Kind(StrEnum):
    """What a picture of a study shows, in the order of a report."""

    HISTORY = "history"
    CONFIRMATION = "confirmation"
    CURVES = "curves"
    CAUSES = "causes"
    PARAMETERS = "parameters"
    IMPORTANCES = "importances"
    STRATEGIES = "strategies"
    DEPTH = "depth"
    LAYERS = "layers"
    LEARNED = "learned"
    TEST = "test"
    CONFUSION = "confusion"
