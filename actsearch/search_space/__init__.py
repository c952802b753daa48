"""Search spaces: they are read from TOML files, and trials draw candidates from them."""

from actsearch.search_space.changes import Changes
from actsearch.search_space.listing import SearchedParameter
from actsearch.search_space.sources import load, names, text
from actsearch.search_space.space import SearchSpace

__all__ = ["Changes", "SearchSpace", "SearchedParameter", "load", "names", "text"]
