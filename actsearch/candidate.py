"""A candidate of a search: a network, its activations, and how to train it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from actsearch import activations as catalogue
from actsearch.activations import Activation
from actsearch.errors import UsageError
from actsearch.nn.settings import TrainingSettings

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Candidate:
    """A point of a search space.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int
        Units of each hidden layer, the one next to the input first.
    activations : tuple of Activation
        Activation of each hidden layer.
    training : TrainingSettings
        How the network is trained.
    probe : bool
        Whether the training is only begun, to see what it learns; see
        :func:`actsearch.evaluation.evaluate`.

    Examples
    --------
    >>> from actsearch import activations
    >>> leaky = activations.get("leaky_relu", slope=0.1)
    >>> print(Candidate((16, 16), (leaky, leaky), TrainingSettings()))
    leaky_relu(slope=0.1)
    >>> print(Candidate((16, 16), (leaky, activations.get("relu")), TrainingSettings()))
    leaky_relu(slope=0.1) | relu
    """

    hidden_layer_sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    training: TrainingSettings
    probe: bool = False

    def __post_init__(self) -> None:
        if len(self.activations) != len(self.hidden_layer_sizes):
            raise ValueError(
                f"{len(self.hidden_layer_sizes)} hidden layers need as many activations, "
                f"got {len(self.activations)}"
            )

    def __str__(self) -> str:
        shared = len(set(self.activations)) == 1
        return " | ".join(map(str, self.activations[:1] if shared else self.activations))

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as a dict of JSON values.

        Examples
        --------
        >>> from actsearch import activations
        >>> candidate = Candidate((16,), (activations.get("relu"),), TrainingSettings(epochs=2))
        >>> candidate.to_dict()["activations"], candidate.to_dict()["training"]["epochs"]
        ([{'name': 'relu', 'params': {}}], 2)
        """
        written = {
            "hidden_layer_sizes": list(self.hidden_layer_sizes),
            "activations": [activation.to_dict() for activation in self.activations],
            "training": asdict(self.training),
        }
        return written | ({"probe": True} if self.probe else {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Candidate":
        """Make a candidate from what :meth:`to_dict` returned, also if it was JSON in between.

        Raises
        ------
        UsageError
            If ``data`` has another form.

        Examples
        --------
        >>> from actsearch import activations
        >>> candidate = Candidate((16,), (activations.get("relu"),), TrainingSettings())
        >>> Candidate.from_dict(json.loads(json.dumps(candidate.to_dict()))) == candidate
        True
        """
        sizes, training = _validators()
        try:
            # Read as JSON: it has lists for tuples, and a text is never taken for a number.
            return cls(
                sizes.validate_json(json.dumps(data["hidden_layer_sizes"]), strict=True),
                tuple(map(catalogue.from_dict, data["activations"])),
                # The class refuses unknown settings, and adds those that an earlier version lacked.
                training.validate_json(
                    json.dumps(asdict(TrainingSettings(**data["training"]))), strict=True
                ),
                probe=data.get("probe", False) is True,
            )
        # Pydantic's error is a ValueError.
        except (ValueError, TypeError, LookupError) as error:
            raise UsageError(
                f"this is not a candidate as actsearch writes it ({type(error).__name__}): restore "
                "the file or database that it comes from"
            ) from error

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of :meth:`to_dict`: equal candidates have equal digests.

        Examples
        --------
        >>> from actsearch import activations
        >>> one, other = (Candidate((16,), (activations.get("leaky_relu", slope=slope),),
        ...                         TrainingSettings()) for slope in (0.1, 0.2))
        >>> one.digest == other.digest, len(one.digest)
        (False, 64)
        """
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def _validators() -> "tuple[TypeAdapter[tuple[int, ...]], TypeAdapter[TrainingSettings]]":
    # Imported only here, because it takes time and workers never read a candidate.
    from pydantic import PositiveInt, TypeAdapter

    return TypeAdapter(tuple[PositiveInt, ...]), TypeAdapter(TrainingSettings)
