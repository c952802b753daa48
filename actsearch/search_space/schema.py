"""The schema of a search space's TOML file, and one readable sentence for what is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from actsearch.activations import definition
from actsearch.errors import UsageError, did_you_mean, short, shown
from actsearch.search_space.activation_table import LEARNED
from actsearch.search_space.document import Document, Network, Training
from actsearch.search_space.expression_table import ExpressionTable
from actsearch.search_space.sense import KeyPath, Mistake, completed, senseless


def parse(document: Mapping[str, Any], source: str) -> Document:
    """Validate a document and make it canonical: names instead of aliases, all defaults filled in.

    Parameters
    ----------
    document : mapping
        Content of the TOML file.
    source : str
        Name of the document in error messages.

    Raises
    ------
    UsageError
        If anything is wrong. The message tells the first mistake and how many more there are.

    Examples
    --------
    >>> small = {"network": {"hidden_layer_sizes": [16]}, "activations": {"lrelu": {}}}
    >>> parse(small, "small.toml").activations["leaky_relu"].parameters
    {'slope': 0.01}
    >>> parse(small | {"per_layers": True}, "small.toml")
    Traceback (most recent call last):
        ...
    actsearch.errors.UsageError: small.toml: per_layers: unknown key, did you mean \
'per_layer'? Known: activations, baseline, description, expressions, network, per_layer, training
    """
    tables = document.get("activations")
    mistakes = [*_no_activations(document), *_unknown_activations(tables)]
    try:
        parsed = Document.model_validate(document)
    except ValidationError as error:
        # What has an unknown name need not have the shape of something known.
        unknown = {path for path, _ in mistakes}
        shapes = (each for each in _shape_mistakes(error) if each[0][:3] not in unknown)
        mistakes = [*shapes, *mistakes]
    else:
        mistakes = mistakes or list(senseless(parsed))
    if mistakes:
        raise UsageError(f"{source}: {_sentence(mistakes)}")
    activations = {
        definition(name).name: completed(table, definition(name))
        for name, table in parsed.activations.items()
    }
    named, trees = parsed.baseline, parsed.expressions
    return parsed.model_copy(
        update={
            "activations": activations,
            "expressions": None if trees is None else trees.completed(),
            "baseline": None if named is None else definition(named).name,
        }
    )


def _sentence(mistakes: list[Mistake]) -> str:
    path, text = mistakes[0]
    keys = "".join(f"[{key}]" if isinstance(key, int) else f".{short(key)}" for key in path)
    sentence = f"{keys[1:]}: {text}"
    match len(mistakes) - 1:
        case 0:
            return sentence
        case 1:
            return f"{sentence} (and 1 more mistake)"
        case more:
            return f"{sentence} (and {more} more mistakes)"


def _no_activations(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Check that there is something to choose: named activations, or expressions."""
    if "activations" not in document and document.get("expressions") is None:
        yield ("activations",), "missing: add at least one, such as [activations.relu]"
    elif document.get("activations") == {} and document.get("expressions") is None:
        yield ("activations",), "must not be empty"


def _unknown_activations(tables: Any) -> Iterator[Mistake]:
    """Check the names of activations and their parameters, which pydantic does not know."""
    seen: dict[str, str] = {}
    for name, table in tables.items() if isinstance(tables, Mapping) else ():
        path = ("activations", name)
        try:
            found = definition(name)
        except UsageError as error:
            yield path, str(error)
            continue
        if found.name in seen:
            yield path, f"the same activation as {shown(seen[found.name])}; keep one of the two"
        seen[found.name] = name
        known = [LEARNED, *(parameter.name for parameter in found.parameters)]
        for key in table if isinstance(table, Mapping) else ():
            if key not in known:
                way_out = did_you_mean(key, known) if known[1:] else "it has none"
                yield (*path, key), f"{found.name} has no such parameter, {way_out}"


def _shape_mistakes(error: ValidationError) -> list[Mistake]:
    """Translate pydantic's errors. Unknown keys come first, as they often explain the others."""
    mistakes = []
    for detail in error.errors(include_url=False):
        kind, value = detail["type"], detail["input"]
        if kind == "too_short" and value:
            continue  # only its elements are wrong, and they have errors of their own
        path = tuple(key for key in detail["loc"] if not str(key).startswith("<"))
        if path[0] == "activations" and path[2:3] == ("parameters",):
            path = path[:2] + path[3:]  # a level that the file does not have
        unknown = kind in {"extra_forbidden", "unexpected_keyword_argument"}
        if unknown:
            text = f"unknown key, {did_you_mean(str(path[-1]), _known_keys(path[:-1]))}"
        elif kind == "missing":
            text = _MISSING.get(path, "missing: a range has both min and max")
        elif kind in _TEXTS:
            text = _TEXTS[kind].format(got=_in_words(value))
        else:
            text = detail["msg"].replace("Input should be", "must be")
            text += "" if kind == "setting" else f", got {_in_words(value)}"
        mistakes.append((not unknown, path, text))
    return [(path, text) for _, path, text in sorted(mistakes, key=lambda found: found[0])]


_MISSING: dict[KeyPath, str] = {
    ("network",): "missing: add [network] with hidden_layer_sizes = [128]",
    ("network", "hidden_layer_sizes"): "missing: add hidden_layer_sizes = [128]",
    ("expressions", "operators"): "missing: add operators = ['+', '*', 'max', 'tanh']",
}
_TEXTS = {
    "too_short": "must not be empty",
    "too_long": "must have at most 64 hidden layers",
    "int_type": "must be a whole number, got {got}",
    "float_type": "must be a number, got {got}",
    "bool_type": "must be true or false, got {got}",
    "string_type": "must be a text, got {got}",
    "tuple_type": "must be a list, got {got}",
    "dict_type": "must be a table, got {got}",
    "model_type": "must be a table, got {got}",
    "union_tag_invalid": "must be one value or {{ values = [...] }}, got {got}",
}


def _known_keys(table: KeyPath) -> list[str]:
    models: dict[KeyPath, type[BaseModel]] = {
        (): Document,
        ("network",): Network,
        ("training",): Training,
        ("expressions",): ExpressionTable,
    }
    return (
        [*models[table].model_fields]
        if table in models
        else ["values", "min", "max", "log", "step"]
    )


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    return shown(value) if isinstance(value, int | float | str) else f"a {type(value).__name__}"
