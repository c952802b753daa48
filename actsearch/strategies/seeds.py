"""Derive seeds from other seeds, the same on every machine."""

import hashlib


def derive_seed(*parts: int | str) -> int:
    """Hash numbers and names into a seed below 2**32.

    Examples
    --------
    >>> derive_seed(0, 17, "sigmoid.gain") == derive_seed(0, 17, "sigmoid.gain")
    True
    """
    digest = hashlib.sha256("\0".join(map(repr, parts)).encode()).digest()
    return int.from_bytes(digest[:4], "big")
