"""The tables of a search space's TOML file."""

from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from actsearch.nn.schedules import Decay
from actsearch.nn.settings import ClassWeight, Solver, TrainingSettings, WeightInitialization
from actsearch.parameter_names import EXPRESSION
from actsearch.search_space.activation_table import ActivationTable, Finite
from actsearch.search_space.expression_table import ExpressionTable
from actsearch.search_space.settings import Choice, Setting, Values, mistake

# Far more than can be trained, and small enough for the integers of Optuna and NumPy.
Whole: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
Positive: TypeAlias = Annotated[Finite, Field(gt=0)]
NotNegative: TypeAlias = Annotated[Finite, Field(ge=0)]
Fraction: TypeAlias = Annotated[Finite, Field(ge=0, lt=1)]
Sizes: TypeAlias = Annotated[tuple[Whole, ...], Field(min_length=1, max_length=64)]

_DEFAULTS = TrainingSettings()


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Network(_Table):
    """The hidden layers."""

    hidden_layer_sizes: Choice[Sizes]


class Training(_Table):
    """The fields of :class:`~actsearch.nn.settings.TrainingSettings`, in the order of drawing."""

    epochs: Setting[Whole] | None = None
    steps: Setting[Whole] | None = None
    checkpoints: Whole | None = 10
    batch_size: Setting[Whole] | None = None
    solver: Choice[Solver] = _DEFAULTS.solver
    learning_rate_init: Setting[Positive] = _DEFAULTS.learning_rate_init
    learning_rate: Choice[Decay] = _DEFAULTS.learning_rate
    warmup: Setting[Fraction] = _DEFAULTS.warmup
    momentum: Setting[Fraction] = _DEFAULTS.momentum
    alpha: Setting[NotNegative] = _DEFAULTS.alpha
    weight_init: Choice[WeightInitialization] = _DEFAULTS.weight_init
    class_weight: ClassWeight | None = None
    learned_step_factor: Setting[Positive] = _DEFAULTS.learned_step_factor

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if self.epochs is not None and self.steps is not None:
            raise mistake("epochs and steps both say how long a training is: keep one of the two")
        if self.epochs is None and self.steps is None:
            object.__setattr__(self, "epochs", _DEFAULTS.epochs)
        return self


class Document(_Table):
    """A whole file."""

    description: str = ""
    per_layer: bool = Field(default=False, strict=True)
    network: Network
    training: Training = Training()
    baseline: str | None = None
    activations: dict[str, ActivationTable] = {}
    expressions: ExpressionTable | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """What the choice of an activation may be: a name, or a tree."""
        return (*self.activations, *(() if self.expressions is None else (EXPRESSION,)))

    @property
    def layers(self) -> tuple[int | None, ...]:
        """Numbers of the layers that have activations of their own; None stands for all alike."""
        sizes = self.network.hidden_layer_sizes
        depth = max(map(len, sizes.values)) if isinstance(sizes, Values) else len(sizes)
        return tuple(range(1, depth + 1)) if self.per_layer else (None,)

    def seed(self, index: int) -> dict[str, Any]:
        """Return the parameters of a seed's trees, in all layers; none if there is no such seed.

        Parameters
        ----------
        index : int
            Number of the seed, from 0.
        """
        if self.expressions is None:
            return {}
        trees = (self.expressions.seed(index, layer) for layer in self.layers)
        return {name: each for tree in trees for name, each in tree.items()}
