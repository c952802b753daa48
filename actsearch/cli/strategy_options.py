"""Make command-line options from the ``Options`` models of the strategies."""

from collections.abc import Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any, TypeAlias

import typer

_GIVEN = "actsearch strategy options"
_TYPES: Mapping[str, type] = {"integer": int, "number": float}
_BOUNDS: Mapping[str, str] = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}

Schemas: TypeAlias = Mapping[str, Mapping[str, Any]]
"""JSON schemas of the options that have the same name, by strategy."""


def strategy_options() -> list[Any]:
    """Return one command-line option for each name of a strategy's option.

    Several strategies may have an option of the same name. There is then one command-line option;
    the chosen strategy defines its meaning and checks its value.
    """
    from actsearch import strategies

    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, strategy in strategies.strategies().items():
        for option, schema in strategy.Options.model_json_schema().get("properties", {}).items():
            found.setdefault(option, {})[name] = schema
    return _from_signature({option: _annotation(schemas) for option, schemas in found.items()})


def given(context: typer.Context) -> dict[str, Any]:
    """Return the strategy options that the user gave, by name."""
    options: dict[str, Any] = context.meta.get(_GIVEN, {})
    return options


def _keep(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> None:
    if value is not None:
        context.meta.setdefault(_GIVEN, {})[parameter.name] = value


def _annotation(schemas: Schemas) -> Any:
    if len(schemas) == 1:
        ((strategy, schema),) = schemas.items()
        panel, help_ = f"{strategy.capitalize()} strategy", _describe(schema)
    else:
        panel = "Several strategies"
        help_ = "; ".join(f"{name}: {_describe(schema)}" for name, schema in schemas.items())
    types = {_TYPES.get(schema.get("type", ""), str) for schema in schemas.values()}
    # If strategies expect different types, take text; the chosen strategy converts it.
    type_ = types.pop() if len(types) == 1 else str
    option = typer.Option(help=help_, rich_help_panel=panel, callback=_keep, expose_value=False)
    return Annotated[type_ | None, option]


def _describe(schema: Mapping[str, Any]) -> str:
    """Write the help of an option: its description, its bounds and its default.

    Examples
    --------
    >>> _describe({"description": "Trials of a generation.", "minimum": 2, "default": 10})
    'Trials of a generation (at least 2; default 10)'
    """
    bounds = [f"{words} {schema[key]}" for key, words in _BOUNDS.items() if key in schema]
    default = [f"default {schema['default']}"] if "default" in schema else []
    facts = "; ".join(filter(None, [", ".join(bounds), *default]))
    return str(schema.get("description", "")).rstrip(".") + (f" ({facts})" if facts else "")


def _from_signature(annotations: Mapping[str, Any]) -> list[Any]:
    """Let Typer make the options, from a function that has them as parameters."""

    def function(**_: Any) -> None: ...

    function.__annotations__ = dict(annotations)
    function.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for name, annotation in annotations.items()
        ]
    )
    app = typer.Typer(add_completion=False)
    app.command()(function)
    return typer.main.get_command(app).params
