"""Carry out a confirmation: finalists and baseline are trained on seeds that no search has used."""
