"""A study gives the table that earlier versions gave: ``golden/study.json``."""

import json
import sys
from pathlib import Path

import pytest

import actsearch
from actsearch.candidate import Candidate

GOLDEN = Path(__file__).parents[1] / "golden" / "study.json"
SPACE = {
    "per_layer": True,
    "network": {"hidden_layer_sizes": [12, 8]},
    "training": {"epochs": 4, "checkpoints": None, "batch_size": 64, "learning_rate_init": 0.01},
    "activations": {
        "relu": {},
        "leaky_relu": {"slope": {"min": -0.5, "max": 0.9}},
        "sigmoid": {"gain": {"min": 0.1, "max": 10.0, "log": True}},
    },
}


def table(runs: Path) -> list[dict[str, object]]:
    # After ten trials without a model, TPE proposes the last ones.
    study = actsearch.search(
        space=SPACE,
        dataset="digits",
        strategy="bayes",
        options={"startup_trials": 0},
        splits=1,
        pruner="quartile",
        trials=16,
        lookahead=2,
        workers=1,
        study="golden",
        runs_dir=runs,
    )
    return [
        {
            "number": trial.number,
            "strategy": trial.strategy,
            "outcome": str(trial.outcome),
            "candidate": trial.definition,
            "score": trial.score,
            "epochs": trial.evaluation.epochs,
            "repeats": trial.repeats,
            "val_accuracies": list(trial.evaluation.learning_curve),
            "val_losses": list(trial.evaluation.runs[0].val_losses),
            "train_losses": list(trial.evaluation.runs[0].train_losses),
        }
        for trial in study.trials
    ]


def close(value: object) -> object:
    """Return what equals ``value`` but for the last digits: another BLAS adds in another order."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-5, abs=0.0)
    if isinstance(value, list):
        return [close(each) for each in value]
    if isinstance(value, dict):
        return {key: close(each) for key, each in value.items()}
    return value


def test_a_study_gives_the_table_of_earlier_versions(tmp_path):
    """After a change that is meant to change results, make the file anew, and say so in the log.

    ``python tests/study/test_golden.py FOLDER`` does; the folder takes the study, and must be new.
    """
    golden = json.loads(GOLDEN.read_text())
    assert {row["outcome"] for row in golden} == {"complete", "pruned"}, "it shows too little"
    found = table(tmp_path)
    assert len(found) == len(golden)
    for row, expected in zip(found, golden, strict=True):
        # Those versions lacked some settings of a training.
        expected["candidate"] = Candidate.from_dict(expected["candidate"]).to_dict()
        assert row == close(expected)


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(table(Path(sys.argv[1])), indent=1) + "\n")
