"""``MODEL_CARD.md``: what a model is, how it was found, and how well it does."""

import json
from collections.abc import Iterator, Sequence

from actsearch import __version__
from actsearch.datasets import Dataset
from actsearch.datasets.scaling import Scaler
from actsearch.errors import listed
from actsearch.export.onnx_outputs import NAMES
from actsearch.final_test.report import Report, summary
from actsearch.leaderboard.markdown import block, span, text
from actsearch.models import Model
from actsearch.study.snapshot import Snapshot
from actsearch.wording import title


def card(
    model: Model,
    study: Snapshot,
    dataset: Dataset,
    tested: Report | None,
    files: Sequence[str],
    commands: Sequence[str],
) -> str:
    """Return the card as Markdown; whatever a name or a label contains is escaped.

    Parameters
    ----------
    model : Model
        The model, with its origin.
    study : Snapshot
        The study that it comes from.
    dataset : Dataset
        The study's data.
    tested : Report or None
        What the sealed test part says, if it was opened.
    files : sequence of str
        Names of the files beside the card.
    commands : sequence of str
        Commands that make the model again.
    """
    parts = {
        "Question": [_question(model, study)],
        "Answer": list(_answer(model, study)),
        "Test": [_test(model, tested)],
        "Data": list(_data(model, dataset)),
        "Network": list(_network(model)),
        "Files": [", ".join(f"`{name}`" for name in files), *_inputs(model, files)],
        "Make it again": [block("console", "\n".join(commands))],
        "Environment": [block("json", _environment(model))],
    }
    sections = (f"## {name}\n\n" + "\n\n".join(lines) for name, lines in parts.items())
    heading = text(f"Model of study {study.name}")
    return f"# {heading}\n\n" + "\n\n".join(sections) + "\n"


def _question(model: Model, study: Snapshot) -> str:
    space = study.specification.space
    metric = study.specification.metric
    description = space.get("description")
    about = f" ({text(str(description))})" if description else ""
    return (
        "Which activation function should this network use, and with which parameters? "
        f"{len(study.trials)} trials of the search space "
        f"{text(str(space.get('name') or 'of the study'))}{about} were trained on "
        f"{text(study.specification.dataset.source)} to predict {_predicted(model)}, and scored "
        f"by {text(title(metric) if model.task == 'regression' else metric)}."
    )


def _predicted(model: Model) -> str:
    if model.task == "classification":
        return "classes"
    what = "a number" if model.label is None else f"the number {text(model.label)}"
    return f"{what}, in the unit of the data"


def _answer(model: Model, study: Snapshot) -> Iterator[str]:
    yield span(str(model.candidate))
    if model.origin is not None:
        yield text(model.origin.answer)
    found = study.confirmation
    if found is None:
        yield "No fresh seeds have confirmed anything yet: the best score of a search is luck too."
        return
    yield from map(text, (line for line in found.lines(study.name) if "actsearch" not in line))


def _test(model: Model, tested: Report | None) -> str:
    if tested is None:
        return "The sealed test part was not opened for this study's answer."
    said = f"{text(summary(tested))}. {tested.method}"
    digests = [each.candidate.digest for each in tested.candidates]
    if model.candidate.digest not in digests:
        return f"Of the study's answer, which is another candidate than this model: {said}"
    return (
        f"{said} It was measured on networks that were trained in the same way, from "
        f"{tested.seeds} seeds."
    )


def _data(model: Model, dataset: Dataset) -> Iterator[str]:
    if model.target is None:
        names = listed(map(str, dataset.classes.tolist()))
        learned = f"of {len(dataset.classes)} classes: {text(names)}"
    else:
        learned = (
            f"with targets of mean {model.target.mean:.6g} and standard deviation "
            f"{model.target.deviation:.6g}"
        )
    yield (
        f"{text(dataset.name)}: trained on {len(dataset.y):,} samples, which is all but the "
        f"sealed test part, {learned}. SHA-256 of the data: `{dataset.fingerprint}`."
    )
    if isinstance(model.trained.preparation, Scaler):
        how = (
            "Pixels are divided by 255."
            if dataset.scaling == "pixels"
            else "Features are standardised with the mean and the deviation of these samples."
        )
        yield f"{how} The preparation is a part of the model."
    else:
        yield "The columns are prepared as in the training; the preparation is a part of the model."
    if model.schema is not None:
        yield f"Columns: {text(listed(model.schema.names))}."


def _network(model: Model) -> Iterator[str]:
    sizes = ", ".join(map(str, model.network.layer_sizes))
    settings = model.candidate.to_dict()["training"]
    end = "a softmax" if model.target is None else "the target's deviation times it, plus its mean"
    yield (
        f"Dense layers of {sizes} numbers, then {end}; {model.network.parameters.size:,} "
        "parameters."
    )
    learned = {
        f"layer {layer} {name}": [round(float(value), 6) for value in values[:8]]
        for layer, known in enumerate(model.network.learned_values(), 1)
        for name, values in known.items()
    }
    if learned:
        yield f"Learned: {span(json.dumps(learned))}"
    yield f"Training: {span(json.dumps(settings))}"


def _inputs(model: Model, files: Sequence[str]) -> Iterator[str]:
    """Say what the ONNX file takes."""
    if "model.onnx" not in files:
        return
    if isinstance(model.trained.preparation, Scaler):
        features = model.network.layer_sizes[0]
        kind = model.trained.preparation.offset.dtype
        takes = f"`X`, {kind} of shape (n, {features}): samples as they are in the data"
    else:
        takes = (
            "an input for each column, of shape (n, 1): float64 for numbers, NaN where one is "
            "missing, with 0 and 1 for booleans and days since 1970 for dates; or text"
        )
    gives = " and ".join(f"`{name}`" for name in NAMES[model.task])
    yield f"`model.onnx` takes {takes}. It gives {gives}."


def _environment(model: Model) -> str:
    known = {} if model.origin is None else model.origin.environment
    return json.dumps({"actsearch": __version__, **known}, indent=2)
