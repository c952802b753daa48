"""The schema of a search space's TOML file, and one readable sentence for what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from actsearch.activations import definition
from actsearch.errors import UsageError, did_you_mean, short, shown
from actsearch.search_space.activation_table import LEARNED
from actsearch.search_space.document import Document, Network, Training
from actsearch.search_space.expression_table import ExpressionTable
from actsearch.search_space.sense import KeyPath, Mistake, completed, senseless

# More than anyone mends at once.
_MOST_TOLD = 20


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
        If anything is wrong; the message tells all mistakes, each with its place.

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
    if mistakes := [*mistakes, *_senseless_elsewhere(document, mistakes)]:
        raise _all_of(mistakes, source)
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


def _all_of(mistakes: Sequence[Mistake], source: str) -> UsageError:
    """Return the error that tells all mistakes."""
    told = [f"{_place(path)}: {text}" for path, text in mistakes]
    if len(told) == 1:
        return UsageError(f"{source}: {told[0]}")
    more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
    return UsageError(f"{source}: {len(told)} mistakes", points=[*told[:_MOST_TOLD], *more])


def _place(path: KeyPath) -> str:
    keys = (f"[{key}]" if isinstance(key, int) else f".{short(key)}" for key in path)
    return "".join(keys).removeprefix(".")


def _section(path: KeyPath) -> KeyPath:
    """Return the table that a mistake is in: that of one activation, or of the first level."""
    return path[:2] if path[0] == "activations" else path[:1]


def _senseless_elsewhere(document: Mapping[str, Any], mistakes: Sequence[Mistake]) -> list[Mistake]:
    """Find what makes no sense in the tables that are well formed."""
    faulty = {_section(path) for path, _ in mistakes}
    unknown = {path[1] for path, _ in mistakes if path[0] == "activations" and path[1:]}
    unknown -= {path[1] for path, _ in mistakes if path[0] == "activations" and path[2:]}
    part = {key: value for key, value in document.items() if (key,) not in faulty}
    tables = part.get("activations")
    if isinstance(tables, Mapping):
        part["activations"] = {
            name: {} if ("activations", name) in faulty else table
            for name, table in tables.items()
            if name not in unknown
        }
    if str(part.get("baseline")) in unknown:
        del part["baseline"]
    part.setdefault("network", {"hidden_layer_sizes": [1]})
    try:
        parsed = Document.model_validate(part)
    except ValidationError:
        return []
    return [each for each in senseless(parsed) if _section(each[0]) not in faulty]


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
    mistakes: list[Mistake] = []
    incomplete: set[KeyPath] = set()
    for detail in sorted(error.errors(include_url=False), key=lambda found: not _unknown(found)):
        kind, value = detail["type"], detail["input"]
        if kind == "too_short" and value:
            continue  # only its elements are wrong, and they have errors of their own
        path = tuple(key for key in detail["loc"] if not str(key).startswith("<"))
        if path[0] == "activations" and path[2:3] == ("parameters",):
            path = path[:2] + path[3:]  # a level that the file does not have
        if _unknown(detail):
            text = f"unknown key, {did_you_mean(str(path[-1]), _known_keys(path[:-1]))}"
            incomplete.add(path[:-1])
        elif kind == "missing":
            # One reason is enough: nothing of the kind is there, or something that has no such key.
            if path not in _MISSING and path[:-1] in incomplete:
                continue
            incomplete.add(path[:-1])
            text = _MISSING.get(path, "missing: a range has both min and max")
        elif kind in _TEXTS:
            text = _TEXTS[kind].format(got=_in_words(value))
        else:
            text = detail["msg"].replace("Input should be", "must be")
            text += "" if kind == "setting" else f", got {_in_words(value)}"
        mistakes.append((path, text))
    return mistakes


def _unknown(detail: Mapping[str, Any]) -> bool:
    """Tell whether pydantic found a key that there is not."""
    return detail["type"] in {"extra_forbidden", "unexpected_keyword_argument"}


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
