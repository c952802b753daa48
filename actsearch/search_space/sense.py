"""Settings of a search space that are well formed but make no sense."""

from collections.abc import Iterator
from typing import TypeAlias

from actsearch.activations import Definition, definition
from actsearch.errors import UsageError, shown
from actsearch.parameter_names import ParameterName
from actsearch.search_space.activation_table import LEARNED, NOT_LEARNED, PROBE, ActivationTable
from actsearch.search_space.baseline import DefaultTrial
from actsearch.search_space.document import Document
from actsearch.search_space.settings import ends, size

KeyPath: TypeAlias = tuple[str | int, ...]
Mistake: TypeAlias = tuple[KeyPath, str]


def senseless(document: Document) -> Iterator[Mistake]:
    """Find settings that are well formed but make no sense."""
    if document.expressions is not None:
        yield from ((("expressions", key), text) for key, text in document.expressions.faults())
        if not (document.activations or document.expressions.seeds):
            yield (
                ("expressions", "seeds"),
                (
                    "missing: add seeds = ['relu'], the first of which is the baseline, or "
                    "[activations.relu]"
                ),
            )
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
    whole = completed(table, found)
    for way in table.ways:
        try:
            whole.suggest(DefaultTrial(name, {str(ParameterName(LEARNED, name)): way}), name, None)
        except UsageError as error:
            yield path, f"{error}; with learned = 'no' it is not learned"
            break


def completed(table: ActivationTable, found: Definition) -> ActivationTable:
    """Return a table with all parameters, and learned if the definition is."""
    parameters = {p.name: table.parameters.get(p.name, p.default) for p in found.parameters}
    learned = {LEARNED: "layer"} if found.learned and not table.says_learned else {}
    return table.model_copy(update={"parameters": parameters, **learned})
