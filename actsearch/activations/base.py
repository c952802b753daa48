"""The base class of activations: value, derivative, and a form that can be stored."""

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.parameters import LearnedParameter

Array: TypeAlias = NDArray[np.floating[Any]]
Number: TypeAlias = float | Array
"""A parameter: one value, or an array of shape (units,) in the dtype of x, one for each unit."""
Derivative: TypeAlias = Callable[[], Array]
Computed: TypeAlias = tuple[Array, Derivative, *tuple[Derivative, ...]]
"""f(x), and functions that compute its derivatives: by x, and then by each parameter.

Call each at most once, while x is unchanged. The arrays may share memory: do not change them.
"""


class Activation(ABC):
    """A function of the pre-activation, with its derivative: what a layer computes.

    Get one from the catalogue by its name: :func:`actsearch.activations.get`. Two activations are
    equal if their :meth:`to_dict` is equal; :mod:`actsearch.activations.equivalence` compares what
    they compute.

    Examples
    --------
    >>> import numpy as np
    >>> from actsearch import activations
    >>> leaky = activations.get("leaky_relu", slope=0.1)
    >>> leaky(np.array([-2.0, 3.0]))
    array([-0.2,  3. ])
    >>> leaky.derivative(np.array([-2.0, 3.0]))
    array([0.1, 1. ])
    >>> print(leaky)
    leaky_relu(slope=0.1)
    """

    @abstractmethod
    def forward(self, x: Array) -> tuple[Array, Derivative]:
        """Compute f(x) now, and f'(x) when the second result is called.

        Parameters
        ----------
        x : ndarray of float, any shape
            Pre-activation. It must not change before the slope is computed.

        Returns
        -------
        value : ndarray
            f(x), a new array of the shape and dtype of ``x``.
        slope : callable
            Returns f'(x), at most once.
        """

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return a dict of JSON values, from which :meth:`from_dict` makes an equal activation."""

    @classmethod
    @abstractmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make an activation from what :meth:`to_dict` of this class returned."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the name with the parameters, as a leaderboard shows it."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Name without parameters."""

    @property
    @abstractmethod
    def params(self) -> Mapping[str, float]:
        """Values of the parameters, by name; of a learned one the value before training."""

    @property
    @abstractmethod
    def formula(self) -> str:
        """f(x) as people write it, with the values of the parameters."""

    @property
    @abstractmethod
    def kinks(self) -> tuple[float, ...]:
        """The x at which the derivative jumps."""

    @property
    def learned(self) -> tuple[LearnedParameter, ...]:
        """Parameters that training changes; none by default."""
        return ()

    def forward_with(self, x: Array, values: Mapping[str, Number]) -> Computed:
        """Compute f(x) with values of the learned parameters, and functions for its derivatives.

        Parameters
        ----------
        x : ndarray of shape (n, units)
            Pre-activation. It must not change before the derivatives are computed.
        values : mapping
            For each learned parameter a number, or an array of shape (units,).

        Returns
        -------
        tuple
            f(x), and functions that return its derivatives by ``x`` and by each learned parameter.
        """
        del values  # there is none to give
        return self.forward(x)

    def __call__(self, x: Array) -> Array:
        """Compute f(x), elementwise; shape and dtype are those of ``x``."""
        return self.forward(x)[0]

    def derivative(self, x: Array) -> Array:
        """Compute f'(x), elementwise; shape and dtype are those of ``x``."""
        return self.forward(x)[1]()

    @cached_property
    def initialization_gain(self) -> float:
        """1/sqrt(E f(z)^2) for z ~ N(0, 1): the scale of weights that keeps the size of units.

        With W ~ N(0, gain^2/fan_in) the mean square of a layer's units is 1, for any activation.
        For ReLU this is He's initialisation.

        References
        ----------
        He et al., "Delving deep into rectifiers", ICCV 2015, section 2.2.
        """
        # A fixed fine grid, because Gauss-Hermite quadrature converges slowly at kinks and jumps.
        # The grid's points are exact in float32, in which networks compute.
        z = np.linspace(-8.0, 8.0, 16 * 1024 + 1)
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        values = self(z.astype(np.float32)).astype(np.float64)
        mean_square = float(np.sum(values**2 * density) * (z[1] - z[0]))
        return 1.0 / math.sqrt(mean_square) if mean_square > 0.0 else 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self._written == other._written

    def __hash__(self) -> int:
        return hash(self._written)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickle only what to_dict returns: another process takes the function from its own
        # catalogue, and no code is unpickled.
        return type(self).from_dict, (self.to_dict(),)

    @cached_property
    def _written(self) -> str:
        return json.dumps(self.to_dict(), sort_keys=True)
