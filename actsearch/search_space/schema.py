"""The schema of a search space's TOML file, and one readable sentence for what is wrong."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, model_validator

from actsearch.activations import Definition, definition
from actsearch.errors import UsageError, did_you_mean, short, shown
from actsearch.nn.schedules import Decay
from actsearch.nn.settings import ClassWeight, Solver, TrainingSettings, WeightInitialization
from actsearch.parameter_names import ParameterName
from actsearch.search_space.activation_table import (
    LEARNED,
    NOT_LEARNED,
    PROBE,
    ActivationTable,
    Finite,
)
from actsearch.search_space.baseline import DefaultTrial
from actsearch.search_space.settings import Choice, Setting, ends, mistake, size

# Far more than can be trained, and small enough for the integers of Optuna and NumPy.
Whole: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
Positive: TypeAlias = Annotated[Finite, Field(gt=0)]
NotNegative: TypeAlias = Annotated[Finite, Field(ge=0)]
Fraction: TypeAlias = Annotated[Finite, Field(ge=0, lt=1)]
Sizes: TypeAlias = Annotated[tuple[Whole, ...], Field(min_length=1, max_length=64)]
KeyPath: TypeAlias = tuple[str | int, ...]
Mistake: TypeAlias = tuple[KeyPath, str]

_DEFAULTS = TrainingSettings()


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Network(_Table):
    """The hidden layers."""

    hidden_layer_sizes: Choice[Sizes]


class Training(_Table):
    """The fields of :class:`~actsearch.nn.settings.TrainingSettings`, in the order of drawing."""

    epochs: Setting[Whole] | None = None
    steps: Setting[Whole] | None = None
    checkpoints: Whole | None = 10
    batch_size: Setting[Whole] | None = None
    solver: Choice[Solver] = _DEFAULTS.solver
    learning_rate_init: Setting[Positive] = _DEFAULTS.learning_rate_init
    learning_rate: Choice[Decay] = _DEFAULTS.learning_rate
    warmup: Setting[Fraction] = _DEFAULTS.warmup
    momentum: Setting[Fraction] = _DEFAULTS.momentum
    alpha: Setting[NotNegative] = _DEFAULTS.alpha
    weight_init: Choice[WeightInitialization] = _DEFAULTS.weight_init
    class_weight: ClassWeight | None = None
    learned_step_factor: Setting[Positive] = _DEFAULTS.learned_step_factor

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if self.epochs is not None and self.steps is not None:
            raise mistake("epochs and steps both say how long a training is: keep one of the two")
        if self.epochs is None and self.steps is None:
            object.__setattr__(self, "epochs", _DEFAULTS.epochs)
        return self


class Document(_Table):
    """A whole file."""

    description: str = ""
    per_layer: bool = Field(default=False, strict=True)
    network: Network
    training: Training = Training()
    baseline: str | None = None
    activations: dict[str, ActivationTable] = Field(min_length=1)


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
'per_layer'? Known: activations, baseline, description, network, per_layer, training
    """
    mistakes = list(_unknown_activations(document.get("activations")))
    try:
        parsed = Document.model_validate(document)
    except ValidationError as error:
        # What has an unknown name need not have the shape of something known.
        unknown = {path for path, _ in mistakes}
        shapes = (each for each in _shape_mistakes(error) if each[0][:3] not in unknown)
        mistakes = [*shapes, *mistakes]
    else:
        mistakes = mistakes or list(_senseless(parsed))
    if mistakes:
        raise UsageError(f"{source}: {_sentence(mistakes)}")
    activations = {
        definition(name).name: _completed(table, definition(name))
        for name, table in parsed.activations.items()
    }
    named = parsed.baseline
    return parsed.model_copy(
        update={
            "activations": activations,
            "baseline": None if named is None else definition(named).name,
        }
    )


def _completed(table: ActivationTable, found: Definition) -> ActivationTable:
    """Return a table with all parameters, and learned if the definition is."""
    parameters = {p.name: table.parameters.get(p.name, p.default) for p in found.parameters}
    learned = {LEARNED: "layer"} if found.learned and not table.says_learned else {}
    return table.model_copy(update={"parameters": parameters, **learned})


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
    ("activations",): "missing: add at least one, such as [activations.relu]",
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


def _senseless(document: Document) -> Iterator[Mistake]:
    """Find settings that are well formed but make no sense."""
    names = {definition(name).name for name in document.activations}
    if document.baseline is not None:
        try:
            known = definition(document.baseline).name in names
        except UsageError:
            known = False
        if not known:
            yield ("baseline",), f"{shown(document.baseline)} is not one of the space's activations"
    training = document.training
    if training.solver == "adam" and size(training.momentum) != 1:
        yield ("training", "momentum"), "has no effect with solver 'adam'; leave it out"
    for name, table in document.activations.items():
        yield from _missing_constants(name, table)
        yield from _senseless_learning(name, table)
        for key, setting in table.parameters.items():
            for value in ends(setting):
                try:
                    definition(name).bind({**definition(name).defaults, key: value})
                except UsageError as error:
                    yield ("activations", name, key), str(error)
                    break


def _missing_constants(name: str, table: ActivationTable) -> Iterator[Mistake]:
    """Find named constants of expressions that are neither given nor always learned."""
    if NOT_LEARNED in table.ways:
        for parameter in definition(name).parameters:
            if parameter.required and parameter.name not in table.parameters:
                yield (
                    ("activations", name, parameter.name),
                    f"a named constant needs a value or a range, such as {parameter.name} = "
                    "{ min = 0.1, max = 10, log = true }, or learned = 'layer'",
                )


def _senseless_learning(name: str, table: ActivationTable) -> Iterator[Mistake]:
    path, found = ("activations", name, LEARNED), definition(name)
    if table.ways != (NOT_LEARNED,) and not found.parameters:
        yield path, f"{found.name} has no parameter that could be learned; leave it out"
    if table.ways == (PROBE,):
        yield path, "a probe is never trained to its end: list another way beside it"
    if found.learned and table.says_learned and NOT_LEARNED in table.ways:
        yield path, f"the parameters of {found.name} are always learned: it is 'layer' or 'unit'"
    whole = _completed(table, found)
    for way in table.ways:
        try:
            whole.suggest(DefaultTrial(name, {str(ParameterName(LEARNED, name)): way}), name, None)
        except UsageError as error:
            yield path, f"{error}; with learned = 'no' it is not learned"
            break
