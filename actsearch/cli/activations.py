"""``actsearch activations``: list the activations that can be searched, or show one."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import check, compared, completion, options
from actsearch.cli.console import output, write_json

if TYPE_CHECKING:
    from actsearch.activations import Definition, Parameter


def activations(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[check] NAME...",
            help="Names, aliases or expressions, such as 'x*sigmoid(2*x)', each followed by its "
            "parameters, such as gain=4; or softmax. By default all are listed. Case, '-' and '_' "
            "do not matter; names of PyTorch, Keras and JAX are understood. After 'check', "
            "derivatives are compared with central differences.",
            show_default=False,
            autocompletion=completion.activations,
        ),
    ] = None,
    style: Annotated[
        options.Format, typer.Option("--format", help="Form of the output.")
    ] = options.Format.TABLE,
) -> None:
    """List the activations that can be searched, or show some: values, slopes and curves.

    'check' compares their derivatives, by x and by each parameter, with central differences, and
    ends with 1 if one is wrong.

    Example:

        actsearch activations

        actsearch activations leaky_relu

        actsearch activations sigmoid gain=4 tanh

        actsearch activations "x*sigmoid(b*x)"

        actsearch activations softmax

        actsearch activations check

        actsearch activations --format json
    """
    from actsearch.activations import definitions, words

    if names and names[0] == check.WORD:
        check.check(names[1:], style)
    elif names and [name.lower() for name in names] == ["softmax"]:
        compared.softmax(style)
    elif names:
        asked = words.read(names)
        if len(asked) == 1 and not asked[0].values:
            _show(asked[0].definition, style)
        else:
            compared.compare([each for one in asked for each in one.activations()], style)
    elif style == options.Format.JSON:
        write_json([_facts(each) for each in definitions().values()])
    else:
        _list(list(definitions().values()))


def _list(catalogue: "list[Definition]") -> None:
    """Print one row for each activation."""
    from actsearch.tables import INDISPENSABLE, Title

    headings = [
        Title("name", "name", INDISPENSABLE),
        Title("formula", "name", INDISPENSABLE),
        Title("parameters: default, range", "whole", 8),
    ]
    rows = [
        [each.name, _general_formula(each), "\n".join(map(_describe, each.parameters))]
        for each in catalogue
    ]
    output().table(headings, rows)


def _show(definition: "Definition", style: options.Format) -> None:
    """Print everything about one activation."""
    from actsearch.tables import Title

    facts, usual = _facts(definition), definition.bind(definition.defaults)
    values = compared.values(usual)
    snippet = _snippet(definition)
    if style == options.Format.JSON:
        write_json({**facts, "values": values, "search_space": snippet})
        return
    described = {
        "name": definition.name,
        "summary": facts["summary"],
        "formula": facts["formula"],
        "parameters": "\n".join(map(_describe, definition.parameters)),
        "learned": facts["learned"],
        "kinks": [f"{kink:.4g}" for kink in facts["kinks"]],
        "laws": facts["laws"],
        "aliases": facts["aliases"],
        "reference": facts["reference"],
        **_forms(definition),
        "initialization gain": f"{facts['initialization_gain']:.4f}",
    }
    console = output()
    console.facts(
        {
            title.replace("_", " "): (text if isinstance(text, str) else ", ".join(text)) or "none"
            for title, text in described.items()
        },
        indent=22,
    )
    console.print()
    rows = [
        [f"{row['x']:g}", f"{row['value']:z.4f}", f"{row['derivative']:z.4f}"] for row in values
    ]
    console.table([Title("x"), Title("f(x)"), Title("f'(x)")], rows)
    console.print()
    compared.draw([usual])
    console.print()
    console.prose("To search it, in a search space:")
    console.print(f"\n{snippet}", soft_wrap=True)


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
