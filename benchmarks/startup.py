"""Time the most frequent commands, against the imports that they cannot avoid.

Run: ``python benchmarks/startup.py [--rounds 9]``.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from filled import fill
from ratios import seconds

N_TRIALS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), N_TRIALS)

        def command(*words: str) -> None:
            subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)

        medians = seconds(
            {
                "import typer": lambda: command("-c", "import typer"),
                "--help": lambda: command("-m", "actsearch", "--help"),
                "import optuna": lambda: command("-c", "import optuna"),
                "leaderboard": lambda: command(
                    "-m", "actsearch", "leaderboard", "--runs-dir", folder
                ),
            },
            rounds,
        )
    for name, median in medians.items():
        print(f"{name:16}{median:7.3f} s")
    print(f"--help / import typer: {medians['--help'] / medians['import typer']:.2f}")
    allowed = 2 * medians["import optuna"] + 0.3
    print(f"leaderboard / (2 x import optuna + 0.3 s): {medians['leaderboard'] / allowed:.2f}")


if __name__ == "__main__":
    main()
