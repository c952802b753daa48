"""Functions of PyTorch, Keras and JAX that are a formula here, and no entry of the catalogue."""

from actsearch.activations.catalogue import Definition, composer
from actsearch.activations.expressions.compose import compose
from actsearch.errors import UsageError, shown
from actsearch.spelling import key

# With the defaults that the libraries give their parameters.
LIBRARY_FUNCTIONS = {
    "log_sigmoid": "-softplus(-x)",
    "gelu_tanh": "0.5*x*(1 + tanh(0.7978845608028654*(x + 0.044715*x**3)))",
    "quick_gelu": "swish(x, 1.702)",
    "hard_shrink": "x*step(abs(x) - 0.5)",
    "exponential": "exp(x)",
    "sparse_plus": "0.25*min(relu(x + 1), 2)**2 + relu(x - 1)",
    "sparse_sigmoid": "hard_sigmoid(x, 0.5)",
}
_ALIASES = {
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu_approximate": "gelu_tanh",
    "exp": "exponential",
}
_OF_A_LAYER = ("softmax", "log_softmax", "softmin", "sparsemax", "glu", "maxout")
_NAMES = LIBRARY_FUNCTIONS.keys() | _ALIASES.keys()
_SPELLINGS = {key(name): _ALIASES.get(name, name) for name in _NAMES}
_SPELLINGS_OF_A_LAYER = frozenset(map(key, _OF_A_LAYER))


@composer
def from_library(text: str) -> Definition | None:
    """Make the definition of a library's function, whose name is the formula.

    Parameters
    ----------
    text : str
        A name, in any spelling.

    Returns
    -------
    Definition or None
        None if the text is something else.

    Raises
    ------
    UsageError
        If it is a function of all units of a layer.

    Examples
    --------
    >>> from_library("torch.nn.LogSigmoid").name
    '-softplus(-x)'
    """
    if key(text) in _SPELLINGS_OF_A_LAYER:
        raise UsageError(
            f"{shown(text)} cannot be searched: it is a function of all units of a layer, and an "
            "activation is one of each unit's own number; 'actsearch activations' lists those"
        )
    name = _SPELLINGS.get(key(text))
    return None if name is None else compose(LIBRARY_FUNCTIONS[name])
