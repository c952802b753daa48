"""Options of ``actsearch run`` that change the search space, so that it needs no file."""

from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.cli import completion
from actsearch.errors import UsageError, shown

if TYPE_CHECKING:
    from actsearch.search_space import Changes

_PANEL = "Instead of what the search space says"
Activations = Annotated[
    str | None,
    typer.Option(
        help="Activations to choose from, separated by commas: names or expressions, such as "
        "'relu,swish,x*sigmoid(b*x)'. Their parameters are searched. 'actsearch activations' lists "
        "them.",
        autocompletion=completion.in_list(completion.activations),
        rich_help_panel=_PANEL,
    ),
]
Hidden = Annotated[
    str | None,
    typer.Option(
        metavar="SIZES",
        help="Units of each hidden layer, separated by commas, such as 64,64.",
        rich_help_panel=_PANEL,
    ),
]
StepSize = Annotated[
    float | None, typer.Option("--lr", help="Full step size.", rich_help_panel=_PANEL)
]
BatchSize = Annotated[
    int | None, typer.Option(min=1, help="Samples per gradient step.", rich_help_panel=_PANEL)
]
Epochs = Annotated[
    int | None, typer.Option(min=1, help="Epochs of each training.", rich_help_panel=_PANEL)
]
Steps = Annotated[
    int | None, typer.Option(min=1, help="Gradient steps of each training.", rich_help_panel=_PANEL)
]


def changes(
    *,
    activations: str | None,
    hidden: str | None,
    lr: float | None,
    batch_size: int | None,
    epochs: int | None,
    steps: int | None,
) -> "Changes":
    """Return what the options change.

    Raises
    ------
    UsageError
        If an option cannot be read.
    """
    from actsearch.search_space.changes import Changes, split_activations

    if epochs is not None and steps is not None:
        raise UsageError("--epochs and --steps exclude each other: give one of them")
    return Changes(
        activations=None if activations is None else split_activations(activations),
        hidden_layer_sizes=None if hidden is None else _sizes(hidden),
        learning_rate_init=lr,
        batch_size=batch_size,
        epochs=epochs,
        steps=steps,
    )


def _sizes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise UsageError(
            f"--hidden: expected whole numbers separated by commas, such as 64,64, got "
            f"{shown(text)}"
        ) from None
