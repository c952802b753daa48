"""What the programs of several libraries have in common."""

from collections.abc import Sequence

import numpy as np

from actsearch.activations.expressions.libraries import Library
from actsearch.activations.expressions.python import code
from actsearch.datasets.scaling import Scaler
from actsearch.export.layers import Layer, distinct
from actsearch.models import Model

_NUMBERS = """HERE = Path(__file__).parent
with np.load(HERE / "weights.npz") as file:
    NUMBERS = dict(file)
"""
_DOCUMENT = 'json.loads((HERE / "model.json").read_text(encoding="utf-8"))'


def title(model: Model) -> str:
    """Say what the network is, without signs that could end a text."""
    study = "" if model.origin is None else f" of study {model.origin.study}"
    return f"The network{study}: {model.candidate}".replace("\\", "").replace('"', "")


def head(model: Model, library: Library) -> str:
    """Return the docstring of a program."""
    reads = "It reads model.json and weights.npz, beside it."
    return f'"""{title(model)}, in {library.title}.\n\n{reads}\n"""\n'


def numbers(model: Model) -> str:
    """Return the constants of a program: its arrays, and what its outputs mean."""
    if model.task == "regression":
        return f'{_NUMBERS}TARGET = {_DOCUMENT}["target"]\n'
    return f'{_NUMBERS}CLASSES = np.array({_DOCUMENT}["classes"])\n'


def functions(hidden: Sequence[Layer], library: Library) -> str:
    """Return a function for each activation, with blank lines behind."""
    constants = {layer.tree: tuple(layer.per_unit) for layer in hidden}
    return "".join(
        f"def {name}({', '.join(('x', *constants[tree]))}):\n"
        f'    """What a unit computes of its pre-activation."""\n'
        f"    return {code(tree, library)}\n\n\n"
        for tree, name in distinct(hidden).items()
    )


def calls(hidden: Sequence[Layer], array: str) -> list[str]:
    """Return for each layer the call of its activation; ``array`` says where an array is."""
    names, found = distinct(hidden), []
    for each in hidden:
        weights, intercepts, *more = (
            array.format(name)
            for name in (
                *(f"weights{each.number}", f"intercepts{each.number}"),
                *each.per_unit.values(),
            )
        )
        arguments = ", ".join((f"values @ {weights} + {intercepts}", *more))
        found.append(f"{names[each.tree]}({arguments})")
    return found


def last(name: str, hidden: Sequence[Layer]) -> str:
    """Return the array of the output layer."""
    return f'NUMBERS["{name}{len(hidden) + 1}"]'


def prepare(model: Model) -> str:
    """Return the function that prepares samples, with blank lines behind."""
    if not isinstance(model.trained.preparation, Scaler):
        return '''def prepare(X):
    """Prepare samples as they were in the training."""
    from actsearch.models import Model

    return Model.load(HERE).prepared(X)

'''
    if model.trained.preparation.offset.dtype == np.float64:
        return '''def prepare(X):
    """Scale samples as they are in the data."""
    X = np.asarray(X, np.float64) - NUMBERS["preparation.offset"] - NUMBERS["preparation.rest"]
    return (X / NUMBERS["preparation.divisor"]).astype(np.float32)

'''
    return '''def prepare(X):
    """Scale samples as they are in the data."""
    X = np.asarray(X, np.float32)
    return (X - NUMBERS["preparation.offset"]) / NUMBERS["preparation.divisor"]

'''


def before(model: Model) -> str:
    """Say where the outputs of the last layer are."""
    return "the target is scaled back" if model.task == "regression" else "the softmax"


def predicting(model: Model, probabilities: str, outputs: str) -> str:
    """Return the functions that predict.

    Parameters
    ----------
    model : Model
        The model.
    probabilities, outputs : str
        Body of the function that returns the probabilities of samples ``X``, for a classification;
        and of the one that returns the outputs of the network, for a regression.
    """
    if model.task == "regression":
        return f'''def outputs(X):
    """Return what the network gives, shape (n, 1): the target, standardised."""
{outputs}

def predict(X):
    """Return the predicted number of each sample, in the unit of the target."""
    return np.asarray(outputs(X), np.float64)[:, 0] * TARGET["deviation"] + TARGET["mean"]
'''
    return f'''def predict_proba(X):
    """Return the probability of each class."""
{probabilities}

def predict(X):
    """Return the most probable class of each sample."""
    return CLASSES[np.asarray(predict_proba(X)).argmax(axis=1)]
'''
