"""``actsearch score``: how well a model that was exported predicts samples with labels."""

from pathlib import Path
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import write, write_json
from actsearch.cli.predict import DATA, MODEL
from actsearch.errors import UsageError


def score(
    model: Annotated[Path, MODEL],
    data: Annotated[Path, DATA],
    label: Annotated[
        str | None,
        typer.Option(
            help="Column of the labels; by default the one of the training.", show_default=False
        ),
    ] = None,
    metric: Annotated[
        str, typer.Option(help="A metric, such as accuracy or balanced_accuracy.")
    ] = "accuracy",
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
) -> None:
    """Score a model on the samples of a file with labels.

    Samples that the model was trained on say nothing of others.

    Example:

        actsearch score model flowers.csv --label species
    """
    from actsearch import metrics
    from actsearch.models import Model
    from actsearch.models.samples import indices, read

    chosen = metrics.get(metric)
    known = Model.load(model)
    samples = read(data, known, label)
    if samples.labels is None:
        raise UsageError(
            f"{data} has no labels to compare with: name their column", parameter="label"
        )
    targets = indices(samples.labels, known.classes)
    probabilities = known.trained.predict_proba(samples.X)
    if samples.labelled is not None:
        probabilities = probabilities[samples.labelled]
    try:
        value = chosen.measure(targets, probabilities)
    except ValueError as error:
        raise UsageError(f"{metric} cannot be measured on {data}: {error}") from error
    if style == options.Format.JSON:
        write_json({metric: value, "samples": len(targets)})
    else:
        write(f"{metric.replace('_', ' ')} {value:.4f} on {len(targets):,} samples\n")
