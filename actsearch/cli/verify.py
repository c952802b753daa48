"""``actsearch verify``: check that a study is unchanged, and that its trials can be reproduced."""

from typing import Annotated

import typer

from actsearch.cli import options
from actsearch.cli.console import output, say, write_json
from actsearch.study import defaults

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "bold red"}


def verify(
    study: options.OptionalStudy = None,
    trials: Annotated[
        int,
        typer.Option(min=0, help="How many trials to train again: the best, and random others."),
    ] = defaults.VERIFIED_TRIALS,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Check a study, and train some of its trials again to compare every bit; nothing is changed.

    Examples:

        actsearch verify mnist-bayes

        actsearch verify mnist-bayes --trials 0
    """
    from dataclasses import asdict

    from actsearch import verification
    from actsearch.study.directory import find

    def announce(line: str) -> None:
        say(line, quiet=quiet)

    directory = find(runs_dir, study)
    findings = []
    for finding in verification.verify(directory, trials, storage, announce):
        findings.append(finding)
        if style == options.Format.TABLE:
            output().facts(
                {f"{finding.status:9}{finding.check}": finding.message},
                indent=24,
                style=_COLOURS[finding.status],
            )
    if style == options.Format.JSON:
        write_json([asdict(finding) for finding in findings])
    failed = sum(finding.status == "failed" for finding in findings)
    warnings = sum(finding.status == "warning" for finding in findings)
    result = f"{failed} of {len(findings)} checks failed" if failed else "all is as it was stored"
    result += f"; {warnings} warning{'s' * (warnings > 1)}" if warnings else ""
    say(f"study {directory.name!r}: {result}", quiet=quiet)
    raise typer.Exit(1 if failed else 0)
