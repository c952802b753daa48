"""Search spaces: they are read from TOML files, and trials draw candidates from them."""

from actsearch.search_space.changes import Changes
from actsearch.search_space.listing import SearchedParameter
from actsearch.search_space.sources import load, text
from actsearch.search_space.space import SearchSpace
from actsearch.shipped import space_names as names

__all__ = ["Changes", "SearchSpace", "SearchedParameter", "load", "names", "text"]
