"""Pages of the site that are made from the code: the commands, and the catalogue of activations.

MkDocs calls ``on_files`` at each build (``mkdocs.yml`` names this file).
"""

import html
import io
import re
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actsearch.activations import Definition, Parameter

_CATALOGUE = """# The catalogue of activations

{n} activations, as `actsearch activations` lists them. *x* is the pre-activation. Behind each
parameter stand its default and the range that a search covers; "log" means evenly in the logarithm.
Any of them can be learned by gradient as well. A formula may stand wherever a name may:
see [A search space of your own](../how-to/space.md).
"""


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made from the code."""
    from mkdocs.structure.files import File

    pages = {"reference/commands.md": commands(), "reference/activations.md": catalogue()}
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_content(content: str, **_: Any) -> str:
    """Take away Sphinx' roles, which docstrings have before names of Python."""
    return re.sub(r":(?:func|class|meth|data|mod|attr):(?=<code)", "", content)


def commands() -> str:
    """Return the reference of all commands in Markdown, made by Typer from the commands."""
    from typer.cli import get_docs_for_click
    from typer.main import get_command

    from actsearch.cli import app

    group: Any = get_command(app)
    context = group.context_class(group, info_name="actsearch")
    for command in group.commands.values():
        with redirect_stdout(io.StringIO()):
            # A command puts what is registered into its options' help when it shows it.
            command.get_help(command.context_class(command, parent=context, info_name=command.name))
    text = get_docs_for_click(obj=group, ctx=context, name="actsearch", title="Commands")
    return text.replace("**Usage**:\n\n", "")


def catalogue() -> str:
    """Return a table of all activations for each family, in Markdown."""
    from actsearch.activations import definitions

    families: dict[str, list[Definition]] = {}
    for definition in definitions().values():
        families.setdefault(definition.function.__module__, []).append(definition)
    parts = [_CATALOGUE.format(n=len(definitions()))]
    for module, members in families.items():
        title = (sys.modules[module].__doc__ or module).partition("\n")[0].rstrip(".")
        rows = "\n".join(_row(each) for each in members)
        heading = "| name | f(x) | parameters | also called | source |\n|---|---|---|---|---|"
        parts.append(f"## {title}\n\n{heading}\n{rows}\n")
    return "\n".join(parts)


def _row(definition: "Definition") -> str:
    names = {parameter.name: parameter.name for parameter in definition.parameters}
    cells = [
        _code(definition.name),
        _code(definition.formula.format(**names)),
        "<br>".join(_parameter(each) for each in definition.parameters),
        ", ".join(map(_code, definition.aliases)),
        _escaped(definition.reference),
    ]
    return f"| {' | '.join(cells)} |"


def _parameter(parameter: "Parameter") -> str:
    scale = " log" if parameter.log else ""
    span = f"{parameter.default:.4g} in [{parameter.low:.4g}, {parameter.high:.4g}]{scale}"
    return f"{_code(parameter.name)} {_escaped(span)}"


def _code(text: str) -> str:
    return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    """Return a text that means itself in Markdown, also in a table."""
    text = html.escape(text)
    return "".join(f"&#{ord(char)};" if char in "|*_`[]\\" else char for char in text)
