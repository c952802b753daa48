"""``actsearch report``: a page that says what a study asked, and what came out."""

from pathlib import Path
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import write
from actsearch.report.formats import Format


def report(
    study: options.OptionalStudy = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help="File to write, .html or .md; by default STUDY-report.html in this folder.",
            show_default=False,
        ),
    ] = None,
    style: Annotated[
        Format | None,
        typer.Option(
            "--format", help="Form of the report; by default the file's.", show_default=False
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Rows of the leaderboard.")] = 20,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Write a page about a study: the question, the answer, plots, and how to do it again.

    The HTML page is one file that needs no network. Markdown has its pictures in a folder beside
    it. It needs the extra 'report'.

    Example:

        actsearch report mnist-bayes --to mnist.html
    """
    from actsearch.report.write import write as write_page
    from actsearch.study.directory import find

    directory = find(runs_dir, study)
    write(str(write_page(directory, to, style, top=top, storage_url=storage)))
