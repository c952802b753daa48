"""``actsearch predict``: classes or numbers of samples, by a model that was exported."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

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
    """Predict the class, or the number, of each sample of a file, in the order of the file.

    Columns are found by their names if the model knows names, or else by their order. The file need
    not have labels; a column of labels is not looked at. Numbers are in the unit of the training.

    Example:

        actsearch predict model flowers.csv --proba
    """
    import json

    from actsearch.errors import UsageError
    from actsearch.leaderboard.formats import rows_as_csv
    from actsearch.models import Model
    from actsearch.models.samples import read

    known = Model.load(model)
    titles: list[str]
    rows: list[list[Any]]
    records: list[dict[str, Any]]
    if known.task == "regression":
        if proba:
            raise UsageError(
                f"{str(model)!r} predicts numbers, which have no probabilities: leave them out",
                parameter="proba",
            )
        numbers = known.trained.predict(read(data, known).X).tolist()
        titles, rows = ["prediction"], [[each] for each in numbers]
        records = [{"prediction": each} for each in numbers]
    else:
        probabilities = known.trained.predict_proba(read(data, known).X)
        labels = known.classes[probabilities.argmax(axis=1)].tolist()
        names = [str(each) for each in known.classes.tolist()]
        pairs = list(zip(labels, probabilities.tolist(), strict=True))
        titles = ["class", *(f"probability {name}" for name in names if proba)]
        rows = [[label, *(f"{share:.6g}" for share in row if proba)] for label, row in pairs]
        records = [
            {"class": label}
            | ({"probabilities": dict(zip(names, row, strict=True))} if proba else {})
            for label, row in pairs
        ]
    if style == PredictionFormat.JSON:
        write("[" + ",\n ".join(map(json.dumps, records)) + "]")
    else:
        write(rows_as_csv([titles, *rows]))
