"""Search spaces: from a TOML file to the candidates that a trial draws from it."""

from actsearch.search_space.sources import load, names
from actsearch.search_space.space import SearchedParameter, SearchSpace

__all__ = ["SearchSpace", "SearchedParameter", "load", "names"]
