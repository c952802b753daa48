"""The classifier, or the regressor, in scikit-learn's form."""

from collections.abc import Sequence

from actsearch.activations.parameters import given
from actsearch.datasets.scaling import Scaler
from actsearch.export.layers import Layer
from actsearch.export.snippets.common import title
from actsearch.models import Model
from actsearch.nn.settings import TrainingSettings

_STANDARDIZED = ("StandardScaler()", "")
_OF_PIXELS = (
    "FunctionTransformer(scale)",
    '''
def scale(X):
    """Scale pixels from 0 to 255."""
    return X / 255

''',
)
# Settings in which a study's usual training is that of the classifier.
_USUAL = (
    *("solver", "learning_rate", "learning_rate_init", "warmup", "momentum"),
    *("weight_init", "learned_step_factor"),
)


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the estimator in scikit-learn's form, to be trained on samples of one's own."""
    del hidden
    candidate = model.candidate
    settings, usual = candidate.training, TrainingSettings()
    written = [each.to_dict() for each in candidate.activations]
    parameters = [given(each["params"], each.get("learned", {})) for each in written]
    scaler, function = _OF_PIXELS if _is_of_pixels(model) else _STANDARDIZED
    arguments = {
        "hidden_layer_sizes": candidate.hidden_layer_sizes,
        "activation": [each["name"] for each in written],
        "activation_params": parameters if any(parameters) else None,
        "batch_size": settings.batch_size,
        "alpha": settings.alpha,
        "max_iter": settings.epochs or 1,
        "max_steps": settings.steps,
        "random_state": 0 if model.origin is None else model.origin.seed,
    }
    for each in _USUAL:
        if getattr(settings, each) != getattr(usual, each):
            arguments[each] = getattr(settings, each)
    regression = model.task == "regression"
    kind, name = ("regressor", "MLPRegressor") if regression else ("classifier", "MLPClassifier")
    lines = "".join(f"            {key}={value!r},\n" for key, value in arguments.items())
    pipeline = f"""make_pipeline(
        {scaler},
        {name}(
{lines}            n_iter_no_change=math.inf,
        ),
    )"""
    used = {scaler.partition("(")[0]}
    compose, returned = "", f"    return {pipeline}"
    if regression:
        used.add("StandardScaler")
        compose = "from sklearn.compose import TransformedTargetRegressor\n"
        returned = f"""    samples_to_target = {pipeline}
    return TransformedTargetRegressor(samples_to_target, transformer=StandardScaler())"""
    return f'''"""{title(model)}, for scikit-learn: fit(X, y) trains it on samples of your own.

It needs actsearch (pip install actsearch).
"""

import math

{compose}from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import {", ".join(sorted(used))}

from actsearch import {name}

{function}
def {kind}():
    """Return the {kind}, not trained yet."""
{returned}
'''


def _is_of_pixels(model: Model) -> bool:
    preparation = model.trained.preparation
    return isinstance(preparation, Scaler) and bool((preparation.divisor == 255).all())
