"""How many more trials a minute two workers do than one, and what the machine allows.

Run: ``python benchmarks/workers.py [--trials 20] [--rounds 1]``, on two free cores. Beside one
worker and two, two whole studies of one worker each run at once: they share nothing but the
machine, so that they show what a second core is worth there (memory, cache and clock are shared).
"""

import argparse
import subprocess
import sys
import tempfile
import time


def command(folder: str, name: str, workers: int, trials: int) -> list[str]:
    words = ["run", "--quiet", "--trials", str(trials), "--workers", str(workers)]
    return [sys.executable, "-m", "actsearch", *words, "--study", name, "--runs-dir", folder]


def seconds(*commands: list[str]) -> float:
    """Run commands at the same time; return how long the last one took."""
    started = time.perf_counter()
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL) for words in commands]
    if any(process.wait() for process in running):
        raise SystemExit("a study failed")
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    for turn in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            names = [f"{turn}-{which}" for which in ("one", "two", "left", "right")]
            one, two, left, right = (
                command(folder, name, 1 + (name.endswith("two")), arguments.trials)
                for name in names
            )
            alone, together, beside = seconds(one), seconds(two), seconds(left, right)
        print(
            f"one worker {alone:.1f} s, two {together:.1f} s: {alone / together:.2f} times the "
            f"trials a minute; two studies at once {beside:.1f} s: {2 * alone / beside:.2f} times",
            flush=True,
        )


if __name__ == "__main__":
    main()
