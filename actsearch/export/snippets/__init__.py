"""A model as programs of other libraries, which read its numbers from ``weights.npz``."""

from actsearch.export.layers import layers
from actsearch.export.snippets import (
    jax_code,
    keras_code,
    numpy_code,
    sklearn_code,
    tex_code,
    torch_code,
)
from actsearch.models import Model

_PROGRAMS = {
    "model_numpy.py": numpy_code.program,
    "model_sklearn.py": sklearn_code.program,
    "model_torch.py": torch_code.program,
    "model_keras.py": keras_code.program,
    "model_jax.py": jax_code.program,
    "activation.tex": tex_code.program,
}


def snippets(model: Model) -> dict[str, str]:
    """Return the programs by the names of their files, and the formulas in LaTeX.

    Raises
    ------
    UsageError
        If an activation has no form that other libraries can compute.
    """
    hidden = layers(model)
    return {name: program(model, hidden) for name, program in _PROGRAMS.items()}
