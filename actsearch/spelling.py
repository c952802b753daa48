"""Names as people write them: whatever their case, and with or without separators."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

# Nobody calls anything by a longer name, and comparing takes time that grows with the square.
_MOST_CHARACTERS = 100
_MOST_NEAR = 5
# Likenesses, from 0 to 1, that differ by less are alike.
_AS_NEAR = 0.05

_LIBRARIES = (
    "torch|nn|functional|F|special|jax|jnp|flax|linen|keras|tf|tensorflow|activations|layers|"
    "numpy|np"
)
_NAME = re.compile(
    rf"(?:(?:{_LIBRARIES})\.)*(?P<name>[a-z][a-z0-9]*(?:[-_ ][a-z0-9]+)*)(?:\(\))?",
    re.IGNORECASE | re.ASCII,
)


def key(name: str) -> str:
    """Return what two spellings of a name have in common; of what is no name, the text itself.

    Parameters
    ----------
    name : str
        A name in any case, with ``-``, ``_``, spaces or nothing between its words; a function or a
        class of PyTorch, Keras, JAX or NumPy may have its module before it.

    Returns
    -------
    str
        Small letters and digits.

    Examples
    --------
    >>> key("leaky_relu"), key("LeakyReLU"), key("torch.nn.LeakyReLU()")
    ('leakyrelu', 'leakyrelu', 'leakyrelu')
    >>> key("2*x")
    '2*x'
    """
    text = name.strip()
    found = _NAME.fullmatch(text) if len(text) <= _MOST_CHARACTERS else None
    return re.sub(r"[-_ ]", "", found["name"]).lower() if found else text


def near(name: str, known: Iterable[str], meant: Mapping[str, str] | None = None) -> list[str]:
    """List the names that are most like another one, at most five, the most similar first.

    Of those that :func:`difflib.get_close_matches` finds, only what is as near as the first.

    Parameters
    ----------
    name : str
        The unknown name.
    known : iterable of str
        The names that exist.
    meant : mapping of str to str, optional
        What is to be listed for a known name that is only an alias.

    Examples
    --------
    >>> near("Rleu", ["relu", "tanh"])
    ['relu']
    >>> near("selo", ["relu", "selu", "celu"])
    ['selu']
    """
    by_key: dict[str, str] = {}
    for spelling in known:
        by_key.setdefault(key(spelling).lower(), (meant or {}).get(spelling, spelling))
    wanted = key(name[:_MOST_CHARACTERS]).lower()
    # Several spellings may stand for one name: ask for more than are listed.
    close = get_close_matches(wanted, by_key, n=2 * _MOST_NEAR)
    likeness = {each: SequenceMatcher(None, each, wanted).ratio() for each in close}
    close = [each for each in close if likeness[each] > likeness[close[0]] - _AS_NEAR]
    return list(dict.fromkeys(by_key[each] for each in close))[:_MOST_NEAR]
