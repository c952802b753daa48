"""Write all that a model is taken away with into a folder."""

import importlib.util
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actsearch.datasets import Dataset
from actsearch.errors import UsageError
from actsearch.export import onnx_file
from actsearch.export.answer import answer
from actsearch.export.card import card
from actsearch.export.snippets import snippets
from actsearch.export.train import trained
from actsearch.final_test import report
from actsearch.models import Model
from actsearch.models.model import DOCUMENT, WEIGHTS
from actsearch.running.run import load_data
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read

CARD, ONNX = "MODEL_CARD.md", "model.onnx"


@dataclass(frozen=True)
class Exported:
    """What was written.

    Parameters
    ----------
    model : Model
        The model.
    files : tuple of str
        Names of the files in the folder.
    words : str
        What the study says of the candidate.
    missing : tuple of str
        What could not be written, and why; a sentence each.
    """

    model: Model
    files: tuple[str, ...]
    words: str
    missing: tuple[str, ...]


def export(
    directory: StudyDirectory,
    to: Path,
    *,
    trial: int | None = None,
    candidate: str | None = None,
    seed: int | None = None,
    storage_url: str | None = None,
    dataset: Dataset | None = None,
) -> Exported:
    """Train an answer on all that is not sealed, and write it; the study is only read.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    to : Path
        Folder to write to: a new one, an empty one, or one that an export wrote before.
    trial, candidate
        What to take instead of the study's answer, see :func:`actsearch.export.answer.answer`.
    seed : int, optional
        Seed of the training; by default the first one of the study's confirmation.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.
    dataset : Dataset, optional
        The study's data, if they are in memory.

    Raises
    ------
    UsageError
        If the folder has other files, or training diverges.
    DataError
        If the data have changed since the study began.
    """
    if to.exists() and (not to.is_dir() or (any(to.iterdir()) and not (to / DOCUMENT).exists())):
        raise UsageError(
            f"{str(to)!r} is no empty folder, and none that an export wrote: name a new one",
            parameter="to",
        )
    study = read(directory, storage_url)
    chosen = answer(study, trial=trial, candidate=candidate)
    dataset = load_data(study) if dataset is None else dataset
    model = trained(study, dataset, chosen, seed)
    model.save(to)
    programs, missing = _programs(model, to)
    confirmation = study.confirmation
    tested = None if confirmation is None else report.read(directory, confirmation, storage_url)
    files = (DOCUMENT, WEIGHTS, *programs, CARD)
    options = {"trial": trial, "candidate": candidate, "seed": seed}
    text = card(model, study, dataset, tested, files, _commands(directory, to, options))
    (to / CARD).write_text(text, encoding="utf-8")
    return Exported(model, files, chosen.words, tuple(missing))


def _programs(model: Model, to: Path) -> tuple[list[str], list[str]]:
    """Write the forms for other libraries; return their names, and what is missing."""
    try:
        programs = snippets(model)
    except UsageError as error:
        return [], [str(error)]
    for name, text in programs.items():
        (to / name).write_text(text, encoding="utf-8")
    if importlib.util.find_spec("onnx") is None:
        return [*programs], ["no ONNX file: pip install 'actsearch[onnx]', and export again"]
    try:
        onnx_file.write(model, to / ONNX)
    except UsageError as error:
        return [*programs], [f"no ONNX file: {error}"]
    return [*programs, ONNX], []


def _commands(
    directory: StudyDirectory, to: Path, options: dict[str, int | str | None]
) -> Sequence[str]:
    given = [
        word
        for name, value in options.items()
        if value is not None
        for word in (f"--{name}", str(value))
    ]
    place = ["--runs-dir", str(directory.path.parent)]
    return [
        shlex.join(["actsearch", "verify", directory.name, *place]),
        shlex.join(["actsearch", "export", directory.name, *given, "--to", to.name, *place]),
    ]
