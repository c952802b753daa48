"""Train a network: epochs of mini-batches, with a gradient step for each batch."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from actsearch.activations.base import Array
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer
from actsearch.nn.schedules import Decay, Schedule
from actsearch.nn.subnormals import STEPS_BETWEEN_CLEARINGS, clear

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Solver: TypeAlias = Literal["adam", "sgd"]
WeightInitialization: TypeAlias = Literal["glorot", "he", "variance"]
AfterEpoch: TypeAlias = Callable[[Network, Sequence[float]], bool]
"""Takes the network and the training losses so far, one per epoch; returns whether to stop."""

# A loss above this many times the loss of guessing means divergence, and not just a bad start.
DIVERGENCE_FACTOR = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingSettings:
    """Settings of a training: length, batches, optimizer, step size, penalty, first weights.

    Studies of earlier versions have no ``learning_rate`` and no ``warmup``: they are read with
    these defaults, which therefore stay as they are.

    Parameters
    ----------
    epochs : int
        Passes over the training samples.
    batch_size : int
        Samples per gradient step.
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
    """

    epochs: int = 10
    batch_size: int = 100
    solver: Solver = "adam"
    learning_rate_init: float = 1e-3
    learning_rate: Decay = "constant"
    warmup: float = 0.0
    momentum: float = 0.9
    alpha: float = 0.0
    weight_init: WeightInitialization = "glorot"

    def optimizer(self, network: Network) -> Optimizer:
        """Make the optimizer for a network."""
        size, dtype = network.parameters.size, network.dtype
        if self.solver == "sgd":
            return SGD(size, dtype, self.learning_rate_init, self.momentum)
        return Adam(size, dtype, self.learning_rate_init)

    def schedule(self) -> Schedule:
        """Return the schedule of the step size."""
        return Schedule(self.learning_rate, self.warmup)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Losses and time of a training.

    Parameters
    ----------
    losses : tuple of float
        Training loss of each epoch, in nats per sample, with the penalty.
    seconds : float
        Wall time of the epochs, without the calls of ``after_epoch``.
    divergence : str or None
        Why training was stopped, if it diverged.
    """

    losses: tuple[float, ...]
    seconds: float
    divergence: str | None = None


class Trainer:
    """Trains a network with an optimizer, and reuses the memory of its batches.

    Parameters
    ----------
    network : Network
        Network to train; every epoch changes it.
    optimizer : Optimizer
        Optimizer; it keeps its state from epoch to epoch. Its step size is the full one.
    batch_size : int
        Samples per gradient step, at most all of them, as in scikit-learn. The last batch of an
        epoch may be smaller.
    alpha : float
        Strength of the L2 penalty. It is divided by the size of the batch, as in scikit-learn.
    schedule : Schedule
        How the step size changes during :meth:`run`.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        batch_size: int,
        alpha: float = 0.0,
        schedule: Schedule = Schedule(),  # noqa: B008 - it never changes
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.batch_size = batch_size
        self.alpha = alpha
        self.schedule = schedule
        self._full_step_size = optimizer.learning_rate
        self._batch: Array = np.empty((0, network.layer_sizes[0]), network.dtype)

    def run(
        self,
        X: Array,
        targets: Targets,
        epochs: int,
        order: np.random.Generator | None,
        *,
        sample_weight: Array | None = None,
        after_epoch: AfterEpoch | None = None,
        guessing: float = math.inf,
        timeout: float | None = None,
    ) -> History:
        """Train several epochs, on one BLAS thread.

        Parameters
        ----------
        X, targets, order, sample_weight
            As in :meth:`epoch`.
        epochs : int
            Maximum number of epochs. The schedule ends with the last of them.
        after_epoch : callable, optional
            Called after each epoch; see :data:`AfterEpoch`.
        guessing : float
            Loss of a network that guesses. Training counts as diverged, and stops, above 100 times
            that. With infinity it stops only if the loss is not finite.
        timeout : float, optional
            Seconds that training may take. It is checked before each epoch.

        Returns
        -------
        History
            Losses, time, and whether training diverged.

        Raises
        ------
        TimeoutError
            If training takes longer than ``timeout``.
        """
        losses: list[float] = []
        seconds, divergence, stopped = 0.0, None, False
        started = time.monotonic()
        batches = epochs * math.ceil(len(X) / min(self.batch_size, len(X)))
        step_sizes = self.schedule.step_sizes(self._full_step_size, batches)
        # At these sizes several processes with one BLAS thread each are faster than one process
        # with several threads. And one thread adds in the same order every time.
        with _libraries().limit(limits=1, user_api="blas"), np.errstate(all="ignore"):
            while len(losses) < epochs and divergence is None and not stopped:
                if timeout is not None and time.monotonic() - started > timeout:
                    raise TimeoutError(
                        f"training took longer than {timeout:g} s, and was in epoch "
                        f"{len(losses) + 1} of {epochs}; allow it more time"
                    )
                start = time.perf_counter()
                losses.append(self.epoch(X, targets, order, sample_weight, step_sizes))
                seconds += time.perf_counter() - start
                divergence = find_divergence("training", losses, guessing)
                stopped = after_epoch is not None and after_epoch(self.network, losses)
        return History(losses=tuple(losses), seconds=seconds, divergence=divergence)

    def epoch(
        self,
        X: Array,
        targets: Targets,
        order: np.random.Generator | None,
        sample_weight: Array | None = None,
        step_sizes: Iterator[float] | None = None,
    ) -> float:
        """Train one epoch: pass once over the samples.

        Parameters
        ----------
        X : ndarray of shape (n, features)
            Samples, in the network's dtype.
        targets : ndarray of int, shape (n,)
            Index of each sample's class.
        order : Generator or None
            Draws the order of the samples; None keeps the given order.
        sample_weight : ndarray of shape (n,), optional
            Weight of each sample in its batch, in the network's dtype. The penalty is then divided
            by the sum of the batch's weights. A batch whose weights are all 0 is skipped.
        step_sizes : iterator of float, optional
            Gives the step size of each batch; by default the optimizer's stays as it is.

        Returns
        -------
        float
            Mean loss with penalty. Each batch's loss is the one before its gradient step.
        """
        n = len(X)
        indices = np.arange(n) if order is None else order.permutation(n)
        batch_size = min(self.batch_size, n)
        if len(self._batch) < batch_size:
            self._batch = np.empty((batch_size, X.shape[1]), self.network.dtype)
        total = 0.0
        for start in range(0, n, batch_size):
            chosen = indices[start : start + batch_size]
            batch = self._batch[: len(chosen)]
            # In its default mode, take() would copy through a buffer of its own.
            np.take(X, chosen, axis=0, out=batch, mode="clip")
            if step_sizes is not None:
                self.optimizer.learning_rate = next(step_sizes)
            weights = None if sample_weight is None else sample_weight[chosen]
            size = len(chosen) if weights is None else float(weights.sum())
            if size == 0:
                continue
            loss = self.network.backpropagate(batch, targets[chosen], weights)
            if self.alpha:
                loss += self.network.penalize(self.alpha / size)
            self.optimizer.step(self.network.parameters, self.network.gradient)
            # Together with the optimizer's moments, or the next step would bring the weights back.
            if self.alpha and self.optimizer.steps % STEPS_BETWEEN_CLEARINGS == 0:
                for layer in self.network.weights:
                    clear(layer)
            total += loss * len(chosen)
        return total / n


@cache
def _libraries() -> "ThreadpoolController":
    """Find NumPy's BLAS. Only once: it can take as long as a whole call of ``partial_fit``."""
    # Whoever only reads what was trained does without the time that this import takes.
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def generators(seed: int) -> tuple[np.random.Generator, np.random.Generator]:
    """Make two generators for a training: for the first weights, and for the order of samples.

    Parameters
    ----------
    seed : int
        Seed of both generators, not negative. They draw independently of each other.
    """
    weights_seed, order_seed = np.random.SeedSequence(seed).spawn(2)
    return np.random.default_rng(weights_seed), np.random.default_rng(order_seed)


def find_divergence(name: str, losses: Sequence[float], guessing: float) -> str | None:
    """Say how training diverged in its last epoch; None if it did not.

    Parameters
    ----------
    name : str
        Name of these losses, such as ``"training"``.
    losses : sequence of float
        Losses so far, one per epoch.
    guessing : float
        Loss of a network that guesses.
    """
    epoch, loss = len(losses), losses[-1]
    if not math.isfinite(loss):
        return f"the {name} loss became {loss} in epoch {epoch}; lower learning_rate_init"
    if loss > DIVERGENCE_FACTOR * guessing:
        return (
            f"the {name} loss was {loss:.3g} in epoch {epoch}, over {DIVERGENCE_FACTOR:.0f} "
            "times that of guessing; lower learning_rate_init"
        )
    return None
