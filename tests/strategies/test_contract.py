"""What every registered strategy must do; a new one is tested without an edit here."""

import json
from pathlib import Path

import cheap_study
import forked
import numpy as np
import pytest

from actsearch import errors, strategies

pytestmark = pytest.mark.parametrize("strategy", sorted(strategies.strategies()))


def in_another_process(runs: Path, strategy: str, trials: int, seed: int) -> list:
    """Run the study where sets of strings have another order."""
    answer = forked.start(cheap_study.main, runs, strategy, trials, seed).finish()
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)


def as_json(table: list) -> list:
    return json.loads(json.dumps(table))


def rounded(params: dict) -> dict:
    """Round, because steps are added in floating point."""
    return {k: round(v, 9) if isinstance(v, float) else v for k, v in params.items()}


def test_proposals_lie_inside_the_space(strategy, tmp_path):
    with cheap_study.opened(tmp_path, strategy, seed=0):
        pass
    space = strategies.get(strategy).prepared(cheap_study.finite_space(tmp_path))
    grid = list(map(rounded, space.grid()))
    for _, params, *_ in cheap_study.run(tmp_path, strategy, 40, seed=0):
        assert rounded(params) in grid


def test_it_searches_a_space_in_which_parameters_are_learned(strategy, tmp_path, monkeypatch):
    space = cheap_study.finite_space(tmp_path).with_learning()
    monkeypatch.setattr(cheap_study, "finite_space", lambda _: space)
    grid = list(map(rounded, space.grid()))
    proposed = [params for _, params, *_ in cheap_study.run(tmp_path, strategy, 40, seed=0)]
    assert all(rounded(params) in grid for params in proposed)
    learns = [bool(space.candidate(params).activations[0].learned) for params in proposed]
    assert set(learns) == {True, False}


def test_same_seed_same_trials_in_another_process(strategy, tmp_path):
    here = cheap_study.run(tmp_path / "here", strategy, 30, seed=7)
    assert as_json(here) == in_another_process(tmp_path / "there", strategy, 30, seed=7)


def test_another_seed_other_trials(strategy, tmp_path):
    if strategies.get(strategy).exhaustive:
        pytest.skip("an exhaustive strategy proposes the same whatever the seed")
    tables = [cheap_study.run(tmp_path / str(seed), strategy, 10, seed) for seed in (0, 1)]
    assert tables[0] != tables[1]


def test_36_trials_are_7_and_15_and_14(strategy, tmp_path):
    # Of these, the strategies that learn have planned the first 18 or so beforehand.
    at_once = cheap_study.run(tmp_path / "once", strategy, 36, seed=3)
    for total in (7, 22, 36):
        in_parts = cheap_study.run(tmp_path / "parts", strategy, total, seed=3)
    assert in_parts == at_once


def test_nothing_is_proposed_twice(strategy, tmp_path):
    proposed = [params for _, params, *_ in cheap_study.run(tmp_path, strategy, 30, seed=4)]
    assert [params for params in proposed if proposed.count(params) > 1] == []


def test_global_random_state_is_left_alone(strategy, tmp_path):
    import random

    random.seed(5)
    np.random.seed(5)  # noqa: NPY002 - the state that must not be touched
    cheap_study.run(tmp_path, strategy, 25, seed=0)
    drawn = random.random(), np.random.random()  # noqa: NPY002
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    assert drawn == (random.random(), np.random.random())  # noqa: NPY002


def test_it_says_what_it_is(strategy):
    assert strategies.get(strategy).summary()


def test_a_typing_error_is_answered_with_what_was_meant(strategy):
    with pytest.raises(errors.UsageError, match=f"did you mean '{strategy}'"):
        strategies.get(strategy + "x")


def test_its_options_say_what_they_are_and_have_defaults(strategy):
    for name, option in strategies.get(strategy).Options.model_fields.items():
        assert option.description, name
        assert not option.is_required(), name
