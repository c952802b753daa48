"""Optimizers: gradient steps on the flat vector of all parameters of a network."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from actsearch.activations.base import Array
from actsearch.nn.subnormals import STEPS_BETWEEN_CLEARINGS, clear


class Optimizer(Protocol):
    """Changes the parameters of a network by their gradient.

    Attributes
    ----------
    learning_rate : float
        Size of the next step.
    steps : int
        Steps taken so far.
    """

    learning_rate: float
    steps: int

    def step(self, parameters: Array, gradient: Array) -> None:
        """Change ``parameters`` in place; ``gradient`` (same shape) may be overwritten."""


@dataclass(frozen=True, slots=True)
class StepFactor:
    """A factor for the steps of the last parameters: those that activations learn.

    Parameters
    ----------
    count : int
        How many parameters there are with this factor.
    factor : float
        How many times as large their steps are as those of the weights.
    """

    count: int = 0
    factor: float = 1.0

    def apply(self, step: Array) -> None:
        """Multiply the last numbers of a vector of steps, in place."""
        if self.count:
            step[-self.count :] *= self.factor


_NONE = StepFactor()


class SGD:
    """Stochastic gradient descent with (Nesterov's) momentum.

    Parameters
    ----------
    size : int
        Number of parameters.
    dtype : dtype
        Type of the parameters.
    learning_rate : float
        Step size.
    momentum : float
        Fraction of the previous step that is kept.
    nesterov : bool
        Whether the momentum is Nesterov's.
    learned : StepFactor
        Factor for the parameters that activations learn.

    References
    ----------
    Sutskever et al., "On the importance of initialization and momentum in deep learning",
    ICML 2013.
    """

    def __init__(
        self,
        size: int,
        dtype: np.dtype[np.floating],
        learning_rate: float,
        momentum: float = 0.9,
        nesterov: bool = True,
        learned: StepFactor = _NONE,
    ) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.nesterov = nesterov
        self.learned = learned
        self.steps = 0
        self._velocity = np.zeros(size, dtype)

    def step(self, parameters: Array, gradient: Array) -> None:
        """Change ``parameters`` in place; ``gradient`` is overwritten."""
        self.steps += 1
        velocity = self._velocity
        gradient *= -self.learning_rate
        self.learned.apply(gradient)
        velocity *= self.momentum
        velocity += gradient
        if self.nesterov:
            gradient += self.momentum * velocity
            parameters += gradient
        else:
            parameters += velocity

        if self.steps % STEPS_BETWEEN_CLEARINGS == 0:
            clear(velocity)


class Adam:
    """Adam: steps scaled by running moments of the gradient.

    Parameters
    ----------
    size : int
        Number of parameters.
    dtype : dtype
        Type of the parameters.
    learning_rate : float
        Step size.
    beta_1, beta_2 : float
        Decay rates of the first and the second moment.
    epsilon : float
        A small number that keeps the division finite.
    learned : StepFactor
        Factor for the parameters that activations learn.

    References
    ----------
    Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    """

    def __init__(
        self,
        size: int,
        dtype: np.dtype[np.floating],
        learning_rate: float,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        learned: StepFactor = _NONE,
    ) -> None:
        self.learning_rate = learning_rate
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.learned = learned
        self.steps = 0
        # The paper's moments divided by (1 - beta): sums of discounted gradients. That saves two
        # multiplications a step; `step` scales step size and epsilon accordingly.
        self._first = np.zeros(size, dtype)
        self._second = np.zeros(size, dtype)

    def step(self, parameters: Array, gradient: Array) -> None:
        """Change ``parameters`` in place; ``gradient`` is overwritten."""
        self.steps += 1
        first, second = self._first, self._second
        first *= self.beta_1
        first += gradient
        gradient *= gradient
        second *= self.beta_2
        second += gradient

        correction_1 = (1 - self.beta_1) / (1 - self.beta_1**self.steps)
        correction_2 = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**self.steps))
        step = np.sqrt(second, out=gradient)
        step += self.epsilon / correction_2
        np.divide(first, step, out=step)
        step *= self.learning_rate * correction_1 / correction_2
        self.learned.apply(step)
        parameters -= step

        if self.steps % STEPS_BETWEEN_CLEARINGS == 0:
            clear(first)
            clear(second)
