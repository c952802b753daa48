"""``actsearch data``: show how a dataset is read, and what is done to each column."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import completion, options, reading_options
from actsearch.cli.console import output, write_json

if TYPE_CHECKING:
    from actsearch.datasets import Dataset

_MOST_CLASSES = 20


def data(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|NAME",
            help="A dataset: path or name.",
            autocompletion=completion.datasets,
        ),
    ],
    label: reading_options.Label = None,
    task: options.LearningTask = None,
    features: reading_options.Features = None,
    drop: reading_options.Drop = None,
    encoding: reading_options.Encoding = None,
    no_header: reading_options.NoHeader = False,
    rare_classes: reading_options.RareClasses = None,
    image_size: reading_options.ImageSize = None,
    colour: reading_options.Colour = False,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
) -> None:
    """Show how a dataset is read: its classes, and what is done to each column of a table.

    Nothing is trained. The test part stays sealed: samples and classes are counted without it.

    Example:

        actsearch data flowers.csv --label species
    """
    from actsearch import datasets
    from actsearch.cli.columns import show_columns
    from actsearch.cli.session import say_cautions

    reading = reading_options.reading(
        *(features, drop, encoding, rare_classes),
        no_header=no_header,
        image_size=image_size,
        colour=colour,
    )
    loaded = datasets.load(
        source, label=label, reading=reading, task=None if task is None else task.value
    )
    if style == options.Format.JSON:
        write_json(_facts(loaded))
        return
    console = output()
    if loaded.table is not None:
        show_columns(loaded.table, console)
        console.print()
    facts = _facts(loaded)
    classes = [f"{name} ({count})" for name, count in facts["classes"].items()]
    others = len(classes) - _MOST_CLASSES
    more = f" and {others} others" if others > 0 else ""
    console.facts(
        {
            "samples": f"{facts['samples']:,}, without the test part",
            "inputs": f"{facts['inputs']:,}, {facts['scaling']}",
            **_of_targets(loaded, ", ".join(classes[:_MOST_CLASSES]) + more),
        },
        indent=12,
    )
    say_cautions(loaded)


def _of_targets(dataset: "Dataset", classes: str) -> dict[str, str]:
    if dataset.task == "classification":
        return {"classes": classes}
    return {"target": f"a number from {dataset.y.min():g} to {dataset.y.max():g}"}


def _facts(dataset: "Dataset") -> dict[str, Any]:
    import numpy as np

    targets = dataset.y if dataset.task == "classification" else dataset.y[:0].astype(np.int64)
    counts = np.bincount(targets, minlength=len(dataset.classes)).tolist()
    split = dataset.whole()
    return {
        "source": dataset.name,
        "samples": len(dataset.y),
        "inputs": split.X_train.shape[1],
        "scaling": "divided by 255" if dataset.scaling == "pixels" else "standardised",
        "classes": dict(zip(map(str, dataset.classes.tolist()), counts, strict=True)),
        "table": None if dataset.table is None else dataset.table.to_dict(),
    }
