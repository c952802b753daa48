"""The final test: the answer and the baseline, measured once on the sealed part of the data."""
