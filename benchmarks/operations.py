"""Time NumPy's operations on a layer's values, in units of a multiply-add of a matrix product.

Run: ``python benchmarks/operations.py [--rounds 60] [--units 128]``. The constants of
``actsearch/activations/operations.py`` are rounded from this. Below them: each activation's time
in the same unit, beside what is counted for it, and how well the two agree in rank.
"""

import argparse
from functools import partial

import numpy as np
from ratios import seconds
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from actsearch import activations
from actsearch.activations.operations import operations

ONE = ("negative", "square", "absolute", "sign", "sqrt", "exp", "expm1", "log", "log1p", "tanh")
ONE += ("sin", "cos", "arctan")
TWO = ("add", "subtract", "multiply", "divide", "maximum", "minimum", "greater", "less", "copysign")
SAMPLES, FEATURES = 1000, 784


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--units", type=int, default=128)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    X = rng.random((SAMPLES, FEATURES), np.float32)
    weights = rng.random((FEATURES, arguments.units), np.float32)
    x = rng.standard_normal((SAMPLES, arguments.units), np.float32)
    y, positive = x[::-1].copy(), np.abs(x) + np.float32(0.1)
    tasks = {"matrix product": lambda: X @ weights, "clip": lambda: np.clip(x, -1, 1)}
    for name in ONE:
        values = positive if name in ("sqrt", "log", "log1p") else x
        tasks[name] = partial(getattr(np, name), values)
    tasks |= {name: partial(getattr(np, name), x, y) for name in TWO}
    functions = {name: activations.get(name) for name in sorted(activations.definitions())}
    tasks |= {f"f: {name}": partial(each, x) for name, each in functions.items()}
    with threadpool_limits(limits=1):
        seconds(tasks, 3)
        times = seconds(tasks, arguments.rounds)
    multiply_add = times.pop("matrix product") / X.size / arguments.units
    units = {name: time / x.size / multiply_add for name, time in times.items()}
    print(f"a multiply-add takes {1e9 * multiply_add:.4f} ns")
    for name, time in sorted(units.items(), key=lambda item: item[1]):
        if not name.startswith("f: "):
            print(f"{time:7.1f}  {name}")
    measured = [units[f"f: {name}"] for name in functions]
    counted = [operations(each) for each in functions.values()]
    for name, time, count in zip(functions, measured, counted, strict=True):
        print(f"{time:7.1f}  counted {count:5}  {name}")
    ratios = np.array(measured)[np.array(counted) > 0] / np.array([c for c in counted if c])
    low, middle, high = np.percentile(ratios, [10, 50, 90])
    print(f"time by count: median {middle:.2f}, eight in ten {low:.2f} to {high:.2f}")
    print(f"rank correlation: {spearmanr(measured, counted).statistic:.3f}")


if __name__ == "__main__":
    main()
