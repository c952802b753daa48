"""Verify a study: check its files, data and environment, and train some of its trials again."""

from actsearch.verification.finding import Finding
from actsearch.verification.verify import verify

__all__ = ["Finding", "verify"]
