"""Which strategy finds a good candidate in few trials? Thousands of searches, replayed.

Run: ``python benchmarks/replay/compare.py [--repeats 104] [--space NAME ...] [--only NAME ...]``;
``--list`` prints the names of all contestants. Every repeat has its own search seed, and uses the
next seed of the table. The regret is the distance, in points of validation accuracy, from what the
search recommends so far to the best candidate of the table: both by their means over all other
seeds, which the search does not see.
"""

import argparse
import itertools
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import numpy as np
from contestants import BASELINE, contestants
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Grid
from searches import regrets, replay
from summary import Regrets, compare, median, plot
from tables import CONTINUOUS, Table, load_space, space_names, table_path

from actsearch.search_space import SearchSpace

MILESTONES = (10, 20, 30, 45, 60)


@cache
def task(space_name: str) -> tuple[SearchSpace, Table]:
    """Load a space and its table, once in each process.

    Raises
    ------
    SystemExit
        If the space has changed since it was tabulated.
    """
    table = Table.load(table_path(space_name))
    finite = space_name.removesuffix(CONTINUOUS)
    if table.candidates != list(load_space(finite).grid()):
        raise SystemExit(f"{finite} has changed: run tabulate.py {finite} to train it again")
    return load_space(space_name), table


def one_search(space_name: str, name: str, n_trials: int, repeat: int) -> NDArray[np.float64]:
    """Return the regret after each trial, and last the share of trials with repeated candidates."""
    space, table = task(space_name)
    table_seed = repeat % len(table.correct)
    proposed = replay(
        contestants()[name],
        space,
        table,
        table_seed=table_seed,
        search_seed=repeat,
        n_trials=n_trials,
    )
    repeated = 1 - len(set(proposed.tolist())) / n_trials
    return np.append(regrets(table, table_seed, proposed), repeated)


def run(
    spaces: list[str], names: list[str], repeats: range, n_trials: int, jobs: int
) -> dict[str, dict[str, Regrets]]:
    """Replay all searches; the last column of a result is the share of repeated candidates."""
    found: dict[str, dict[str, Regrets]] = {}
    pool = ProcessPoolExecutor(jobs) if jobs > 1 else None
    apply = pool.map if pool else map
    for space_name, name in itertools.product(spaces, names):
        started = time.perf_counter()
        search = partial(one_search, space_name, name, n_trials)
        rows = np.array(list(apply(search, repeats)))
        found.setdefault(space_name, {})[name] = rows
        seconds = (time.perf_counter() - started) / len(repeats)
        print(f"{space_name}: {name}: {seconds:.2f} s per search", flush=True)
    if pool:
        pool.shutdown()
    return found


def show(space_name: str, found: dict[str, Regrets], n_trials: int, references: list[str]) -> None:
    """Print a table with a row for each contestant, the best first."""
    repeats = len(next(iter(found.values())))
    grid = Grid(title=f"{space_name}: median regret [95 % interval] of {repeats} searches")
    grid.add_column("", no_wrap=True)
    milestones = [milestone for milestone in MILESTONES if milestone <= n_trials]
    for milestone in milestones:
        grid.add_column(f"{milestone} trials", no_wrap=True, justify="right")
    grid.add_column("mean", justify="right")
    for reference in references:
        grid.add_column(f"p, wins against {reference}", justify="right")
    grid.add_column("repeated", justify="right")
    for name, rows in sorted(found.items(), key=lambda item: item[1][:, n_trials - 1].mean()):
        last = rows[:, n_trials - 1]
        medians = [median(rows[:, milestone - 1]) for milestone in milestones]
        cells = [*(str(m) if m is medians[-1] else f"{m.value:.2f}" for m in medians)]
        cells.append(f"{last.mean():.2f}")
        for reference in references:
            result = compare(last, found[reference][:, n_trials - 1])
            cells.append("" if name == reference else f"{result.p:.1g}, {100 * result.wins:.0f} %")
        grid.add_row(name, *cells, f"{100 * rows[:, -1].mean():.0f} %")
    Console(width=200).print(grid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--space", nargs="+", default=space_names(), choices=space_names())
    parser.add_argument("--only", nargs="+", default=list(contestants()), choices=contestants())
    parser.add_argument("--repeats", type=int, default=104)
    parser.add_argument("--first-seed", type=int, default=0, help="other seeds, to confirm")
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--plot", type=Path, help="file of the picture, such as regret.png")
    parser.add_argument("--save", type=Path, help="file of all regrets, such as regrets.npz")
    parser.add_argument("--list", action="store_true", help="print the names of all contestants")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(contestants()))
        return
    names, trials = arguments.only, arguments.trials
    repeats = range(arguments.first_seed, arguments.first_seed + arguments.repeats)
    found = run(arguments.space, names, repeats, trials, arguments.jobs)
    references = [name for name in (BASELINE, "Optuna TPE") if name in names]
    for space_name in arguments.space:
        show(space_name, found[space_name], trials, references)
    if arguments.save:
        flat = {f"{s}/{name}": rows for s in found for name, rows in found[s].items()}
        np.savez_compressed(arguments.save, **flat)
    if arguments.plot:
        only_regrets = {s: {name: rows[:, :-1] for name, rows in found[s].items()} for s in found}
        plot(only_regrets, arguments.plot)


if __name__ == "__main__":
    main()
