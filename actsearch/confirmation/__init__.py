"""Confirmation: the best candidates and the baseline, trained on seeds that no search has used."""
