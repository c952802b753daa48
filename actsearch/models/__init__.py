"""Trained models as files: what a study has found, to take away."""

from actsearch.models.model import Model

__all__ = ["Model"]
