"""The default study against what one would write instead: Optuna, a median pruner and PyTorch.

Run: ``python benchmarks/against_pytorch.py [--trials 30] [--seeds 5]``; it needs ``pip install
torch==2.13.0``. Both get the same two cores in turns: PyTorch two threads, actsearch two workers.
Data are in memory, and the network and the activations with their ranges are those of the default
space. Both search once with each seed, for how soon a pruner has something to go by is luck. Then
each winner is trained anew with five seeds that neither search has seen.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import optuna
import torch
from torch import nn

from actsearch import datasets, search_space
from actsearch.evaluation import evaluate
from actsearch.leaderboard import rank, row
from actsearch.search_space import Candidate
from actsearch.study.directory import find
from actsearch.study.snapshot import read

EPOCHS, BATCH = 10, 100
SPACE = search_space.load("mnist")


def function(name: str, p: dict[str, float]) -> "nn.Module":
    """Return the activation as PyTorch's users would write it."""
    functions = {
        "sigmoid": lambda x: torch.sigmoid(p["gain"] * x),
        "tanh": lambda x: torch.tanh(p["gain"] * x),
        "softsign": lambda x: nn.functional.softsign(p["gain"] * x),
        "relu": torch.relu,
        "leaky_relu": lambda x: nn.functional.leaky_relu(x, p["slope"]),
        "elu": lambda x: nn.functional.elu(x, p["alpha"]),
        "selu": torch.selu,
        "softplus": lambda x: nn.functional.softplus(x, p["beta"]),
        "swish": lambda x: x * torch.sigmoid(p["beta"] * x),
        "gelu": lambda x: x * (0.5 + 0.5 * torch.erf(p["beta"] * x / 2**0.5)),
        "mish": lambda x: x * torch.tanh(nn.functional.softplus(p["beta"] * x)),
        "sine": lambda x: torch.sin(p["frequency"] * x),
    }
    return functions[name]


class Net(nn.Module):
    """784-128-10 with the activation of a candidate."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__()
        self.hidden, self.output = nn.Linear(784, 128), nn.Linear(128, 10)
        activation = candidate.activations[0]
        self.activation = function(activation.name, dict(activation.params))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(self.activation(self.hidden(x)))


def search(n_trials: int, seed: int) -> tuple[float, int, Candidate]:
    """Search with PyTorch; return the seconds, the epochs and the winner."""
    started = time.perf_counter()
    split = datasets.load("mnist").split(seed)
    X, y = torch.from_numpy(split.X_train), torch.from_numpy(split.y_train)
    X_validation = torch.from_numpy(split.X_validation)
    y_validation = torch.from_numpy(split.y_validation)

    def objective(trial: optuna.Trial) -> float:
        torch.manual_seed(seed)
        model = Net(SPACE.suggest(trial))
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
        accuracy = 0.0
        for epoch in range(EPOCHS):
            order = torch.randperm(len(X))
            for start in range(0, len(X), BATCH):
                chosen = order[start : start + BATCH]
                optimizer.zero_grad(set_to_none=True)
                nn.functional.cross_entropy(model(X[chosen]), y[chosen]).backward()
                optimizer.step()
            with torch.no_grad():
                accuracy = float((model(X_validation).argmax(1) == y_validation).float().mean())
            trial.report(accuracy, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned
        return accuracy

    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(),
    )
    study.optimize(objective, n_trials=n_trials)
    seconds = time.perf_counter() - started
    epochs = sum(len(trial.intermediate_values) for trial in study.trials)
    return seconds, epochs, SPACE.candidate(study.best_params)


def default_study(seed: int) -> tuple[float, int, Candidate]:
    """Run the command; return the seconds, the epochs and the winner."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", "--runs-dir", folder, "--workers", "2", "--seed", str(seed)]
        command = [sys.executable, "-m", "actsearch", *words]
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - started
        trials = read(find(Path(folder))).trials
    best = rank(row("", trial) for trial in trials)[0]
    epochs = sum(len(trial.intermediate_values) for trial in trials)
    return seconds, epochs, SPACE.candidate(trials[best.trial].params)


def retrained(candidate: Candidate) -> list[float]:
    """Train a winner with fresh seeds; the same network and training for both winners."""
    mnist = datasets.load("mnist")
    return [
        evaluate(candidate, mnist.split(seed), seed).val_accuracies[-1]
        for seed in range(1000, 1005)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=30, help="of the PyTorch search")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seconds: dict[str, list[float]] = {"PyTorch": [], "actsearch": []}
    winners: dict[str, list[Candidate]] = {"PyTorch": [], "actsearch": []}
    print("seed  PyTorch           actsearch         actsearch / PyTorch")
    for seed in range(arguments.seeds):
        found = {"PyTorch": search(arguments.trials, seed), "actsearch": default_study(seed)}
        shown = ""
        for name, (taken, epochs, winner) in found.items():
            seconds[name].append(taken)
            winners[name].append(winner)
            shown += f"{taken:6.1f} s, {epochs:3} ep.  "
        ratio = seconds["actsearch"][-1] / seconds["PyTorch"][-1]
        print(f"{seed:4}  {shown} {ratio:.3f}", flush=True)
    print(f"all together: {sum(seconds['actsearch']) / sum(seconds['PyTorch']):.3f}")
    for name, candidates in winners.items():
        accuracies = [100 * statistics.fmean(retrained(winner)) for winner in candidates]
        error = statistics.stdev(accuracies) / len(accuracies) ** 0.5 if len(accuracies) > 1 else 0
        print(
            f"{name}'s winners on five fresh seeds each: {statistics.fmean(accuracies):.3f} % "
            f"± {error:.3f} ({', '.join(map(str, candidates))})"
        )


if __name__ == "__main__":
    main()
