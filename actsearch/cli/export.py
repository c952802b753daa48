"""``actsearch export``: take the answer of a study away, as a model."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import say, write


def export(
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Folder to write to; it is made.")
    ],
    study: options.OptionalStudy = None,
    trial: Annotated[
        int | None,
        typer.Option(min=0, help="Take this trial, and not the answer.", show_default=False),
    ] = None,
    candidate: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Take this activation, such as 'leaky_relu(slope=0.1)', with the default sizes "
            "and settings of the search space; one for each layer with | between them.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**32 - 1,
            help="Seed of the training; by default the first one of the confirmation.",
            show_default=False,
        ),
    ] = None,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Train the answer of a study on all but the sealed test part, and write it as a model.

    The folder gets model.json and weights.npz (no pickle), model.onnx if onnx is installed, the
    same network as programs for NumPy, scikit-learn, PyTorch, Keras and JAX, the formula in LaTeX,
    and a MODEL_CARD.md. The answer is what the verdict recommends. 'actsearch predict' and 'score'
    use the model.

    Example:

        actsearch export mnist-bayes --to model
    """
    from actsearch.export.export import export as write_files
    from actsearch.study.directory import find

    announce = partial(say, quiet=quiet)
    directory = find(runs_dir, study)
    done = write_files(
        directory, to, trial=trial, candidate=candidate, seed=seed, storage_url=storage
    )
    announce(done.words)
    for sentence in done.missing:
        say(sentence)
    for name in done.files:
        write(str(to / name))
