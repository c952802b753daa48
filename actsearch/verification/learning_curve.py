"""Compare the learning curves of two runs to the last bit, and say in words how they differ."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields

from actsearch.runs import Run


def digest(runs: Iterable[Run]) -> str:
    """Return the SHA-256 of the runs' learning curves, in hexadecimal; it covers every bit."""
    curves = [[curve for _, curve in _curves(run)] for run in runs]
    readings = (each for run in curves for each in zip(*run, strict=True))
    text = "\n".join(" ".join(map(_exact, reading)) for reading in readings)
    return hashlib.sha256(text.encode()).hexdigest()


def difference(stored: Run, again: Run) -> str | None:
    """Say how a second training differs from the stored run; None if they are the same.

    Parameters
    ----------
    stored : Run
        Run that the study stored.
    again : Run
        Run of the second training.

    Examples
    --------
    >>> nan = float("nan")
    >>> stored, again = (
    ...     Run(seed=0, scores={"accuracy": (0.8, last)}, val_losses=(0.5, nan),
    ...         train_losses=(0.4, nan), seconds=0.0, seconds_per_epoch=0.0,
    ...         inference_microseconds=0.0)
    ...     for last in (0.9771, 0.9768)
    ... )
    >>> difference(stored, stored)
    >>> difference(stored, again)
    'was stored with validation accuracy 0.9771, re-trained it has 0.9768 at checkpoint 2'
    """
    parts = []
    # Compare only metrics that both runs have: one may have been added or removed since.
    new = dict(_curves(again))
    curves = [(name, curve, new[name]) for name, curve in _curves(stored) if name in new]
    both = range(min(stored.checkpoints, again.checkpoints))
    differing = [
        number
        for number in both
        if any(not same((mine[number],), (theirs[number],)) for _, mine, theirs in curves)
    ]
    if differing:
        first = differing[0]
        name, mine, theirs = next(
            (name, mine[first], theirs[first])
            for name, mine, theirs in curves
            if not same((mine[first],), (theirs[first],))
        )
        was, has = _told_apart(mine, theirs)
        where = _where(differing, len(both))
        parts.append(f"was stored with {name} {was}, re-trained it has {has} {where}")
    if stored.checkpoints != again.checkpoints:
        parts.append(
            f"was stored with {stored.checkpoints} checkpoints, re-trained it has "
            f"{again.checkpoints}"
        )
    if stored.learned.keys() != again.learned.keys():
        was, has = (", ".join(run.learned) or "nothing" for run in (stored, again))
        parts.append(f"was stored with {was} learned, re-trained it has {has}")
    return "; it ".join(parts) or None


def same(mine: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    """Tell whether numbers are the same to the last bit; unlike with ``==``, NaN equals NaN.

    Examples
    --------
    >>> same((0.5, float("nan")), (0.5, float("nan"))), same((0.5,), (0.5 + 1e-16,))
    (True, False)
    """
    return list(map(_exact, mine)) == list(map(_exact, theirs))


def _curves(run: Run) -> Iterator[tuple[str, tuple[float, ...]]]:
    for name, values in run.scores.items():
        yield f"validation {name}", values
    yield "validation loss", run.val_losses
    yield "training loss", run.train_losses
    for name, values in run.learned.items():
        yield f"learned {name}", values
    if run.causes is not None:
        for each in fields(run.causes):
            # The readings at the checkpoints: the first one is before them.
            _, *readings = getattr(run.causes, each.name)
            for layer, values in enumerate(zip(*readings, strict=True), start=1):
                yield f"{each.name.replace('_', ' ')} of layer {layer}", values


def _exact(number: float) -> str:
    # + 0.0 turns -0.0 into 0.0: databases do not keep the sign of zero.
    return float(number + 0.0).hex()


def _told_apart(mine: float, theirs: float) -> tuple[str, str]:
    """Write two numbers with just enough digits to show that they differ."""
    pairs = [(f"{mine:.{digits}g}", f"{theirs:.{digits}g}") for digits in (4, 6, 9, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _where(differing: list[int], count: int) -> str:
    first = differing[0] + 1
    if len(differing) == 1:
        return f"at checkpoint {first}"
    if len(differing) == count - differing[0]:
        return f"from checkpoint {first} on"
    return f"at checkpoint {first}, and more at {len(differing) - 1} others"
