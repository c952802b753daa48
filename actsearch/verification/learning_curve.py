"""The course of a training, epoch by epoch: told apart to the last bit, by a digest or in words."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from optuna.trial import FrozenTrial

from actsearch.evaluation import Evaluation

_QUANTITIES = ("validation accuracy", "validation loss", "training loss")


@dataclass(frozen=True, slots=True)
class Course:
    """What was measured after each epoch.

    Parameters
    ----------
    epochs : tuple of (float, float, float)
        Validation accuracy, validation loss and training loss.

    Examples
    --------
    >>> nan = float("nan")
    >>> stored = Course(((0.8, 0.5, 0.4), (0.9771, nan, nan)))
    >>> stored.difference(Course(((0.8, 0.5, 0.4), (0.9771, nan, nan))))
    >>> stored.difference(Course(((0.8, 0.5, 0.4), (0.9768, nan, nan))))
    'was stored with validation accuracy 0.9771, re-trained it has 0.9768 in epoch 2'
    """

    epochs: tuple[tuple[float, float, float], ...]

    @classmethod
    def stored(cls, trial: FrozenTrial) -> Self:
        """Read that of a finished trial.

        Raises
        ------
        ValueError
            If it does not have three numbers for each epoch; the message completes
            "trial 4 has ...".
        """
        steps = sorted(trial.intermediate_values)
        if steps != list(range(1, len(steps) + 1)) or not steps:
            raise ValueError(f"validation accuracies of the epochs {steps or 'none'}")
        losses = []
        for key in ("val_losses", "train_losses"):
            values = trial.user_attrs.get(key)
            if not isinstance(values, list) or not all(map(_is_number, values)):
                raise ValueError(f"{key} that are not a list of numbers")
            if len(values) != len(steps):
                raise ValueError(f"{len(values)} {key} for {len(steps)} epochs")
            losses.append(values)
        accuracies = [trial.intermediate_values[step] for step in steps]
        return cls(tuple(zip(accuracies, *losses, strict=True)))

    @classmethod
    def measured(cls, evaluation: Evaluation) -> Self:
        """Return that of a training."""
        return cls(
            tuple(
                zip(
                    evaluation.val_accuracies,
                    evaluation.val_losses,
                    evaluation.train_losses,
                    strict=True,
                )
            )
        )

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of every bit of it."""
        text = "\n".join(" ".join(map(_exact, epoch)) for epoch in self.epochs)
        return hashlib.sha256(text.encode()).hexdigest()

    def difference(self, again: "Course") -> str | None:
        """Say how training anew came out differently from this, which is stored; None if equal."""
        both = list(zip(self.epochs, again.epochs, strict=False))
        differing = [number for number, (mine, theirs) in enumerate(both) if not same(mine, theirs)]
        parts = []
        if differing:
            first = differing[0]
            name, mine, theirs = next(
                each
                for each in zip(_QUANTITIES, *both[first], strict=True)
                if not same(each[1:2], each[2:3])
            )
            was, has = _told_apart(mine, theirs)
            where = _where(differing, len(both))
            parts.append(f"was stored with {name} {was}, re-trained it has {has} {where}")
        if len(self.epochs) != len(again.epochs):
            parts.append(
                f"was stored with {len(self.epochs)} epochs, re-trained it has {len(again.epochs)}"
            )
        return "; it ".join(parts) or None


def same(mine: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    """Tell whether numbers are the same to the last bit; unlike to ``==``, NaN is NaN.

    Examples
    --------
    >>> same((0.5, float("nan")), (0.5, float("nan"))), same((0.5,), (0.5 + 1e-16,))
    (True, False)
    """
    return list(map(_exact, mine)) == list(map(_exact, theirs))


def _exact(number: float) -> str:
    # Databases keep no sign of zero.
    return float(number + 0.0).hex()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told_apart(mine: float, theirs: float) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    pairs = [(f"{mine:.{digits}g}", f"{theirs:.{digits}g}") for digits in (4, 6, 9, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _where(differing: list[int], count: int) -> str:
    first = differing[0] + 1
    if len(differing) == 1:
        return f"in epoch {first}"
    if len(differing) == count - differing[0]:
        return f"from epoch {first} on"
    return f"in epoch {first}, and more in {len(differing) - 1} other epochs"
