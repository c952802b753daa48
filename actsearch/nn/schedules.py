"""How the step size changes during a training: it may rise at first, and fall to 0 at the end."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Decay: TypeAlias = Literal["constant", "linear", "cosine"]

# Fraction of the full step size, by how much of the training after the warm-up is over.
DECAYS: Mapping[Decay, Callable[[float], float]] = {
    "constant": lambda _: 1.0,
    "linear": lambda progress: 1 - progress,
    "cosine": lambda progress: (1 + math.cos(math.pi * progress)) / 2,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Fraction of the full step size that each step takes.

    Of n steps, the first w = round(warmup * n) are the warm-up: step t = 0, 1, ... of them takes
    the fraction (t + 1) / w. Step t after it takes, with p = (t - w) / (n - w),

    - 1 if the step size is constant,
    - 1 - p if it falls linearly,
    - (1 + cos(pi * p)) / 2 if it falls as a cosine.

    Parameters
    ----------
    decay : {"constant", "linear", "cosine"}
        How the step size falls after the warm-up.
    warmup : float
        Fraction of all steps in which the step size rises, from 0 to below 1.

    References
    ----------
    Linear: Defazio et al., "Optimal linear decay learning rate schedules and further refinements",
    arXiv:2310.07831, 2023. Cosine: Loshchilov & Hutter, "SGDR: stochastic gradient descent with
    warm restarts", ICLR 2017, equation 5. Warm-up: Goyal et al., "Accurate, large minibatch SGD:
    training ImageNet in 1 hour", arXiv:1706.02677, 2017.

    Examples
    --------
    >>> [Schedule("linear").fraction(step, 4) for step in range(4)]
    [1.0, 0.75, 0.5, 0.25]
    >>> [Schedule("linear", warmup=0.5).fraction(step, 4) for step in range(4)]
    [0.5, 1.0, 1.0, 0.5]
    """

    decay: Decay = "constant"
    warmup: float = 0.0

    def fraction(self, step: int, steps: int) -> float:
        """Return the fraction of the full step size that one step takes, from 0 to 1.

        Parameters
        ----------
        step : int
            Number of the step, from 0.
        steps : int
            Number of all steps, more than ``step``.
        """
        rising = round(self.warmup * steps)
        if step < rising:
            return (step + 1) / rising
        return DECAYS[self.decay]((step - rising) / (steps - rising))

    def step_sizes(self, full: float, steps: int) -> Iterator[float]:
        """Yield the size of each step of a training.

        Parameters
        ----------
        full : float
            Full step size.
        steps : int
            Number of all steps.
        """
        return (full * self.fraction(step, steps) for step in range(steps))
