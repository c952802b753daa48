"""Change single entries of a search space, so that nobody needs a file for them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from actsearch.activations import Parameter, definition
from actsearch.errors import UsageError, shown
from actsearch.search_space.space import SearchSpace


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What to change in a search space; None leaves an entry as it is.

    Parameters
    ----------
    epochs, steps : int, optional
        Length of each training, in epochs or in gradient steps; only one of them.
    hidden_layer_sizes : sequence of int, optional
        Units of each hidden layer.
    learning_rate_init : float, optional
        Full step size.
    batch_size : int, optional
        Samples per gradient step.
    activations : sequence of str, optional
        Activations to choose from: names, or expressions. Those of the space keep their ranges;
        of others each parameter is searched in the range that is worth it.

    Examples
    --------
    >>> from actsearch.search_space import load
    >>> space = Changes(activations=["relu", "celu"], batch_size=32).applied_to(load("mnist"))
    >>> for parameter in space.parameters():
    ...     print(parameter.name, parameter.range)
    activation relu, celu
    celu.alpha 0.1 to 3.0, log
    """

    epochs: int | None = None
    steps: int | None = None
    hidden_layer_sizes: tuple[int, ...] | None = None
    learning_rate_init: float | None = None
    batch_size: int | None = None
    activations: tuple[str, ...] | None = None

    @property
    def parts(self) -> Iterator[str]:
        """What tells a study with these changes from others, for its name."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                values = value if isinstance(value, tuple) else (value,)
                yield _SHORT.get(field.name, field.name) + "-".join(map(str, values))

    def applied_to(self, space: SearchSpace) -> SearchSpace:
        """Return the space with the changes.

        Parameters
        ----------
        space : SearchSpace
            Stays as it is.

        Raises
        ------
        UsageError
            If a value cannot be used; the message names its place in a search space.
        """
        data = space.to_dict()
        training = data["training"]
        if self.epochs is not None or self.steps is not None:
            training |= {"epochs": self.epochs, "steps": self.steps}
        for name in ("learning_rate_init", "batch_size"):
            if (value := getattr(self, name)) is not None:
                training[name] = value
        if self.hidden_layer_sizes is not None:
            data["network"] = {"hidden_layer_sizes": list(self.hidden_layer_sizes)}
        if self.activations is not None:
            data = _chosen(data, self.activations)
        return SearchSpace.from_dict(data)


_SHORT = {
    "hidden_layer_sizes": "hidden",
    "learning_rate_init": "lr",
    "batch_size": "batch",
    "activations": "",
}


def _chosen(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return a space's dictionary with these activations only, and no evolved expressions."""
    tables: dict[str, Any] = {}
    for name in names:
        if not name:
            raise UsageError("an empty name is among the activations: drop the extra comma")
        found = definition(name)
        if found.name in tables:
            raise UsageError(f"{shown(name)} is there twice among the activations: keep one")
        searched = {each.name: _range(each) for each in found.parameters}
        tables[found.name] = data["activations"].get(found.name, searched)
    chosen = {key: value for key, value in data.items() if key != "expressions"}
    kept = chosen["baseline"] if chosen["baseline"] in tables else None
    return chosen | {
        "description": f"One of {', '.join(tables)}",
        "activations": tables,
        "order": list(tables),
        "baseline": kept,
    }


def _range(parameter: Parameter) -> dict[str, Any]:
    return {"min": parameter.low, "max": parameter.high, "log": parameter.log}


def split_activations(text: str) -> tuple[str, ...]:
    """Split a list at its commas, but not at those within the brackets of an expression.

    Examples
    --------
    >>> split_activations("relu, max(x, sin(x)), tanh")
    ('relu', 'max(x, sin(x))', 'tanh')
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(part.strip() for part in parts)
