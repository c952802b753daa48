"""Whether a study is what it was: its files, its data, its environment, and trials trained anew."""

from actsearch.verification.checks import Finding
from actsearch.verification.verify import verify

__all__ = ["Finding", "verify"]
