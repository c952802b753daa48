"""What was asked: the data, what was searched, and how."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actsearch.metrics import task_of
from actsearch.parameter_names import ParameterName
from actsearch.report.blocks import Block, Facts, Paragraph, Table
from actsearch.report.stored import Stored
from actsearch.search_space.settings import Range, Values, as_text
from actsearch.wording import title

if TYPE_CHECKING:
    from actsearch.search_space.listing import SearchedParameter

# Rows of the table of what was searched: that of trees of expressions has hundreds.
_MOST_PARAMETERS = 20
# Choices of an activation that a cell lists.
_LONGEST_CELL = 400


def question(stored: Stored) -> Iterator[Block]:
    """Say what the study asks."""
    study, space = stored.study, stored.space
    specification = study.specification
    source = data_name(specification.dataset.source)
    metric = specification.metric
    weighed = f", weighed against {', '.join(specification.costs)}" if specification.costs else ""
    what = "classes" if task_of(metric) == "classification" else "a number"
    yield Paragraph(
        "Which activation function should this network use, and with which parameters? "
        f"{len(study.trials):,} {'trial' if len(study.trials) == 1 else 'trials'} of the search "
        f"space {space.name} were trained on {source} to predict {what}, and scored by "
        f"{'accuracy' if metric == 'accuracy' else title(metric)} on validation samples{weighed}."
    )
    if space.description:
        yield Paragraph(f"{space.name}: {space.description}.".replace("..", "."))


def search(stored: Stored) -> Iterator[Block]:
    """Show what was searched, and what was fixed."""
    yield Facts(tuple(_facts(stored)))
    rows = list(_searched(stored))
    heading = "What each trial draws"
    if len(rows) > _MOST_PARAMETERS:
        heading += f": the first {_MOST_PARAMETERS} of {len(rows):,} parameters"
    if rows:
        names = ("parameter", "values")
        yield Table(heading, names, tuple(rows[:_MOST_PARAMETERS]), frozenset(names))


def data_name(source: str) -> str:
    """Return how people call the data: of a file its name, without its folder."""
    return Path(source).name or source


def _facts(stored: Stored) -> Iterator[tuple[str, str]]:
    study, document = stored.study, stored.space.document
    specification, known = study.specification, study.attributes
    layers = "each with an activation of its own" if document.per_layer else "all alike"
    yield "hidden layers", f"{as_text(document.network.hidden_layer_sizes)} units, {layers}"
    fixed: Mapping[str, Any] = dict(document.training)
    settings = (
        f"{name} {as_text(setting)}"
        for name, setting in fixed.items()
        if setting is not None and not isinstance(setting, Values | Range)
    )
    yield "training", ", ".join(settings)
    phases = known.phases(specification, len(study.trials), study.name)
    yield (
        "strategy",
        ", then ".join(
            each.strategy if number == 0 else f"{each.strategy} from trial {each.first_trial} on"
            for number, each in enumerate(phases)
        ),
    )
    splits = specification.splits
    yield "splits of the data", f"{splits}, the same for all trials" if splits > 1 else "1"
    yield "pruner", specification.pruner
    yield "seed", str(specification.seed)
    planned = max(known.trials, len(study.trials))
    yield "trials", f"{len(study.trials):,} of {planned:,}"


def _searched(stored: Stored) -> Iterator[tuple[str, str]]:
    """Yield names and values of what was searched; what each layer has of its own, once."""
    alike: dict[tuple[str, str], list[SearchedParameter]] = defaultdict(list)
    for each in stored.space.parameters():
        name = str(replace(ParameterName.parse(each.name), layer=None))
        alike[name, each.range].append(each)
    for (name, values), same in alike.items():
        if len(values) > _LONGEST_CELL:
            values = f"{values[:_LONGEST_CELL]} …"
        yield (name if len(same) == 1 else f"{name}, in each of {len(same)} layers"), values
