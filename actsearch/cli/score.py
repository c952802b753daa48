"""``actsearch score``: how well a model that was exported predicts samples with labels."""

from pathlib import Path
from typing import Annotated, Any

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
            help="Column of the labels, or of the target; by default the one of the training.",
            show_default=False,
        ),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            help="A metric, such as balanced_accuracy; by default the accuracy, or of a regression "
            "R2, RMSE and MAE.",
            show_default=False,
        ),
    ] = None,
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
    from actsearch.datasets.regression import check_targets
    from actsearch.models import Model
    from actsearch.models.samples import indices, read
    from actsearch.wording import title, value_in_words

    known = Model.load(model)
    names = list(metrics.metrics(known.task)) if metric is None else [metric]
    for name in names:
        metrics.check(name, len(known.classes), known.task)
    samples = read(data, known, label)
    if samples.labels is None:
        raise UsageError(
            f"{data} has no labels to compare with: name their column", parameter="label"
        )
    targets: Any
    if known.task == "regression":
        targets = check_targets(str(data), samples.labels)
        predictions = known.trained.predict(samples.X)
    else:
        targets = indices(samples.labels, known.classes)
        predictions = known.trained.predict_proba(samples.X)
    if samples.labelled is not None:
        predictions = predictions[samples.labelled]
    values = {name: _measured(name, data, targets, predictions) for name in names}
    if style == options.Format.JSON:
        write_json({**values, "samples": len(targets)})
        return
    words = (
        f"{title(name)} {value_in_words(name, value)}"
        if known.task == "regression"
        else f"{name.replace('_', ' ')} {value:.4f}"
        for name, value in values.items()
    )
    write(f"{', '.join(words)} on {len(targets):,} samples\n")


def _measured(name: str, data: Path, targets: Any, predictions: Any) -> float:
    from actsearch import metrics

    try:
        if name == "r2" and len(targets) < 2:
            raise ValueError("it needs two samples")
        return metrics.get(name).measure(targets, predictions)
    except ValueError as error:
        raise UsageError(f"{name} cannot be measured on {data}: {error}") from error
