"""``actsearch predict``: classes of samples, by a model that was exported."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from actsearch.cli.console import write

MODEL = typer.Argument(metavar="MODEL", help="Folder that 'actsearch export' wrote.")
DATA = typer.Argument(
    metavar="DATA", help="File of samples: a table, such as .csv, or an .npz archive with X."
)


class PredictionFormat(StrEnum):
    """How predictions are written to standard output."""

    CSV = "csv"
    JSON = "json"


def predict(
    model: Annotated[Path, MODEL],
    data: Annotated[Path, DATA],
    proba: Annotated[
        bool, typer.Option("--proba", help="Write the probability of each class too.")
    ] = False,
    style: Annotated[
        PredictionFormat, typer.Option("--format", help="Form of the output.")
    ] = PredictionFormat.CSV,
) -> None:
    """Predict the class of each sample of a file, in the order of the file.

    Columns are found by their names if the model knows names, or else by their order. The file need
    not have labels; a column of labels is not looked at.

    Example:

        actsearch predict model flowers.csv --proba
    """
    from actsearch.leaderboard.formats import rows_as_csv
    from actsearch.models import Model
    from actsearch.models.samples import read

    known = Model.load(model)
    probabilities = known.trained.predict_proba(read(data, known).X)
    labels = known.classes[probabilities.argmax(axis=1)].tolist()
    names = [str(each) for each in known.classes.tolist()]
    if style == PredictionFormat.JSON:
        import json

        shares = [dict(zip(names, row, strict=True)) for row in probabilities.tolist()]
        records = [
            {"class": label, **({"probabilities": each} if proba else {})}
            for label, each in zip(labels, shares, strict=True)
        ]
        write("[" + ",\n ".join(map(json.dumps, records)) + "]")
        return
    titles = ["class", *(f"probability {name}" for name in names if proba)]
    rows = (
        [label, *(f"{share:.6g}" for share in row if proba)]
        for label, row in zip(labels, probabilities.tolist(), strict=True)
    )
    write(rows_as_csv([titles, *rows]))
