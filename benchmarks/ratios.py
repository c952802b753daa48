"""Time several things in turns, so that a noisy machine disturbs all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping


def seconds(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each task over rounds in which each has its turn."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}
