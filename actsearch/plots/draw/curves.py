"""Draw learning curves."""

import math
from typing import TYPE_CHECKING, Any

from actsearch.plots.data.curves import LearningCurves
from actsearch.plots.draw.axis import focus
from actsearch.plots.draw.style import COLOURS, DASHES, MARKERS, ink

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: LearningCurves, sheet: "Sheet") -> None:
    """Draw the validation score above, and the losses below: validation full, training thin."""
    score, loss = sheet.grid(2, 1, height=5.4, sharex=True)
    values: list[float | None] = [
        reading.value for curve in data.curves for reading in curve.readings
    ]
    lines, names = [], []
    for place, curve in enumerate(data.curves):
        x = [reading.epoch for reading in curve.readings]
        colour = ink() if curve.is_baseline else COLOURS[place % len(COLOURS)]
        dash = (0, (4, 3)) if curve.is_baseline else DASHES[place % len(DASHES)]
        # A single checkpoint has no line, only a mark.
        mark = MARKERS[place % len(MARKERS)] if len(x) == 1 else None
        manner: dict[str, Any] = {"color": colour, "linestyle": dash, "marker": mark}
        y = [math.nan if each.value is None else each.value for each in curve.readings]
        (line,) = score.plot(x, y, **manner)
        spread = [(each.value or 0.0, each.error or 0.0) for each in curve.readings]
        # More bands than two would hide each other.
        if (place == 0 or curve.is_baseline) and any(error for _, error in spread):
            below, above = ([a + sign * b for a, b in spread] for sign in (-1, 1))
            values += [*below, *above]
            score.fill_between(x, below, above, color=colour, alpha=0.15, linewidth=0)
        loss.plot(x, [reading.val_loss for reading in curve.readings], **manner)
        training = [reading.train_loss for reading in curve.readings]
        loss.plot(x, training, **manner | {"linewidth": 0.8, "alpha": 0.8})
        lines.append(line)
        names.append(f"trial {curve.trial}: {curve.name}" + " (baseline)" * curve.is_baseline)
    focus(score, values, less_is_better=data.scale.less_is_better)
    band = any(reading.error for curve in data.curves for reading in curve.readings)
    score.set_ylabel(data.scale.label + "\nband: standard error" * band)
    unit = f" ({data.loss_unit})" if data.loss_unit else ""
    loss.set_ylabel(f"loss{unit}; thin: training")
    loss.set_xlabel("epochs")
    sheet.legend(lines, names)
