"""``actsearch plot``: draw activations, or what a study has found."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actsearch.cli import completion, options
from actsearch.cli.console import say, write, write_json
from actsearch.errors import UsageError, did_you_mean, listed, shown
from actsearch.plots.kinds import Kind
from actsearch.spelling import near

if TYPE_CHECKING:
    from actsearch.plots.data.table import PlotData
    from actsearch.plots.picture import Picture

# Words such as --gain are parameters of activations, which the command does not know before.
SETTINGS = {"ignore_unknown_options": True}


class Format(StrEnum):
    """Form of a picture's numbers."""

    JSON = "json"
    CSV = "csv"


def plot(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="STUDY|ACTIVATION",
            help="Activations or formulas, each followed by its parameters (--gain 0.5 1 2, or "
            "gain=4), or softmax; or names of studies. By default the study that was written to "
            "last. A name that is both is an activation, unless --kind is given.",
            autocompletion=completion.pictured,
        ),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            metavar="KIND",
            help=f"What to draw of a study: {', '.join(Kind)}; by default history.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File to write: .png, .svg or .pdf; by default a .png in this folder.",
            show_default=False,
        ),
    ] = None,
    style: Annotated[
        Format | None,
        typer.Option(
            "--format", help="Print the picture's numbers, and draw nothing.", show_default=False
        ),
    ] = None,
    storage: options.Storage = None,
    runs_dir: options.RunsDirectory = options.RUNS,
    quiet: options.Quiet = False,
) -> None:
    """Draw activations with their derivatives, or what a study has found.

    Examples:

        actsearch plot sigmoid --gain 0.5 1 2 4 8

        actsearch plot tanh "2*sigmoid(2*x)-1" --to same.svg

        actsearch plot mnist-bayes --kind parameters

        actsearch plot mnist-bayes mnist-genetic --kind strategies

        actsearch plot mnist-bayes --kind importances --format csv
    """
    from actsearch.plots.draw.save import form
    from actsearch.study.directory import study_directories

    if to is not None:
        if style is not None:
            raise UsageError("--to writes a picture and --format prints its numbers: give one")
        form(to)
    every = [name for each in context.command.get_params(context) for name in each.opts]
    own = [name for name in every if name.startswith("--")]
    known = [directory.name for directory in study_directories(runs_dir)]
    data: PlotData
    if kind is None and words and not _is_a_study(words[0], known):
        _check_options(words[:1], own, parameters=True)
        picture, data, title, stem = _of_activations(words, own, known, runs_dir)
        if words[0] in known:
            say(f"{words[0]} is a study too: --kind history draws that", quiet=quiet)
    else:
        _check_options(words or [], own, parameters=False)
        if kind is None and words:
            _check_all_studies(words, known)
        chosen = Kind.HISTORY if kind is None else kind
        picture, data, title, stem = _of_studies(words or [], chosen, storage, runs_dir)
    if style == Format.CSV:
        write(data.table().to_csv())
    elif style == Format.JSON:
        write_json({"title": title, "notes": data.notes, **data.table().to_dict()})
    else:
        path = to or Path(f"{stem}.png")
        picture.write(data, path, title)
        write(str(path))
        for note in data.notes:
            say(note, quiet=quiet)
        if kind is None and stem.endswith("-history"):
            others = listed(str(each) for each in Kind if each != Kind.HISTORY)
            say(f"other pictures of it, by --kind: {others}", quiet=quiet)


def _is_a_study(word: str, known: Sequence[str]) -> bool:
    """Tell whether a word is the name of a study, and not that of an activation too."""
    from actsearch.activations import catalogue

    return word in known and not catalogue.is_known(word) and word.lower() != "softmax"


def _check_options(words: Sequence[str], own: Sequence[str], *, parameters: bool) -> None:
    """Refuse a mistyped option; any other may be a parameter of an activation."""
    known = {each.lstrip("-"): each for each in own}
    for word in words:
        name = word.lstrip("-").partition("=")[0]
        if word.startswith("-") and (not parameters or near(name, known)):
            raise UsageError(f"no option {shown(word)}: {did_you_mean(name, known, meant=known)}")


def _check_all_studies(words: Sequence[str], known: Sequence[str]) -> None:
    """Refuse an activation beside the study that is named first."""
    for word in words:
        if word not in known and not _may_be_a_study(word):
            raise _not_together(word, words[0])


def _not_together(activation: str, study: str) -> UsageError:
    return UsageError(
        f"{shown(activation)} is an activation and {shown(study)} a study, and one picture cannot "
        "show both: plot them one by one"
    )


def _of_activations(
    words: Sequence[str], own: Sequence[str], known: Sequence[str], runs: Path
) -> "tuple[Picture[Any], PlotData, str, str]":
    """Return the picture of activations, its numbers, its title, and a name for its file."""
    from actsearch.activations import words as spelled
    from actsearch.plots import registry
    from actsearch.plots.data.shapes import shapes
    from actsearch.plots.data.softmax import softmax

    if words[0].lower() == "softmax":
        if len(words) > 1:
            raise UsageError("softmax takes all logits of a sample, not one number: plot it alone")
        return registry.SOFTMAX, softmax(), registry.SOFTMAX.title, "softmax"
    try:
        asked = spelled.read(words, own)
    except UsageError as error:
        if _may_be_a_study(words[0]):
            hint = f": {did_you_mean(words[0], known)}" if known else ""
            raise UsageError(
                f"{error}; nor is there a study of that name in {str(runs)!r}{hint}"
            ) from None
        for study in words:
            if study in known and _may_be_a_study(study):
                raise _not_together(words[0], study) from None
        raise
    activations = [each for one in asked for each in one.activations()]
    varied = asked[0].varied if len(asked) == 1 else None
    if len(activations) > spelled.MOST:
        raise UsageError(
            f"{len(activations)} curves in one picture cannot be told apart: plot at most "
            f"{spelled.MOST}"
        )
    title = ", ".join(dict.fromkeys(one.definition.name for one in asked))
    return registry.ACTIVATIONS, shapes(activations, varied), title, _stem(words)


def _may_be_a_study(word: str) -> bool:
    """Tell whether a word is neither an activation nor a formula: then a study was meant."""
    from actsearch.activations import catalogue, expressions

    return catalogue.canonical_name(word) is None and not expressions.is_expression(word)


def _of_studies(
    names: Sequence[str], kind: Kind, storage: str | None, runs: Path
) -> "tuple[Picture[Any], PlotData, str, str]":
    """Return the picture of studies, its numbers, its title, and a name for its file."""
    from actsearch.cli.leaderboard import check_comparable
    from actsearch.plots.registry import pictures
    from actsearch.plots.source import Source
    from actsearch.study.directory import find

    picture = pictures()[kind]
    if len(names) > 1 and not picture.compares:
        several = listed(str(each) for each, one in pictures().items() if one.compares)
        raise UsageError(f"--kind {kind} shows one study; several can be compared by {several}")
    found = [find(runs, name) for name in dict.fromkeys(names)] or [find(runs)]
    sources = [Source.read(directory, storage) for directory in found]
    check_comparable([source.snapshot for source in sources])
    shown = " and ".join(source.name for source in sources)
    title = f"{shown}: {picture.title[:1].lower()}{picture.title[1:]}"
    return picture, picture.find(sources), title, f"{'-'.join(s.name for s in sources)}-{kind}"


def _stem(words: Sequence[str]) -> str:
    """Make a name for a file of an activation's words."""
    kept = "".join(c if c.isalnum() or c in "._=" else "-" for c in "-".join(words))
    return "-".join(part for part in kept.split("-") if part)[:60] or "activation"
