"""``actsearch spaces``: list the shipped search spaces, or check and show one."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import completion
from actsearch.cli.console import output, write, write_json
from actsearch.errors import UsageError


class Format(StrEnum):
    """How search spaces are written."""

    TABLE = "table"
    JSON = "json"
    TOML = "toml"


if TYPE_CHECKING:
    from actsearch.search_space import SearchSpace


def spaces(
    space: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME|FILE",
            help="A shipped space, or the path of a TOML file to check.",
            autocompletion=completion.spaces,
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="Form of the output.")] = Format.TABLE,
) -> None:
    """List the shipped search spaces, or check one and show it in full.

    Example:

        actsearch spaces tabular --format toml > mine.toml
    """
    from actsearch.search_space import load, names, text

    if space is None:
        if format_ is Format.TOML:
            raise UsageError(f"--format toml writes one space: name it ({', '.join(names())})")
        listed = [load(name) for name in names()]
        if format_ is Format.JSON:
            write_json([_in_short(each) for each in listed])
        else:
            _list(listed)
        return
    found = load(space)
    if format_ is Format.JSON:
        write_json(_in_full(found))
    elif format_ is Format.TOML:
        write(text(space))
    else:
        _show(found)


def _in_short(space: "SearchSpace") -> dict[str, Any]:
    return {
        "name": space.name,
        "description": space.description,
        "searched": sum(parameter.size != 1 for parameter in space.parameters()),
        "grid_size": space.size(),
    }


def _in_full(space: "SearchSpace") -> dict[str, Any]:
    from dataclasses import asdict

    parameters = [asdict(parameter) for parameter in space.parameters()]
    return {**space.to_dict(), **_in_short(space), "parameters": parameters}


def _grid(size: int | None) -> str:
    return "continuous" if size is None else f"{size:,}"


def _list(spaces: "list[SearchSpace]") -> None:
    from actsearch.tables import INDISPENSABLE, Title

    headings = [
        Title("space", "name", INDISPENSABLE),
        Title("description", "text", 8),
        Title("searched", importance=7),
        Title("grid", importance=6),
    ]
    rows = [
        [short["name"], short["description"], str(short["searched"]), _grid(short["grid_size"])]
        for short in map(_in_short, spaces)
    ]
    output().table(headings, rows)


def _show(space: "SearchSpace") -> None:
    """Print every entry of a search space; searched ones are green, fixed ones are dim."""
    from rich.table import Table
    from rich.text import Text

    from actsearch.search_space.settings import as_text, size

    console = output()
    short = _in_short(space)
    console.print(Text(space.name, style="bold"))
    if space.description:
        console.print(Text(space.description))
    console.print()
    document = space.document
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    sections = {
        "network": dict(document.network),
        "training": dict(document.training),
        **{name: table.settings for name, table in document.activations.items()},
    }
    if document.expressions is not None:
        sections["expressions"] = {
            key: ", ".join(each) if isinstance(each, tuple) else each
            for key, each in document.expressions
            if each is not None
        }
    for section, settings in sections.items():
        if not settings:
            table.add_row(Text(section, style="bold"), "", Text("no parameters", style="dim"))
        activation = document.activations.get(section)
        for position, (key, setting) in enumerate(settings.items()):
            title = Text("" if position else section, style="bold")
            searched = size(setting) != 1 and (activation is None or key in activation.drawn)
            style = "green" if searched else "dim"
            text = ("searched: " if searched else "") + as_text(setting)
            table.add_row(title, key, Text(text, style=style))
    console.print(table)
    shared = "each hidden layer its own" if document.per_layer else "all hidden layers alike"
    console.print()
    choices = [f"one of {len(document.activations)}"] if document.activations else []
    choices += [] if document.expressions is None else ["an expression"]
    console.print(f"Activation: {' or '.join(choices)}, {shared}.")
    console.print(
        f"Searched parameters: {short['searched']}. Grid: {_grid(short['grid_size'])}.",
    )
