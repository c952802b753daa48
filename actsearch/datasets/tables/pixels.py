"""Tables of images: one column for each pixel, as on Kaggle."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from actsearch.datasets.columns.kinds import Found

if TYPE_CHECKING:
    from pandas import DataFrame

# The smallest image has 8 x 8 pixels.
_FEWEST = 64
_WHITE = 255
# The brightest pixel of images has at least half of the largest value; grades from 0 to 16, as in
# scikit-learn's digits, are no pixels.
_BRIGHT = 128


def are_pixels(frame: "DataFrame", found: Mapping[str, Found]) -> bool:
    """Tell whether a table is one of images: it is if that is clear.

    All features are whole numbers from 0 to 255, one at least is 128 or more, and they make a
    square: their number is that of a square image of 8 x 8 pixels or more, in grey or in three
    colours.

    Examples
    --------
    >>> import pandas as pd
    >>> from actsearch.datasets.columns.kinds import find
    >>> frame = pd.DataFrame({f"pixel{n}": [0, 4 * n] for n in range(64)})
    >>> are_pixels(frame, {name: find(frame[name], name) for name in frame})
    True
    """
    count = len(frame.columns)
    square = count >= _FEWEST and (math.isqrt(count) ** 2 == count or _is_colour(count))
    if not square or not all(found[name].whole for name in frame.columns):
        return False
    lowest, highest = frame.min().min(), frame.max().max()
    return bool(lowest >= 0 and _BRIGHT <= highest <= _WHITE)


def _is_colour(count: int) -> bool:
    return count % 3 == 0 and math.isqrt(count // 3) ** 2 == count // 3
