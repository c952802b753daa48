"""Settings of a training: how long it is, its batches, optimizer, step size, penalty, weights."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer, StepFactor
from actsearch.nn.schedules import Decay, Schedule

Solver: TypeAlias = Literal["adam", "sgd"]
WeightInitialization: TypeAlias = Literal["glorot", "he", "variance"]
ClassWeight: TypeAlias = Literal["balanced"]

# The mean of the last three readings says more of a candidate than the last one: it halves the
# variance where the step size stays, and still helps where it falls to 0 (benchmarks/LOG.md).
_AVERAGED = 3
# Measured over the catalogue, in shallow and deep networks (benchmarks/LOG.md).
LEARNED_STEP_FACTOR = 60.0
_LARGEST_BATCH = 100
# A training needs several steps to see all classes, so no batch has more than this part of the
# samples.
_BATCHES_PER_EPOCH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingSettings:
    """Settings of a training; it is as long as ``steps``, or as ``epochs`` if there are no steps.

    Studies of earlier versions lack some of these settings: they are read with the defaults here,
    which therefore stay as they are.

    Parameters
    ----------
    epochs : int or None
        Passes over the training samples.
    steps : int or None
        Gradient steps; counts instead of ``epochs``.
    checkpoints : int or None
        How often the network is validated, at equal distances and at the end, but not more often
        than once an epoch if ``epochs`` counts; None means after each epoch.
    batch_size : int or None
        Samples per gradient step; None means 100, but at most a tenth of the training samples.
    solver : {"adam", "sgd"}
        Optimizer; ``"sgd"`` uses momentum.
    learning_rate_init : float
        Full step size.
    learning_rate : {"constant", "linear", "cosine"}
        How the step size falls; see :class:`~actsearch.nn.schedules.Schedule`.
    warmup : float
        Fraction of all steps in which the step size first rises from 0, from 0 to below 1.
    momentum : float
        Momentum of ``"sgd"``, from 0 to below 1.
    alpha : float
        Strength of the L2 penalty.
    weight_init : {"glorot", "he", "variance"}
        Scale of the first weights; ``"variance"`` uses the gain of each activation.
    class_weight : {"balanced"} or None
        Whether each class counts as much as any other, however few samples it has.
    learned_step_factor : float
        How many times as large as those of the weights the steps of an activation's learned
        parameters are.

    Examples
    --------
    >>> settings = TrainingSettings(steps=1000, checkpoints=4, batch_size=None)
    >>> settings.samples_per_step(80), settings.checkpoint_steps(80)
    (8, [250, 500, 750, 1000])
    """

    epochs: int | None = 10
    steps: int | None = None
    checkpoints: int | None = None
    batch_size: int | None = 100
    solver: Solver = "adam"
    learning_rate_init: float = 1e-3
    learning_rate: Decay = "constant"
    warmup: float = 0.0
    momentum: float = 0.9
    alpha: float = 0.0
    weight_init: WeightInitialization = "glorot"
    class_weight: ClassWeight | None = None
    learned_step_factor: float = LEARNED_STEP_FACTOR

    def optimizer(self, network: Network) -> Optimizer:
        """Make the optimizer for a network."""
        size, dtype = network.parameters.size, network.dtype
        learned = StepFactor(network.n_learned, self.learned_step_factor)
        if self.solver == "sgd":
            return SGD(size, dtype, self.learning_rate_init, self.momentum, learned=learned)
        return Adam(size, dtype, self.learning_rate_init, learned=learned)

    def schedule(self) -> Schedule:
        """Return the schedule of the step size."""
        return Schedule(self.learning_rate, self.warmup)

    def samples_per_step(self, n_samples: int) -> int:
        """Return the size of a batch, for a number of training samples."""
        if self.batch_size is not None:
            return min(self.batch_size, n_samples)
        return max(1, min(_LARGEST_BATCH, n_samples // _BATCHES_PER_EPOCH))

    def steps_per_epoch(self, n_samples: int) -> int:
        """Return how many gradient steps pass over the training samples once."""
        return math.ceil(n_samples / self.samples_per_step(n_samples))

    def checkpoint_steps(self, n_samples: int) -> Sequence[int]:
        """Return after how many gradient steps the network is validated; the last is the end."""
        if self.steps is not None:
            total, most = self.steps, self.steps
        else:
            most = self.epochs or 1
            total = most * self.steps_per_epoch(n_samples)
        count = min(self.checkpoints or most, most)
        return [round(total * number / count) for number in range(1, count + 1)]

    def scored_checkpoints(self, count: int) -> int:
        """Return of how many of the last checkpoints the score is the mean, of so many in all.

        It is one in studies of earlier versions.
        """
        return 1 if self.checkpoints is None else max(1, min(_AVERAGED, _AVERAGED * count // 10))
