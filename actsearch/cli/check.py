"""``actsearch activations check``: derivatives against central differences."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from actsearch.cli import options
from actsearch.cli.console import output, say, write_json

if TYPE_CHECKING:
    from actsearch.activations.differences import Comparison

WORD = "check"


def check(names: Sequence[str], style: options.Format) -> None:
    """Compare the derivatives of activations, by default of all, and end with 1 if any is wrong.

    Parameters
    ----------
    names : sequence of str
        Names, aliases or expressions; none means the catalogue.
    style : Format
        A table, or JSON.
    """
    from actsearch.activations import definition, definitions
    from actsearch.activations.differences import compare

    chosen = [definition(name) for name in names] or list(definitions().values())
    comparisons = [comparison for each in chosen for comparison in compare(each)]
    if style == options.Format.JSON:
        write_json([_facts(each) for each in comparisons])
    else:
        _print(comparisons)
    wrong = [each for each in comparisons if not each.agrees]
    say(_verdict(len(comparisons), len(wrong), max(each.error for each in comparisons)))
    if wrong:
        raise typer.Exit(1)


def _verdict(n: int, n_wrong: int, error: float) -> str:
    """Say in a sentence what came of it."""
    if n_wrong:
        return f"{n_wrong} of {n} derivatives differ from central differences: they are wrong"
    return f"all {n} derivatives agree with central differences; the largest error is {error:.0e}"


def _facts(comparison: "Comparison") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(comparison) | {"agrees": comparison.agrees}


def _print(comparisons: "Sequence[Comparison]") -> None:
    """Print one row for each derivative, with the point where it differs most."""
    from actsearch.tables import INDISPENSABLE, Title

    headings = [
        Title("activation", "name", INDISPENSABLE),
        Title("by", "text", 8),
        Title("parameters", "text", 4),
        Title("at x", importance=3),
        Title("analytic", importance=6),
        Title("numerical", importance=6),
        Title("error", importance=INDISPENSABLE),
    ]
    rows = [
        [
            each.activation,
            each.by,
            ", ".join(f"{name}={value:.4g}" for name, value in each.params.items()),
            *(f"{each.x:.3f}", f"{each.analytic:z.6f}", f"{each.numerical:z.6f}"),
            f"{each.error:.0e}" + ("" if each.agrees else " wrong"),
        ]
        for each in comparisons
    ]
    output().table(headings, rows)
