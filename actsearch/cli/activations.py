"""``actsearch activations``: list the activations that can be searched, or show one."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import completion, options
from actsearch.cli.console import output, write_json

if TYPE_CHECKING:
    from rich.table import Table

    from actsearch.activations import Definition, Parameter

SHOWN_POINTS = (-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0)


def activations(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="Name, alias or expression, such as 'x*sigmoid(2*x)'; by default all are listed. "
            "Case, '-' and '_' do not matter, and names of PyTorch, Keras and JAX do.",
            autocompletion=completion.activations,
        ),
    ] = None,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
) -> None:
    """List the activations that can be searched, or show one with its parameters and values.

    Example:

        actsearch activations

        actsearch activations leaky_relu

        actsearch activations "x*sigmoid(b*x)"

        actsearch activations --format json
    """
    from actsearch.activations import definition, definitions

    if name is not None:
        _show(definition(name), style)
    elif style == options.Format.JSON:
        write_json([_facts(each) for each in definitions().values()])
    else:
        _list(list(definitions().values()))


def _list(catalogue: "list[Definition]") -> None:
    """Print one row for each activation."""
    from rich.text import Text

    table = _table()
    table.add_column("name", no_wrap=True)
    table.add_column("formula", overflow="fold")
    table.add_column("parameters: default, range", no_wrap=True)
    for each in catalogue:
        parameters = "\n".join(_describe(parameter) for parameter in each.parameters)
        # Text, because rich would read brackets in a plain string as markup.
        table.add_row(each.name, Text(_general_formula(each)), Text(parameters))
    _print_table(table)


def _show(definition: "Definition", style: options.Format) -> None:
    """Print everything about one activation."""
    facts = _facts(definition)
    values = _values(definition)
    snippet = _snippet(definition)
    if style == options.Format.JSON:
        write_json({**facts, "values": values, "search_space": snippet})
        return
    rows = {
        "name": definition.name,
        "summary": facts["summary"],
        "formula": facts["formula"],
        "parameters": [_describe(parameter) for parameter in definition.parameters],
        "learned": facts["learned"],
        "kinks": [f"{kink:.4g}" for kink in facts["kinks"]],
        "laws": facts["laws"],
        "aliases": facts["aliases"],
        "reference": facts["reference"],
        **_forms(definition),
        "initialization gain": f"{facts['initialization_gain']:.4f}",
    }
    for title, value in rows.items():
        separator = f"\n{'':22}" if title == "parameters" else ", "
        text = value if isinstance(value, str) else separator.join(value) or "none"
        _print(f"{title.replace('_', ' '):22}{text}")
    table = _table()
    for title in ("x", "f(x)", "f'(x)"):
        table.add_column(title, justify="right")
    for row in values:
        table.add_row(f"{row['x']:g}", f"{row['value']:z.4f}", f"{row['derivative']:z.4f}")
    _print("")
    _print_table(table)
    _print(f"\nTo search it, in a search space:\n\n{snippet}")


def _facts(definition: "Definition") -> dict[str, Any]:
    """Return what the catalogue says; kinks and initialization gain are for default parameters."""
    from dataclasses import asdict

    by_default = definition.bind(definition.defaults)
    return {
        "name": definition.name,
        "summary": definition.summary,
        "formula": _general_formula(definition),
        "parameters": [asdict(parameter) for parameter in definition.parameters],
        "learned": sorted(definition.learned),
        "kinks": by_default.kinks,
        "laws": sorted(definition.laws),
        "aliases": definition.aliases,
        "reference": definition.reference,
        **_forms(definition),
        "initialization_gain": by_default.initialization_gain,
    }


def _forms(definition: "Definition") -> dict[str, Any]:
    """Return an expression in other languages, and what it equals; nothing for another entry."""
    from actsearch.activations import definitions, expressions
    from actsearch.activations.equivalence import are_equal

    if not expressions.is_expression(definition.name):
        return {}
    tree, this = expressions.parse(definition.name), definition.bind(definition.defaults)
    equal = [name for name, each in definitions().items() if are_equal(each.bind({}), this)]
    return {
        "latex": expressions.latex(tree),
        "python": expressions.python(tree),
        "same_as": equal,
    }


def _values(definition: "Definition") -> list[dict[str, float]]:
    """Compute f and f' at a few points, at the default parameters."""
    import numpy as np

    value, slope = definition.bind(definition.defaults).forward(np.array(SHOWN_POINTS))
    return [
        {"x": x, "value": float(f), "derivative": float(derivative)}
        for x, f, derivative in zip(SHOWN_POINTS, value, slope(), strict=True)
    ]


def _general_formula(definition: "Definition") -> str:
    """Return the formula with the names of the parameters instead of values."""
    return definition.formula.format(**{p.name: p.name for p in definition.parameters})


def _describe(parameter: "Parameter") -> str:
    """Return a line such as ``gain 1, [0.1, 10] log``."""
    scale = " log" if parameter.log else ""
    span = f"[{parameter.low:.4g}, {parameter.high:.4g}]"
    return f"{parameter.name} {parameter.default:.4g}, {span}{scale}"


def _snippet(definition: "Definition") -> str:
    """Return TOML for a search space: whole ranges, or what may be learned by itself."""
    name = definition.name
    lines = [f"[activations.{name if name.isidentifier() else json.dumps(name)}]"]
    for parameter in definition.parameters:
        log = ", log = true" if parameter.log else ""
        lines.append(
            f"{parameter.name} = {{ min = {parameter.low!r}, max = {parameter.high!r}{log} }}"
        )
    if definition.learned:
        lines[1:] = ['learned = { values = ["layer", "unit"] }']
    return "\n".join(lines)


def _table() -> "Table":
    from rich.table import Table

    return Table(box=None, pad_edge=False, header_style="bold")


def _print_table(table: "Table") -> None:
    console = output()
    if not console.is_terminal:
        # A file or pipe needs no narrow lines. (The width argument of print() can only narrow.)
        console.width = 200
    console.print(table)


def _print(line: str) -> None:
    output().print(line, soft_wrap=True)
