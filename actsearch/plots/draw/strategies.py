"""Draw how strategies compare."""

from typing import TYPE_CHECKING

import numpy as np

from actsearch.plots.data.strategies import StrategyComparison
from actsearch.plots.draw.axis import focus, line_at, scatter, size, whole_numbers
from actsearch.plots.draw.style import COLOURS, DASHES, MARKERS, ink, texts
from actsearch.trials import Outcome

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: StrategyComparison, sheet: "Sheet") -> None:
    """Draw the best so far of each strategy above, and below what its complete trials reached."""
    names = list(data.attempts)
    below = 0.9 + 0.32 * len(names)
    race, strip = sheet.grid(2, 1, height=2.9 + below, height_ratios=(2.9, below))
    lines = []
    for place, attempts in enumerate(data.attempts.values()):
        colour = COLOURS[place % len(COLOURS)]
        best = {
            count: each.best
            for count, each in enumerate(attempts, start=1)
            if each.best is not None
        }
        mark = MARKERS[place % len(MARKERS)] if len(best) == 1 else None
        (line,) = race.step(
            *(list(best), list(best.values())),
            where="post",
            color=colour,
            linestyle=DASHES[place % len(DASHES)],
            marker=mark,
        )
        lines.append(line)
        values = [
            each.value
            for each in attempts
            if each.outcome == Outcome.COMPLETE and each.value is not None
        ]
        # The same shift for the same trial each time.
        shift = np.random.default_rng(place).uniform(-0.22, 0.22, len(values))
        scatter(strip, values, list(place + shift), color=colour, s=size(len(values)), alpha=0.7)
        if values:
            strip.plot([np.median(values)] * 2, [place - 0.38, place + 0.38], color=ink())
    line_at(race, data.baseline)
    if data.baseline is not None:
        lines.append(line_at(strip, data.baseline, vertical=True))
        names.append("baseline")
    whole_numbers(race.xaxis, 1, max(map(len, data.attempts.values())))
    race.set_xlabel("trials of the strategy")
    race.set_ylabel(data.scale.labelled(f"best {data.scale.name} so far"))
    strip.set_yticks(range(len(data.attempts)), texts(list(data.attempts), 30))
    strip.set_ylim(len(data.attempts) - 0.5, -0.5)
    strip.grid(visible=False, axis="y")
    reached = [each.best for attempts in data.attempts.values() for each in attempts]
    focus(race, [*reached, data.baseline], less_is_better=data.scale.less_is_better)
    strip.set_xlabel(f"{data.scale.label} of complete trials; line: median")
    sheet.legend(lines, names)
