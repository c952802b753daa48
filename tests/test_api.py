"""The Python interface does the same as the command line."""

import re
import subprocess
import sys
from inspect import signature
from types import SimpleNamespace

import pytest
from sklearn.datasets import load_iris

import actsearch
from actsearch.api.progress import in_notebook
from actsearch.errors import (
    AllTrialsFailedError,
    DataError,
    NotFoundError,
    SpecificationMismatchError,
    UsageError,
)
from actsearch.trials import Outcome


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "runs"


def search(**changes):
    short = {"trials": 4, "epochs": 2, "splits": 2, "confirm": 0}
    return actsearch.search(**{"dataset": "digits", "workers": 1} | short | changes)


# The same on the command line.
SHORT = ["--epochs", "2", "--splits", "2", "--no-confirm"]


def test_a_search_ends_with_a_study_to_look_at(runs, capsys):
    seen = []
    study = search(on_trial=seen.append, progress=True)
    assert re.search(r"trials: 100%.* 4/4 .*best \d+", capsys.readouterr().err)
    assert study.name == "digits-bayes-epochs2-splits2"
    assert [trial.number for trial in seen] == [0, 1, 2, 3]
    assert study.trials == seen
    assert study.best_trial == max(study.trials, key=lambda trial: trial.merit)
    assert study.best_trial.outcome == Outcome.COMPLETE
    board = study.leaderboard()
    assert len(board) == 4
    assert next(iter(board)).trial == study.best_trial.number
    text = str(board)
    assert "accuracy %" in text
    assert "4 trials: " in text
    # The library's messages do not mention options of the command line.
    assert "--" not in text
    assert (runs / study.name / "leaderboard.csv").is_file()


@pytest.mark.parametrize("config", [{"IPKernelApp": {}}, {}])
def test_only_a_notebook_gets_a_bar_unasked(config, monkeypatch):
    shell = SimpleNamespace(config=config)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert in_notebook() == bool(config)


def test_the_same_call_carries_on_and_then_has_nothing_to_do(runs, capsys):
    first = search(trials=2)
    assert capsys.readouterr().err == ""
    again = search(trials=4)
    assert again.trials[:2] == first.trials
    assert search(trials=4, on_trial=pytest.fail).trials == again.trials
    assert actsearch.load_study(again.name).trials == again.trials
    assert actsearch.load_study().name == again.name


def test_it_gives_the_table_of_the_command_line(runs):
    from actsearch.cli import main

    study = search(strategy="genetic", options={"population": 2}, study="ours")
    words = ["run", "--dataset", "digits", "--trials", "4", "--workers", "1", *SHORT]
    genetic = ["--strategy", "genetic", "--population", "2"]
    assert main([*words, *genetic, "--study", "theirs", "--quiet"]) == 0
    other = actsearch.load_study("theirs")
    assert other.specification == study.specification
    assert [trial.candidate for trial in other.trials] == [t.candidate for t in study.trials]
    assert [trial.score for trial in other.trials] == [trial.score for trial in study.trials]


def strategies_of(study):
    return [trial.strategy for trial in study.trials]


def test_another_strategy_begins_a_new_phase(runs):
    search(study="both", trials=2)
    both = search(study="both", strategy="random", trials=4)
    assert strategies_of(both) == ["baseline", "bayes", "random", "random"]
    # Without a name, the current strategy goes on; what has proposed before may be named again.
    assert strategies_of(search(study="both", trials=5))[4:] == ["random"]
    assert len(search(study="both", strategy="bayes", trials=2).trials) == 5
    assert strategies_of(search(study="both", strategy="bayes", trials=6))[4:] == [
        "random",
        "bayes",
    ]


def test_the_command_line_begins_the_same_phase(runs, capsys):
    from actsearch.cli import main

    words = ["run", "--dataset", "digits", "--study", "both", "--workers", "1", *SHORT]
    search(study="ours", trials=2)
    search(study="ours", strategy="random", trials=3)
    assert main([*words, "--trials", "2"]) == 0
    assert main([*words, "--strategy", "random", "--trials", "3"]) == 0
    ours, theirs = (actsearch.load_study(name) for name in ("ours", "both"))
    assert theirs.attributes == ours.attributes
    assert [trial.parameters for trial in theirs.trials] == [t.parameters for t in ours.trials]
    capsys.readouterr()
    assert main([*words, "--strategy", "genetic"]) == 2
    assert "none is left for strategy 'genetic'" in capsys.readouterr().err


def test_a_strategy_that_would_have_nothing_to_do_is_refused(runs):
    study = search(study="full", trials=2)
    for trials in (None, 1, 2):
        with pytest.raises(UsageError, match=r"all its 2 trials, .*give it a larger number"):
            search(study="full", strategy="random", trials=trials)
    assert actsearch.load_study("full") == study


def test_more_trials_extend_a_study_that_a_limit_has_stopped(runs):
    def n_finished(study):
        return sum(trial.ended is not None for trial in study.trials)

    assert n_finished(search(study="good", target_accuracy=0.1, trials=4)) == 1
    assert n_finished(search(study="good", trials=4)) == 1
    assert n_finished(search(study="good", trials=5)) == 5


def test_a_space_may_be_a_dictionary(runs):
    space = {"network": {"hidden_layer_sizes": [8]}, "activations": {"relu": {}, "tanh": {}}}
    study = search(space=space, strategy="grid", trials=None)
    assert [str(trial.candidate) for trial in study.trials] == ["relu", "tanh(gain=1.0)"]


def test_mistakes_are_sentences_that_name_no_option_of_the_command_line(runs):
    search(trials=1, study="taken")
    with pytest.raises(SpecificationMismatchError, match="seed") as caught:
        search(trials=1, study="taken", seed=1)
    assert "--" not in str(caught.value)
    with pytest.raises(UsageError, match="unknown strategy"):
        search(strategy="bays")
    with pytest.raises(NotFoundError):
        actsearch.load_study("nowhere")


def test_a_search_without_any_result_is_an_error_each_time(runs):
    for on_trial in (None, pytest.fail):
        with pytest.raises(AllTrialsFailedError, match=r"no trial .* allow it more time") as caught:
            search(study="hasty", trials=2, trial_timeout=1e-9, on_trial=on_trial)
        assert caught.value.exit_code == 5
    assert {trial.outcome for trial in actsearch.load_study("hasty").trials} == {Outcome.FAILED}


def test_the_host_s_optuna_speaks_as_before(runs):
    import optuna

    before = optuna.logging.get_verbosity()
    search(trials=2, pruner="median")
    assert optuna.logging.get_verbosity() == before


def test_defaults_are_those_of_the_command_line():
    from actsearch import verification
    from actsearch.cli.run import run
    from actsearch.cli.verify import verify

    for ours, theirs in ((actsearch.search, run), (verification.verify, verify)):
        mine, shared = signature(ours).parameters, signature(theirs).parameters
        both = mine.keys() & shared.keys()
        assert {"lookahead", "max_failures"} <= both or both == {"trials"}
        for name in both:
            assert str(mine[name].default) == str(shared[name].default), name


def test_import_is_quick_and_what_is_named_is_there():
    code = (
        "import sys, actsearch;"
        "print({'optuna', 'numpy', 'sklearn', 'pydantic', 'typer'} & set(sys.modules));"
        "print([getattr(actsearch, name) for name in actsearch.__all__] != []);"
        "print(sorted({*actsearch.__all__, '__version__'}) == dir(actsearch))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.split("\n")[:3] == ["set()", "True", "True"]
    with pytest.raises(AttributeError, match="no attribute 'sarch'"):
        actsearch.sarch  # noqa: B018


def flowers():
    X, y = load_iris(return_X_y=True, as_frame=True)
    return X.assign(garden=["north", "south", None] * 50), y.map(dict(enumerate("abc")))


def test_samples_in_memory_have_a_study_of_their_own(runs, capsys):
    X, y = flowers()
    words = {"trials": 2, "steps": 60, "splits": 2, "workers": 1, "confirm": 0}
    study = actsearch.search(X, y, **words)
    assert study.name.startswith("arrays-")
    assert study.specification.dataset.source.startswith("arrays:")
    # The same arrays carry it on; others are another study.
    assert actsearch.search(X, y, **words, on_trial=pytest.fail).trials == study.trials
    assert actsearch.search(X.to_numpy()[:, :4].astype(float), y, **words).name != study.name
    board = study.leaderboard().to_pandas()
    assert board["trial"].tolist() == [each.trial for each in study.leaderboard()]
    # Nobody else has them.
    with pytest.raises(DataError, match=r"call actsearch\.search with the same arrays"):
        actsearch.load_study(study.name).best_estimator()
    with pytest.raises(UsageError, match="without y"):
        actsearch.search(X)


def test_a_study_does_what_the_commands_do(runs):
    X, y = flowers()
    study = actsearch.search(X, y, trials=3, steps=60, splits=2, workers=1, confirm=0)
    with pytest.raises(UsageError, match="call confirm first"):
        study.test(workers=1)
    assert "not confirmed" in study.answer.words
    study = study.confirm(2, workers=1)
    assert study.answer.words == study.confirmation.verdict()
    assert study.test(workers=1).n_samples == 30
    exported = study.export(runs / "model")
    estimator = study.best_estimator()
    assert (exported.model.predict(X) == estimator.predict(X)).all()
    assert (actsearch.Model.load(runs / "model").predict(X) == estimator.predict(X)).all()
    assert study.confirmation.verdict()[:20] in (runs / "model" / "MODEL_CARD.md").read_text()
    assert "sealed test part was not opened" not in (runs / "model" / "MODEL_CARD.md").read_text()
