"""The parameters of the estimators: their checks, and the layers and optimizer they describe."""

import math
from collections.abc import Callable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Protocol, Self, TypeAlias

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state

from actsearch import activations
from actsearch.activations import Activation
from actsearch.errors import UsageError, did_you_mean
from actsearch.nn.initializers import INITIALIZERS
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer, StepFactor
from actsearch.nn.schedules import DECAYS, Decay, Schedule
from actsearch.nn.settings import (
    LEARNED_STEP_FACTOR,
    Solver,
    TrainingSettings,
    WeightInitialization,
)

ActivationLike: TypeAlias = str | Activation
ActivationParams: TypeAlias = Mapping[str, Any]

_CHOICES: Mapping[str, Sequence[str]] = {
    "solver": ("adam", "sgd"),
    "learning_rate": tuple(DECAYS),
    "weight_init": tuple(INITIALIZERS),
}
_SWITCHES = ("shuffle", "nesterovs_momentum", "early_stopping", "warm_start")
_NUMBERS: Mapping[str, tuple[type, Callable[[Any], bool], str]] = {
    "batch_size": (
        object,
        lambda v: v is None or v == "auto" or _is_count(v),
        "'auto', None or 1 or more",
    ),
    "max_steps": (object, lambda v: v is None or _is_count(v), "None or 1 or more"),
    "n_iter_no_change": (Real, lambda v: v == math.inf or _is_count(v), "1 or more, or infinity"),
    "alpha": (Real, lambda v: 0 <= v < math.inf, "0 or more"),
    "learning_rate_init": (Real, lambda v: 0 < v < math.inf, "above 0"),
    "learned_step_factor": (Real, lambda v: 0 < v < math.inf, "above 0"),
    "warmup": (Real, lambda v: 0 <= v < 1, "in [0, 1)"),
    "max_iter": (Integral, lambda v: _is_count(v), "a whole number of 1 or more"),
    "tol": (Real, lambda v: v >= 0, "0 or more"),
    "verbose": (Integral, lambda v: v >= 0, "True or False"),
    "momentum": (Real, lambda v: 0 <= v < 1, "in [0, 1)"),
    "validation_fraction": (Real, lambda v: 0 < v < 1, "between 0 and 1"),
    "beta_1": (Real, lambda v: 0 <= v < 1, "in [0, 1)"),
    "beta_2": (Real, lambda v: 0 <= v < 1, "in [0, 1)"),
    "epsilon": (Real, lambda v: 0 < v < math.inf, "above 0"),
}


class Proposal(Protocol):
    """The parts of a :class:`actsearch.candidate.Candidate`, which this floor must not import."""

    @property
    def hidden_layer_sizes(self) -> tuple[int, ...]:
        """Units of each hidden layer."""

    @property
    def activations(self) -> tuple[Activation, ...]:
        """Activation of each hidden layer."""

    @property
    def training(self) -> TrainingSettings:
        """How the network is trained."""


class MLPParameters(BaseEstimator):  # type: ignore[misc]
    """The parameters of ``MLPClassifier`` and ``MLPRegressor``, where they are explained."""

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        activation: ActivationLike | Sequence[ActivationLike] = "relu",
        *,
        activation_params: ActivationParams | Sequence[ActivationParams | None] | None = None,
        solver: Solver = "adam",
        alpha: float = 1e-4,
        batch_size: int | str | None = "auto",
        learning_rate: Decay = "constant",
        learning_rate_init: float = 1e-3,
        warmup: float = 0.0,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        weight_init: WeightInitialization = "glorot",
        learned_step_factor: float = LEARNED_STEP_FACTOR,
        max_steps: int | None = None,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.activation_params = activation_params
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.warmup = warmup
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.weight_init = weight_init
        self.learned_step_factor = learned_step_factor
        self.max_steps = max_steps

    @classmethod
    def from_candidate(cls, candidate: Proposal, **others: Any) -> Self:
        """Make an estimator that trains as a study trains a candidate.

        Fitted on the training part of a split, with the study's seed as ``random_state``, it has
        exactly the weights that :func:`actsearch.training.train` returns. A regressor is fitted on
        standardised targets, ``split.targets(split.y_train)``.

        Parameters
        ----------
        candidate : Candidate
            Network, activations and training settings. All epochs, or steps, are trained.
        **others
            Parameters that replace those of the candidate.

        Raises
        ------
        UsageError
            If the candidate has a weight for each class, which an estimator has not.
        """
        settings = candidate.training
        if settings.class_weight:
            raise UsageError(
                f"{cls.__name__} has no class_weight: leave it out of the candidate, and give fit "
                "the sample_weight of sklearn.utils.class_weight.compute_sample_weight"
            )
        chosen = {
            "hidden_layer_sizes": candidate.hidden_layer_sizes,
            "activation": list(candidate.activations),
            "solver": settings.solver,
            "alpha": settings.alpha,
            "batch_size": settings.batch_size,
            "learning_rate": settings.learning_rate,
            "learning_rate_init": settings.learning_rate_init,
            "warmup": settings.warmup,
            "max_iter": settings.epochs or 1,
            "max_steps": settings.steps,
            "momentum": settings.momentum,
            "n_iter_no_change": math.inf,
            "weight_init": settings.weight_init,
            "learned_step_factor": settings.learned_step_factor,
        }
        return cls(**{**chosen, **others})

    def _check_parameters(self) -> None:
        """Check the parameters that do not depend on others."""
        for name, known in _CHOICES.items():
            value = getattr(self, name)
            if value not in known:
                raise UsageError(f"unknown {name}={value!r}: {did_you_mean(str(value), known)}")
        for name in _SWITCHES:
            if not isinstance(getattr(self, name), bool | np.bool_):
                raise UsageError(f"{name} must be True or False, got {getattr(self, name)!r}")
        for name, (kind, is_valid, expected) in _NUMBERS.items():
            value = getattr(self, name)
            if not isinstance(value, kind) or not is_valid(value):
                raise UsageError(f"{name} must be {expected}, got {value!r}")

    def _check_one_epoch_at_a_time(self) -> None:
        """Refuse what needs to know all epochs."""
        if self.early_stopping:
            raise UsageError("partial_fit does not support early_stopping=True")
        if self._schedule() != Schedule():
            raise UsageError(
                "partial_fit does not know how many steps will follow, so that it supports only "
                "learning_rate='constant' and warmup=0; use fit for others"
            )

    def _schedule(self) -> Schedule:
        return Schedule(self.learning_rate, self.warmup)

    def _layers(
        self, n_features: int, n_outputs: int
    ) -> tuple[tuple[int, ...], tuple[Activation, ...]]:
        """Return the sizes of all layers, and the activation of each hidden layer."""
        given = self.hidden_layer_sizes
        hidden = (given,) if isinstance(given, int | np.integer) else tuple(given)
        if not all(_is_count(units) for units in hidden):
            raise UsageError(
                f"hidden_layer_sizes must be whole numbers of 1 or more, got {given!r}"
            )
        kinds = _one_per_layer("activation", self.activation, (str, Activation), len(hidden))
        params = _one_per_layer(
            "activation_params", self.activation_params, (Mapping, type(None)), len(hidden)
        )
        chosen = tuple(_activation(kind, each) for kind, each in zip(kinds, params, strict=True))
        return (n_features, *map(int, hidden), n_outputs), chosen

    def _make_optimizer(self, network: Network) -> Optimizer:
        size, dtype, step = network.parameters.size, network.dtype, self.learning_rate_init
        learned = StepFactor(network.n_learned, self.learned_step_factor)
        if self.solver == "sgd":
            return SGD(size, dtype, step, self.momentum, self.nesterovs_momentum, learned)
        return Adam(size, dtype, step, self.beta_1, self.beta_2, self.epsilon, learned)

    def _seed(self) -> int:
        """Return ``random_state`` if it is a seed, or else a seed drawn from it."""
        if isinstance(self.random_state, int | np.integer) and self.random_state >= 0:
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(2**31))


def _activation(kind: ActivationLike, params: ActivationParams | None) -> Activation:
    if isinstance(kind, str):
        return activations.get(kind, **(params or {}))
    if params:
        raise UsageError(f"activation_params={params!r} is given for {kind}, which has its own")
    return kind


def _one_per_layer(name: str, value: Any, single: tuple[type, ...], layers: int) -> list[Any]:
    """Repeat a single value for every hidden layer; check that a list has one value for each."""
    if isinstance(value, single):
        return [value] * layers
    if not isinstance(value, Sequence | np.ndarray) or not all(
        isinstance(v, single) for v in value
    ):
        raise UsageError(f"{name} must be one, or a list with one per hidden layer, got {value!r}")
    if len(value) != layers:
        raise UsageError(
            f"{name} has {len(value)} entries for {layers} hidden layers; give one each, or a "
            "single one for all"
        )
    return list(value)


def _is_count(value: Any) -> bool:
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return is_whole and bool(value >= 1)
