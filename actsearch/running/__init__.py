"""Carrying out a study: the loop over its trials, interruptions, and what was running."""
