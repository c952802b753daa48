"""Draw the history of a search."""

from typing import TYPE_CHECKING, Any

from actsearch.plots.data.history import History
from actsearch.plots.draw.axis import edge, faint, focus, line_at, scatter, size, whole_numbers
from actsearch.plots.draw.style import COLOURS, DASHES
from actsearch.trials import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from actsearch.plots.draw.sheet import Sheet

_CRASHED = (Outcome.DIVERGED, Outcome.FAILED)


def draw(data: History, sheet: "Sheet") -> None:
    """Draw the score of each trial, and the best so far; of several studies the latter only."""
    axes = sheet.axes(height=3.4)
    axes.set_xlabel("trial")
    axes.set_ylabel(data.scale.label)
    numbers = [step.trial for steps in data.studies.values() for step in steps]
    whole_numbers(axes.xaxis, 0, max(numbers))
    if len(data.studies) == 1:
        _one(data, sheet, axes)
    else:
        _several(data, sheet, axes)


def _one(data: History, sheet: "Sheet", axes: "Axes") -> None:
    (steps,) = data.studies.values()
    scored = [step for step in steps if step.value is not None]
    low, high = focus(
        axes, (step.value for step in scored), less_is_better=data.scale.less_is_better
    )
    marks: dict[str, Any] = {}
    for outcome, how in (
        (Outcome.COMPLETE, {"color": COLOURS[0], "s": size(len(steps)), "zorder": 3}),
        (Outcome.PRUNED, faint(s=size(len(steps)))),
    ):
        inside = {
            step.trial: step.value
            for step in scored
            if step.outcome == outcome and step.value is not None and low <= step.value <= high
        }
        if inside:
            marks[str(outcome)] = scatter(axes, list(inside), list(inside.values()), **how)
    beyond = [step.trial for step in scored if step.value and not low <= step.value <= high]
    if beyond:
        marks["worse than shown"] = edge(axes, beyond, "v", (low, high), **faint())
    crashed = [step.trial for step in steps if step.outcome in _CRASHED]
    if crashed:
        marks["diverged or failed"] = edge(axes, crashed, "x", (low, high), color=COLOURS[1], s=18)
    best = {step.trial: step.best for step in steps if step.best is not None}
    if best:
        (marks["best so far"],) = axes.step(
            list(best), list(best.values()), where="post", color=COLOURS[0], linewidth=1.4, zorder=4
        )
    if data.baseline is not None:
        marks["baseline"] = line_at(axes, data.baseline)
    sheet.legend(list(marks.values()), list(marks))


def _several(data: History, sheet: "Sheet", axes: "Axes") -> None:
    lines = []
    for place, steps in enumerate(data.studies.values()):
        best = [(step.trial, step.best) for step in steps if step.best is not None]
        x, y = zip(*best, strict=True) if best else ((), ())
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        (line,) = axes.step(x, y, where="post", color=colour, linestyle=dash)
        lines.append(line)
    axes.set_ylabel(data.scale.labelled(f"best {data.scale.name} so far"))
    sheet.legend(lines, list(data.studies))
