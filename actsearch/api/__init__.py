"""The Python interface: search a space of activations, and work with a study."""

from actsearch.api.begin import search
from actsearch.api.load import load_study
from actsearch.api.study import Study

__all__ = ["Study", "load_study", "search"]
