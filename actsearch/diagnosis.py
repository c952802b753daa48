"""Why a network trains badly, in words: a sentence, and a table of its layers."""

import math
from collections.abc import Sequence

from actsearch.nn.causes import Causes

# Networks that train well stay far from all of these (benchmarks/LOG.md).
_VANISHED = 1e-3
_EXPLODED = 100.0
_LARGEST_NORM = 1000.0
_MOST_UNITS = 0.5
# Units whose pre-activations are smaller than this are not flat for being far out.
_SMALL = 0.5


def diagnosis(causes: Causes | None) -> str | None:
    """Say in a sentence what is wrong with a network; None if nothing is, or nothing was measured.

    In this order: at the end of the training the gradient explodes, most units of a layer are dead
    or saturated, or the gradient vanishes; or it did so before the first step, which makes a bad
    start.

    A gradient has vanished in the layers that receive less than a thousandth of the last hidden
    layer's. It explodes if the first layer receives a hundred times as much, if a norm is above
    1000, or not finite.

    Parameters
    ----------
    causes : Causes or None
        What was measured, see :attr:`actsearch.runs.Evaluation.causes`.

    Examples
    --------
    >>> reading = {"dead": [0, 0.625], "saturated": [0, 0.7], "sparsity": [0.5, 0.9],
    ...            "pre_activation_mean": [0, -3], "pre_activation_deviation": [1, 1],
    ...            "gradient_norm": [0.1, 0.1]}
    >>> diagnosis(Causes.of([reading]))
    '62 % of the units of layer 2 are dead; try a leaky slope'
    >>> print(diagnosis(Causes.of([reading | {"dead": [0, 0], "saturated": [0, 0]}])))
    None
    """
    if causes is None or not causes.layers:
        return None
    first, last = causes.gradient_norm[0], causes.gradient_norm[-1]
    then = "before the first step, "
    return (
        _exploding(last)
        or _dead(causes)
        or _saturated(causes)
        or _vanishing(last)
        or _exploding(first, then)
        or _vanishing(first, then)
    )


def layers_in_words(causes: Causes) -> list[dict[str, str]]:
    r"""Write what was measured at the end of a training, one dict for each hidden layer.

    Examples
    --------
    >>> reading = {"dead": [0.625], "saturated": [0.7], "sparsity": [0.9],
    ...            "pre_activation_mean": [-3], "pre_activation_deviation": [1.0123],
    ...            "gradient_norm": [0.0123]}
    >>> for layer in layers_in_words(Causes.of([reading])):
    ...     print(*layer.items(), sep="\n")
    ('layer', '1')
    ('dead %', '62')
    ('saturated %', '70')
    ('sparsity %', '90')
    ('pre-activation', '-3 ± 1')
    ('gradient', '0.012')
    ('at first', '0.012')
    """
    spreads = zip(causes.pre_activation_mean[-1], causes.pre_activation_deviation[-1], strict=True)
    columns = {
        "layer": map(str, range(1, 1 + causes.layers)),
        "dead %": map(_hundredths, causes.dead[-1]),
        "saturated %": map(_hundredths, causes.saturated[-1]),
        "sparsity %": map(_hundredths, causes.sparsity[-1]),
        "pre-activation": (f"{mean:.2g} ± {deviation:.2g}" for mean, deviation in spreads),
        "gradient": map("{:.2g}".format, causes.gradient_norm[-1]),
        "at first": map("{:.2g}".format, causes.gradient_norm[0]),
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _exploding(norms: Sequence[float], when: str = "") -> str | None:
    endless = [layer for layer, norm in enumerate(norms, start=1) if not math.isfinite(norm)]
    if endless:
        return (
            f"{when}the gradient of {_named(endless)} is not finite: it explodes; try a smaller "
            "gain or step size"
        )
    if norms[0] > _EXPLODED * norms[-1] > 0:
        return (
            f"{when}layer 1 receives {norms[0] / norms[-1]:.3g} times the gradient of layer "
            f"{len(norms)}: it explodes; try a smaller gain"
        )
    if (largest := max(norms)) > _LARGEST_NORM:
        return (
            f"{when}the gradient of layer {norms.index(largest) + 1} has the norm {largest:.3g}: "
            "it explodes; try a smaller gain or step size"
        )
    return None


def _dead(causes: Causes) -> str | None:
    shares = causes.dead[-1]
    worst = max(shares)
    if worst < _MOST_UNITS:
        return None
    place = shares.index(worst)
    return f"{_hundredths(worst)} % of the units of layer {place + 1} are dead; try a leaky slope"


def _saturated(causes: Causes) -> str | None:
    shares = causes.saturated[-1]
    worst = max(shares)
    if worst < _MOST_UNITS:
        return None
    place = shares.index(worst)
    size = math.hypot(
        causes.pre_activation_mean[-1][place], causes.pre_activation_deviation[-1][place]
    )
    remedy = "smaller" if size >= _SMALL else "larger"
    share = _hundredths(worst)
    return f"{share} % of the units of layer {place + 1} are saturated; try a {remedy} gain"


def _vanishing(norms: Sequence[float], when: str = "") -> str | None:
    shares = {layer: norm / norms[-1] for layer, norm in enumerate(norms, start=1) if norms[-1]}
    low = [layer for layer, share in shares.items() if share < _VANISHED]
    if not low:
        return None
    least = min(low, key=lambda layer: shares[layer])
    receive, only = f"receives {_tiny(shares[least])}", ""
    if len(low) > 1:
        receive = f"receive less than {_tiny(_VANISHED)}"
        only = f" (layer {least}: {_tiny(shares[least])})"
    return (
        f"{when}{_named(low)} {receive} of layer {len(norms)}'s gradient{only}: it vanishes; try "
        "a larger gain"
    )


def _tiny(share: float) -> str:
    return f"{share:.0e}".replace("e-0", "e-") if share else "nothing"


def _hundredths(share: float) -> str:
    return f"{100 * share:.0f}"


def _named(layers: Sequence[int]) -> str:
    """Name layers by their numbers.

    Examples
    --------
    >>> _named([2]), _named([1, 2, 3]), _named([1, 3])
    ('layer 2', 'layers 1 to 3', 'layers 1, 3')
    """
    if len(layers) == 1:
        return f"layer {layers[0]}"
    if list(layers) == list(range(layers[0], layers[-1] + 1)):
        return f"layers {layers[0]} to {layers[-1]}"
    return f"layers {', '.join(map(str, layers))}"
