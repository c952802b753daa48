"""What a report can be written as; light, so that the command's help need not wait."""

from enum import StrEnum


class Format(StrEnum):
    """What a report is written as."""

    HTML = "html"
    MARKDOWN = "markdown"
