"""Train a network: epochs of mini-batches, with a gradient step for each batch."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from actsearch.activations.base import Array
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network
from actsearch.nn.optimizers import Optimizer
from actsearch.nn.schedules import Schedule
from actsearch.nn.subnormals import STEPS_BETWEEN_CLEARINGS, clear

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

BeforeFirstStep: TypeAlias = Callable[[Network], None]
AfterCheckpoint: TypeAlias = Callable[[Network, Sequence[float]], bool]
"""Takes the network and the training losses so far, one per checkpoint; returns whether to stop."""

# A loss above this many times the loss of guessing means divergence, and not just a bad start.
DIVERGENCE_FACTOR = 100.0
_STEPS_BETWEEN_CHECKS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Losses and time of a training.

    Parameters
    ----------
    losses : tuple of float
        Training loss of each checkpoint, with the penalty: the mean over the batches since the
        checkpoint before.
    seconds : float
        Wall time of the gradient steps, without the calls of ``before_first_step`` and
        ``after_checkpoint``.
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
        checkpoints: Sequence[int],
        order: np.random.Generator | None,
        *,
        sample_weight: Array | None = None,
        before_first_step: BeforeFirstStep | None = None,
        after_checkpoint: AfterCheckpoint | None = None,
        guessing: float = math.inf,
        timeout: float | None = None,
    ) -> History:
        """Train up to the last checkpoint, on one BLAS thread.

        Parameters
        ----------
        X, targets, order, sample_weight
            As in :meth:`epoch`.
        checkpoints : sequence of int
            Numbers of gradient steps after which to note the training loss, ascending. The last of
            them is the length of the training, and the schedule ends with it.
        before_first_step : callable, optional
            Takes the network before it is trained.
        after_checkpoint : callable, optional
            Called after each checkpoint; see :data:`AfterCheckpoint`.
        guessing : float
            Loss of a network that guesses. Training counts as diverged, and stops, above 100 times
            that. With infinity it stops only if the loss is not finite.
        timeout : float, optional
            Seconds that training may take. It is checked every few hundred gradient steps.

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
        seconds, divergence = 0.0, None
        started = time.monotonic()
        step_sizes = self.schedule.step_sizes(self._full_step_size, checkpoints[-1])
        batches = chain.from_iterable(self._batches(len(X), order) for _ in count())
        # At these sizes several processes with one BLAS thread each are faster than one process
        # with several threads. And one thread adds in the same order every time.
        with _libraries().limit(limits=1, user_api="blas"), np.errstate(all="ignore"):
            if before_first_step is not None:
                before_first_step(self.network)
            for before, checkpoint in pairwise(chain((0,), checkpoints)):
                start = time.perf_counter()
                chosen: Iterable[NDArray[np.intp]] = islice(batches, checkpoint - before)
                if timeout is not None:
                    chosen = _in_time(chosen, started, timeout, before, checkpoints[-1])
                losses.append(self._train(X, targets, chosen, sample_weight, step_sizes))
                seconds += time.perf_counter() - start
                divergence = find_divergence("training", losses[-1], guessing, checkpoint)
                stopped = after_checkpoint is not None and after_checkpoint(self.network, losses)
                if stopped or divergence is not None:
                    break
        return History(losses=tuple(losses), seconds=seconds, divergence=divergence)

    def epoch(
        self,
        X: Array,
        targets: Targets,
        order: np.random.Generator | None,
        sample_weight: Array | None = None,
    ) -> float:
        """Train one epoch with the optimizer's step size: pass once over the samples.

        Parameters
        ----------
        X : ndarray of shape (n, features)
            Samples, in the network's dtype.
        targets : ndarray
            What the loss takes, such as the index of each sample's class.
        order : Generator or None
            Draws the order of the samples; None keeps the given order.
        sample_weight : ndarray of shape (n,), optional
            Weight of each sample in its batch, in the network's dtype. The penalty is then divided
            by the sum of the batch's weights. A batch whose weights are all 0 is skipped.

        Returns
        -------
        float
            Mean loss with penalty. Each batch's loss is the one before its gradient step.
        """
        return self._train(X, targets, self._batches(len(X), order), sample_weight)

    def _batches(self, n: int, order: np.random.Generator | None) -> "Iterator[NDArray[np.intp]]":
        """Yield the indices of each batch of an epoch."""
        indices = np.arange(n) if order is None else order.permutation(n)
        size = min(self.batch_size, n)
        return (indices[start : start + size] for start in range(0, n, size))

    def _train(
        self,
        X: Array,
        targets: Targets,
        batches: "Iterable[NDArray[np.intp]]",
        sample_weight: Array | None,
        step_sizes: Iterator[float] | None = None,
    ) -> float:
        """Take a gradient step for each batch, and return their mean loss."""
        batch_size = min(self.batch_size, len(X))
        if len(self._batch) < batch_size:
            self._batch = np.empty((batch_size, X.shape[1]), self.network.dtype)
        total, n = 0.0, 0
        for chosen in batches:
            n += len(chosen)
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
            self.network.keep_bounds()
            # Together with the optimizer's moments, or the next step would bring the weights back.
            if self.alpha and self.optimizer.steps % STEPS_BETWEEN_CLEARINGS == 0:
                for layer in self.network.weights:
                    clear(layer)
            total += loss * len(chosen)
        return total / n


def _in_time(
    batches: "Iterable[NDArray[np.intp]]", started: float, timeout: float, taken: int, steps: int
) -> "Iterator[NDArray[np.intp]]":
    """Pass on batches, but not when time is up; it is checked before the first of them too."""
    for number, batch in enumerate(batches):
        if number % _STEPS_BETWEEN_CHECKS == 0 and time.monotonic() - started > timeout:
            raise TimeoutError(
                f"training took longer than {timeout:g} s, and had taken {taken + number:,} of "
                f"{steps:,} gradient steps; allow it more time"
            )
        yield batch


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


def find_divergence(name: str, loss: float, guessing: float, step: int) -> str | None:
    """Say how training diverged before a checkpoint; None if it did not.

    Parameters
    ----------
    name : str
        Name of the loss, such as ``"training"``.
    loss : float
        Loss at the checkpoint.
    guessing : float
        Loss of a network that guesses.
    step : int
        Number of gradient steps until the checkpoint.
    """
    if not math.isfinite(loss):
        return f"the {name} loss became {loss} by gradient step {step:,}; lower learning_rate_init"
    if loss > DIVERGENCE_FACTOR * guessing:
        # A network that has learned its samples may still be far off for one unlike all of them.
        odd = ", or look for samples far from all others" if name == "validation" else ""
        return (
            f"the {name} loss was {loss:.3g} at gradient step {step:,}, over "
            f"{DIVERGENCE_FACTOR:.0f} times that of guessing; lower learning_rate_init{odd}"
        )
    return None
