"""``actsearch rename`` and ``actsearch delete``."""

import sys
from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import say
from actsearch.errors import UsageError


def rename(
    study: options.StudyName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="New name.")],
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Give a study another name; in its database it keeps the old one.

    Example:

        actsearch rename mnist-bayes first
    """
    from actsearch.study import housekeeping
    from actsearch.study.directory import find

    renamed = housekeeping.rename(find(runs_dir, study), name)
    say(f"{study} is now {renamed.name}, in {renamed.path}")


def delete(
    study: options.StudyName,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
) -> None:
    """Delete a study with all that is stored of it; it asks first.

    Example:

        actsearch delete first --yes
    """
    from actsearch.study import housekeeping
    from actsearch.study.directory import find

    directory = find(runs_dir, study)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{directory.path} would be deleted: say --yes to do so unasked")
        typer.confirm(f"delete {directory.path} with all its trials?", abort=True, err=True)
    housekeeping.delete(directory, storage)
    say(f"{study} is deleted")
