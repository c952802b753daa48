"""Compare the default study with a search that users would write: Optuna, median pruner, PyTorch.

Run: ``python benchmarks/against_pytorch.py [--trials 30] [--seeds 5] [--first-seed 0]
[--strategy bayes]``; it needs ``pip install torch==2.13.0``. Both use the same two cores: PyTorch
two threads, actsearch two workers. The data are in memory. Network, activations and ranges are
those of the default space.

Both search once with each seed, because it is luck how soon a pruner knows a good trial. They run
at the same time, but in turns of a few seconds, in which the other is stopped: a machine that is
slow for minutes then slows both. The time of a search is the sum of its turns, from the start of
its process to the end; that of actsearch includes its confirmation. Then each answer is trained
again with ten seeds that neither has used. Of actsearch the answer is what its verdict says.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import optuna
import torch
from ratios import race
from torch import nn

from actsearch import datasets, search_space
from actsearch.candidate import Candidate
from actsearch.evaluation import evaluate
from actsearch.study.directory import find
from actsearch.study.snapshot import read

EPOCHS, BATCH = 10, 100
# Seconds of a turn, chosen so that both end at about the same time.
TURNS = {"PyTorch": 4.0, "actsearch": 1.0}
SPACE = search_space.load("mnist")


def function(name: str, p: dict[str, float]) -> "nn.Module":
    """Return the activation as users of PyTorch would write it."""
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


def search(n_trials: int, seed: int) -> None:
    """Search with PyTorch; print the number of epochs and the winner."""
    torch.set_num_threads(2)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
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
    epochs = sum(len(trial.intermediate_values) for trial in study.trials)
    print(json.dumps([epochs, study.best_params]))


def both(n_trials: int, seed: int, strategy: str) -> dict[str, tuple[float, int, Candidate]]:
    """Search with both; return seconds, epochs and winner of each."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", "--runs-dir", folder, "--workers", "2", "--seed", str(seed), "--quiet"]
        words += ["--strategy", strategy]
        theirs = [__file__, "--trials", str(n_trials), "--search", str(seed)]
        ended = race(
            {
                "PyTorch": [sys.executable, *theirs],
                "actsearch": [sys.executable, "-m", "actsearch", *words],
            },
            TURNS,
        )
        study = read(find(Path(folder)))
    seconds, printed = ended["PyTorch"]
    epochs, params = json.loads(printed)
    our_epochs = sum(len(trial.readings) for trial in study.trials)
    told = study.confirmation
    if told is None:
        raise SystemExit("actsearch has confirmed nothing")
    our_epochs += EPOCHS * told.seeds * (1 + len(told.finalists))
    answer = told.baseline if told.answer is None else told.answer.candidate
    return {
        "PyTorch": (seconds, epochs, SPACE.candidate(params)),
        "actsearch": (ended["actsearch"][0], our_epochs, answer),
    }


def retrained(candidate: Candidate) -> list[float]:
    """Train an answer with new seeds; network and training are the same for both."""
    mnist = datasets.load("mnist")
    return [evaluate(candidate, mnist.split(seed), seed).val_accuracy for seed in range(1000, 1010)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=30, help="trials of the PyTorch search")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--strategy", default="bayes", help="strategy of actsearch")
    parser.add_argument("--search", type=int, help="only search with PyTorch, with this seed")
    arguments = parser.parse_args()
    if arguments.search is not None:
        search(arguments.trials, arguments.search)
        return
    seconds: dict[str, list[float]] = {"PyTorch": [], "actsearch": []}
    winners: dict[str, list[Candidate]] = {"PyTorch": [], "actsearch": []}
    print("seed  PyTorch           actsearch         actsearch / PyTorch")
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        shown = ""
        for name, (taken, epochs, winner) in both(
            arguments.trials, seed, arguments.strategy
        ).items():
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
            f"{name}'s winners on ten new seeds each: {statistics.fmean(accuracies):.3f} % "
            f"± {error:.3f} ({', '.join(map(str, candidates))})"
        )


if __name__ == "__main__":
    main()
