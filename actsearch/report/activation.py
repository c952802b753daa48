"""The activation that was found: its formula, its curve, and the function as code."""

from collections.abc import Iterator, Sequence

from actsearch.activations import Activation, definition
from actsearch.activations.expressions.forms import form
from actsearch.activations.expressions.latex import latex
from actsearch.activations.expressions.libraries import NUMPY, TORCH
from actsearch.activations.expressions.python import code
from actsearch.activations.expressions.tree import CatalogueCall, Tree, walk
from actsearch.candidate import Candidate
from actsearch.errors import UsageError
from actsearch.export.answer import answer
from actsearch.plots.data.shapes import shapes
from actsearch.plots.registry import ACTIVATIONS
from actsearch.report.blocks import Block, Code, Facts, Formula, Paragraph, Picture
from actsearch.report.pictures import picture
from actsearch.report.stored import Stored
from actsearch.study.snapshot import Snapshot
from actsearch.wording import in_words

# Different activations of one network that are shown.
_MOST = 6
_IMPORTS = {
    "math.": "import math\n",
    "np.": "import numpy as np\n",
    "scipy.special.": "import scipy.special\n",
    "torch.": "import torch\n",
}


def found_candidate(study: Snapshot) -> Candidate | None:
    """Return what the study recommends; None if it has no complete trial."""
    try:
        return answer(study).candidate
    except UsageError:
        return None


def activation(stored: Stored) -> Iterator[Block]:
    """Show the activations of the answer."""
    candidate = found_candidate(stored.study)
    if candidate is None:
        yield Paragraph("There is no complete trial, and so no activation to show.")
        return
    distinct = list(dict.fromkeys(candidate.activations))
    for each in distinct[:_MOST]:
        if len(distinct) > 1:
            yield Paragraph(f"{_layers(candidate, each)}: {in_words(each)}")
        yield Formula(_latex(each), f"f(x) = {each.formula}")
        if (facts := tuple(_facts(each))) and len(distinct) == 1:
            yield Facts(facts)
    if len(distinct) > _MOST:
        yield Paragraph(f"{len(distinct) - _MOST} more activations of this network are left out.")
    yield _picture(distinct[:_MOST])
    if len(distinct) == 1 and (program := _program(distinct[0])) is not None:
        yield Code("python", program)


def _layers(candidate: Candidate, wanted: Activation) -> str:
    numbers = [n for n, each in enumerate(candidate.activations, 1) if each == wanted]
    return f"{'layer' if len(numbers) == 1 else 'layers'} {', '.join(map(str, numbers))}"


def _facts(found: Activation) -> Iterator[tuple[str, str]]:
    known = definition(found.name)
    yield "activation", in_words(found)
    if known.name.isidentifier():
        yield "what it is", known.summary
        yield "source", known.reference
    if found.kinks:
        yield "kinks", ", ".join(f"{kink:.4g}" for kink in found.kinks)
    if found.learned:
        yield "learned with the weights", ", ".join(each.name for each in found.learned)


def _tree(found: Activation) -> Tree:
    """Return what it computes as a tree; a learned parameter stands there by its name."""
    learned = {each.name: each.name for each in found.learned}
    return form(definition(found.name), {**found.params, **learned})


def _latex(found: Activation) -> str:
    return in_words(f"f(x) = {latex(_tree(found))}")


def _program(found: Activation) -> str | None:
    """Return the function in NumPy and PyTorch; None if they cannot compute it."""
    tree = _tree(found)
    unknown = (
        each.activation not in library.templates
        for each in walk(tree)
        if isinstance(each, CatalogueCall)
        for library in (NUMPY, TORCH)
    )
    if any(unknown):
        return None
    arguments = ", ".join(("x", *(each.name for each in found.learned)))
    functions = (
        f"\n\ndef in_numpy({arguments}):\n    return {code(tree, NUMPY)}\n"
        f"\n\ndef in_torch({arguments}):\n    return {code(tree, TORCH)}\n"
    )
    return "".join(line for name, line in _IMPORTS.items() if name in functions) + functions


def _picture(shown: Sequence[Activation]) -> Picture:
    return picture("activation", ACTIVATIONS, shapes(shown))
