"""Time several tasks in turns, so that a noisy machine disturbs all of them equally."""

import os
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping


def seconds(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each task; in each round, every task runs once."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def race(
    commands: Mapping[str, list[str]], turns: Mapping[str, float]
) -> dict[str, tuple[float, str]]:
    """Run commands in turns; in the turn of one command, all others are stopped.

    Parameters
    ----------
    commands : mapping
        Words of each command, by name.
    turns : mapping
        Seconds of each command's turns, by name. If they are proportional to what the commands
        take, all commands end at about the same time.

    Returns
    -------
    dict
        For each command the sum of its turns, in seconds, and what it printed.
    """
    running = {}
    for name, command in commands.items():
        running[name] = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        os.killpg(running[name].pid, signal.SIGSTOP)
    seconds, ended = dict.fromkeys(commands, 0.0), {}
    while running:
        for name, process in list(running.items()):
            os.killpg(process.pid, signal.SIGCONT)
            started = time.perf_counter()
            try:
                printed, _ = process.communicate(timeout=turns[name])
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGSTOP)
                printed = None
            seconds[name] += time.perf_counter() - started
            if printed is not None:
                if process.returncode:
                    raise SystemExit(f"{name} failed")
                ended[name] = seconds[name], printed
                del running[name]
    return ended
