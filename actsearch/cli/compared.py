"""Show activations beside one another: formulas, values, slopes, and their curves."""

from typing import TYPE_CHECKING, Any

from actsearch.cli import options
from actsearch.cli.console import output, write_json
from actsearch.cli.curves import chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actsearch.activations import Activation

POINTS = (-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0)
"""Where values are shown."""

_REACH, _STEPS = 6.0, 360
# What grows without end is cut, or all else would be flat.
_MOST = 6.0


def compare(activations: "Sequence[Activation]", style: options.Format) -> None:
    """Print activations beside one another; they are numbered where there are several."""
    from actsearch.plots.data.shapes import shapes
    from actsearch.tables import INDISPENSABLE, Title

    found = [_facts(each) for each in activations]
    if style == options.Format.JSON:
        write_json(found)
        return
    console = output()
    several = len(found) > 1
    for number, each in enumerate(found, start=1):
        mark = f"{number}  " if several else ""
        console.prose(f"{mark}{each['activation']}: f(x) = {each['formula']}")
    for note in shapes(activations).notes:
        console.prose(note)
    for place in range(0, len(found), 3):
        shown = list(enumerate(found, start=1))[place : place + 3]
        titles = [Title("x", importance=INDISPENSABLE)]
        for number, _ in shown:
            name = f"f{number}" if several else "f"
            titles += [Title(f"{name}(x)"), Title(f"{name}'(x)")]
        rows = [
            [
                f"{x:g}",
                *(
                    f"{each['values'][row][key]:z.4f}"
                    for _, each in shown
                    for key in ("value", "derivative")
                ),
            ]
            for row, x in enumerate(POINTS)
        ]
        console.print()
        console.table(titles, rows)
    console.print()
    draw(activations)


def draw(activations: "Sequence[Activation]") -> None:
    """Print curves: of one activation with its derivative, of several the values."""
    import numpy as np

    x = np.linspace(-_REACH, _REACH, _STEPS + 1)
    if len(activations) == 1:
        curves = {"'": activations[0].derivative(x), "f": activations[0](x)}
    else:
        curves = {_mark(place): each(x) for place, each in enumerate(activations)}
    cut = {
        mark: np.where(np.abs(values) <= _MOST, values, np.nan).tolist()
        for mark, values in curves.items()
    }
    console = output()
    console.print(chart(cut, x.tolist(), console.width), soft_wrap=True)
    key = "f: f(x), ': f'(x)" if len(activations) == 1 else "the curves are those of f(x)"
    is_cut = any(np.isnan(values).any() for values in cut.values())
    console.prose(key + (f"; what is beyond {_MOST:g} is not drawn" if is_cut else ""))


def softmax(style: options.Format) -> None:
    """Print what softmax is, and the probabilities of three classes while one logit moves."""
    from actsearch.plots.data.softmax import FORMULA
    from actsearch.plots.data.softmax import softmax as compute
    from actsearch.tables import Title

    found = compute()
    facts = {
        "name": "softmax",
        "summary": "Probabilities of the classes of a sample, from one logit for each class.",
        "formula": f"p_k = {FORMULA}",
        "derivative": "of p_k by z_k: p_k (1 - p_k); by another z_j: -p_k p_j",
        "use": "the output layer of every classification here, with the log-loss; it is not "
        "searched, because it takes all units of a layer at once",
        "two classes": "the same as sigmoid of the difference of both logits",
    }
    rows = [row for row in found.table().rows() if row[0] in POINTS]
    if style == options.Format.JSON:
        names = [column.name for column in found.table().columns]
        write_json({**facts, "values": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    console = output()
    console.facts(facts, indent=14)
    console.print()
    titles = [Title("logit 1"), *(Title(f"p{k}") for k in (1, 2, 3)), Title("dp1/dz1")]
    console.table(titles, [[f"{row[0]:g}", *(f"{cell:z.4f}" for cell in row[1:])] for row in rows])
    console.print()
    curves = {str(k): shares for k, shares in enumerate(found.probabilities, start=1)}
    console.print(chart(curves, found.logit, console.width), soft_wrap=True)
    console.prose(found.notes[0])


def values(activation: "Activation") -> list[dict[str, float]]:
    """Compute f and f' at a few points."""
    import numpy as np

    value, slope = activation.forward(np.array(POINTS))
    return [
        {"x": x, "value": float(f), "derivative": float(derivative)}
        for x, f, derivative in zip(POINTS, value, slope(), strict=True)
    ]


def _facts(activation: "Activation") -> dict[str, Any]:
    from actsearch.wording import in_words

    return {
        "activation": in_words(activation),
        "name": activation.name,
        "params": dict(activation.params),
        "formula": activation.formula,
        "values": values(activation),
    }


def _mark(place: int) -> str:
    """Return the character that draws a curve: its number, and letters after 9."""
    return "123456789abcdefghijklmnopqrstuvwxyz"[place % 35]
