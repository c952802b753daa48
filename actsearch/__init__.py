"""Find the activation function, and its parameters, that suit your network.

Examples
--------
>>> import actsearch
>>> actsearch.get("leaky_relu", slope=0.1).formula
'max(0, x) + 0.1·min(0, x)'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actsearch.activations import get
    from actsearch.api import Study, load_study, search
    from actsearch.api.search_cv import ActivationSearchCV
    from actsearch.models import Model
    from actsearch.nn.estimator import MLPClassifier
    from actsearch.nn.regressor import MLPRegressor
    from actsearch.search_space import SearchSpace

__version__ = "0.1.0"

__all__ = [
    "ActivationSearchCV",
    "MLPClassifier",
    "MLPRegressor",
    "Model",
    "SearchSpace",
    "Study",
    "get",
    "load_study",
    "search",
]

# Imported when they are asked for: "import actsearch" takes no time, and the command line imports
# what a command needs.
_HOMES = {
    "ActivationSearchCV": "actsearch.api.search_cv",
    "MLPClassifier": "actsearch.nn.estimator",
    "MLPRegressor": "actsearch.nn.regressor",
    "Model": "actsearch.models",
    "SearchSpace": "actsearch.search_space",
    "Study": "actsearch.api",
    "get": "actsearch.activations",
    "load_study": "actsearch.api",
    "search": "actsearch.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
