"""How long the commands that people type most take to answer, against bare imports.

Run: ``python benchmarks/startup.py [--rounds 9]``.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import optuna
from ratios import seconds

from actsearch import search_space
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import DatasetSpecification, Specification
from actsearch.study.study import begin

N_TRIALS = 1000


def fill(runs: Path, n_trials: int = N_TRIALS) -> None:
    """Store a study of many trials without training any."""
    specification = Specification(
        space=search_space.load("mnist").to_dict(),
        dataset=DatasetSpecification(source="mnist", label=None, fingerprint="0"),
        strategy="random",
        seed=0,
    )
    names = list(specification.space["activations"])
    distribution = optuna.distributions.CategoricalDistribution(names)
    with begin(StudyDirectory(runs, "long"), specification) as study:
        study.target = n_trials
        for number in range(n_trials):
            attributes = {
                "strategy": "random",
                "activation": "relu",
                "activation_params": {},
                "candidate": "relu",
                "formula": "max(0, x)",
                "outcome": "complete",
                "val_loss": 0.1,
                "train_loss": 0.1,
                "val_losses": [0.1] * 10,
                "train_losses": [0.1] * 10,
                "epochs": 10,
                "seconds": 3.0,
                "seconds_per_epoch": 0.3,
                "inference_microseconds": 3.0,
                "n_weights": 101770,
            }
            study.optuna_study.add_trial(
                optuna.trial.create_trial(
                    params={"activation": "relu"},
                    distributions={"activation": distribution},
                    value=0.9 + 0.000001 * number,
                    user_attrs=attributes,
                    intermediate_values=dict.fromkeys(range(1, 11), 0.9),
                )
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))

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
