"""Draw the score against each parameter."""

import math
from typing import TYPE_CHECKING, Any

from actsearch.plots.data.parameters import Effect, Effects, Point
from actsearch.plots.draw.axis import edge, faint, focus, logarithmic, scatter, size
from actsearch.plots.draw.style import COLOURS, texts
from actsearch.trials import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from actsearch.plots.draw.sheet import Sheet

_MOST_BARS = 60
_MOST_CHOICES = 20


def draw(data: Effects, sheet: "Sheet") -> None:
    """Draw a panel for each parameter: trials, and means of neighbours with 95 % intervals."""
    shown = data.shown
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else 3
    rows = -(-len(shown) // columns)
    panels = sheet.grid(rows, columns, height=3.4 if rows == 1 else 2.3 * rows + 0.2)
    points = [point for each in shown for point in each.points]
    few = sum(point.error is not None for point in shown[0].points) <= _MOST_BARS
    values = [point.value for point in points] + [
        point.value + sign * point.error
        for point in points
        if few and point.value is not None and point.error is not None
        for sign in (-1, 1)
    ]
    marks: dict[str, Any] = {}
    names = texts([each.name for each in shown], 80 // columns)
    for axes, effect, name in zip(panels, shown, names, strict=False):
        limits = focus(axes, values, less_is_better=data.scale.less_is_better)
        places: dict[str, int] = {}
        if effect.is_choice:
            places = _places(effect, less_is_better=data.scale.less_is_better)
            _choices(axes, places)
        marks |= _panel(axes, effect, places, limits, data.error)
        axes.set_xlabel(name)
        if effect.span is not None:
            _span(axes, *effect.span, log=effect.log)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    sheet.figure.supylabel(data.scale.label, fontsize=9.5)
    sheet.legend(list(marks.values()), list(marks))


def _choices(axes: "Axes", places: dict[str, int]) -> None:
    names = list(places)
    axes.set_xticks(range(len(names)), texts(names, 16), rotation=90 if len(names) > 3 else 0)
    axes.set_xlim(-0.6, len(names) - 0.4)


def _places(effect: Effect, *, less_is_better: bool) -> dict[str, int]:
    """Give the choices their places: numbers in their order, others the best first."""
    best: dict[str, float] = {}
    for point in effect.points:
        value = -math.inf
        if point.value is not None and point.outcome == Outcome.COMPLETE:
            value = -point.value if less_is_better else point.value
        best[str(point.at)] = max(best.get(str(point.at), value), value)
    try:
        ranked = sorted(best, key=float)
    except ValueError:
        ranked = sorted(best, key=lambda name: -best[name])
    return {name: place for place, name in enumerate(ranked[:_MOST_CHOICES])}


def _panel(
    axes: "Axes",
    effect: Effect,
    places: dict[str, int],
    limits: tuple[float, float],
    error: str,
) -> dict[str, Any]:
    def at(point: Point) -> float:
        if not effect.is_choice:
            return float(point.at)
        # Marks of many trials would hide each other; the same trial is always at the same place.
        shift = (point.trial * 0.618034 % 1 - 0.5) * (0.6 if len(effect.points) > _MOST_BARS else 0)
        return places[str(point.at)] + shift

    known = [
        point
        for point in effect.points
        if (str(point.at) in places if effect.is_choice else not effect.log or float(point.at) > 0)
    ]
    marks: dict[str, Any] = {}
    for outcome, how in (
        (Outcome.COMPLETE, {"color": COLOURS[0], "s": size(len(known), 16), "zorder": 3}),
        (Outcome.PRUNED, faint(s=size(len(known), 12))),
    ):
        inside = [
            point
            for point in known
            if point.outcome == outcome
            and point.value is not None
            and limits[0] <= point.value <= limits[1]
        ]
        if inside:
            y = [point.value or 0.0 for point in inside]
            marks[str(outcome)] = scatter(axes, [at(point) for point in inside], y, **how)
        bars = [point for point in inside if point.error]
        if bars and len(bars) <= _MOST_BARS:
            marks[error or "standard error"] = axes.errorbar(
                [at(point) for point in bars],
                [point.value or 0.0 for point in bars],
                [point.error or 0.0 for point in bars],
                fmt="none",
                ecolor=COLOURS[0],
                elinewidth=1.0,
                alpha=0.6,
            )
    beyond = [
        at(point)
        for point in known
        if point.value is not None and not limits[0] <= point.value <= limits[1]
    ]
    if beyond:
        marks["worse than shown"] = edge(axes, beyond, "v", limits, **faint(s=12))
    crashed = [at(point) for point in known if point.value is None]
    if crashed:
        marks["diverged or failed"] = edge(axes, crashed, "x", limits, color=COLOURS[1], s=14)
    if effect.means:
        middle = [_middle(each.low, each.high, log=effect.log) for each in effect.means]
        mean = [each.value for each in effect.means]
        low, high = ([each.value + sign * each.error for each in effect.means] for sign in (-1, 1))
        axes.fill_between(middle, low, high, color=COLOURS[1], alpha=0.35, linewidth=0, zorder=4)
        (marks["mean of neighbours, 95 % interval"],) = axes.plot(
            *(middle, mean), color=COLOURS[1], zorder=5
        )
    return marks


def _span(axes: "Axes", low: float, high: float, *, log: bool) -> None:
    """Show the whole range that is searched."""
    if log:
        room = (high / low) ** 0.04
        axes.set_xlim(low / room, high * room)
        logarithmic(axes.xaxis)
    else:
        room = 0.04 * (high - low)
        axes.set_xlim(low - room, high + room)


def _middle(low: float, high: float, *, log: bool) -> float:
    return float((low * high) ** 0.5) if log else (low + high) / 2
