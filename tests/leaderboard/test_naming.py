"""Columns and values of filters, by the names that people give them."""

from dataclasses import replace

import pytest

from actsearch.errors import UsageError
from actsearch.leaderboard import Row, find, group_rows, parse, pick, select, unknown_values


def make(trial, activation, state="complete", **params):
    return Row(
        study="digits",
        trial=trial,
        state=state,
        strategy="bayes",
        activation=activation,
        params=params,
        score=0.9 if state == "complete" else None,
    )


ROWS = [
    make(0, "leaky_relu", slope=0.1, alpha=1e-4),
    make(1, "swish | x*sigmoid(2*x)", **{"layer1.beta": 2.0, "layer2.beta": 1.0, "solver": "adam"}),
    make(2, "elu", **{"elu.alpha": 0.5, "alpha": 1e-3, "gain": 1.0}),
    make(3, "tanh", "pruned", limit=2.0),
]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("slope", "params.slope"),
        ("Slope", "params.slope"),
        ("params.SLOPE", "params.slope"),
        ("layer1.beta", "params.layer1.beta"),
        ("solver", "params.solver"),
        ("limit", "params.limit"),
        ("Val-Accuracy", "val_accuracy"),
        ("gain", "params.gain"),
        ("column.gain", "gain"),
        ("p", "p"),
        ("params.gain", "params.gain"),
        ("params.nobody_has_it", "params.nobody_has_it"),
    ],
)
def test_a_name_finds_its_column(name, column):
    assert find(name, ROWS).name == column


def test_names_that_may_mean_several_columns_are_refused_with_all_of_them():
    with pytest.raises(
        UsageError, match=r"'alpha' may mean params.alpha or params.elu.alpha: name"
    ):
        find("alpha", ROWS)
    with pytest.raises(
        UsageError, match=r"'beta' may mean params.layer1.beta or params.layer2.bet"
    ):
        pick("rank,beta", ROWS)


def test_a_column_with_values_and_a_parameter_of_one_name_are_told_apart():
    rows = [*ROWS, replace(make(4, "relu"), gain=0.01)]
    with pytest.raises(UsageError, match=r"'gain' may mean column.gain or params.gain: name one"):
        parse("gain > 0.5", rows)
    assert [row.trial for row in select(ROWS, where="gain > 0.5")] == [2]
    assert select(rows, sort="column.gain")[0].trial == 4
    assert select(rows, sort="params.gain")[0].trial == 2
    assert {group.group for group in group_rows(rows, "column.gain")} == {None, 0.01}
    # The rows that are left may have no value in the column that all rows have.
    assert [row.trial for row in select(rows, where="trial == 2", sort="column.gain")] == [2]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("rank,,trial", "a name is missing before or after a comma in 'rank,,trial'"),
        ("rank,", "a name is missing before or after a comma in 'rank,'"),
        ("", "the list of columns is empty"),
        ("elu.slope", r"unknown column 'elu.slope': did you mean 'params.slope'\?$"),
    ],
)
def test_a_list_of_columns_with_a_mistake_gets_the_way_out(names, sentence):
    with pytest.raises(UsageError, match=sentence):
        pick(names, ROWS)


def test_an_unknown_name_gets_the_near_ones():
    with pytest.raises(UsageError, match=r"unknown column 'slpoe': did you mean 'params.slope'\?$"):
        find("slpoe", ROWS)
    with pytest.raises(UsageError, match=r"position 1: unknown column 'lmit': .*'params.limit'"):
        parse("lmit > 1", ROWS)


@pytest.mark.parametrize(
    ("where", "trials"),
    [
        ("slope > 0.05", [0]),
        ("activation == LeakyReLU", [0]),
        ("activation != LeakyReLU", [1, 2, 3]),
        ("activation == 'SiLU | sigmoid(2*x)*x'", [1]),
        ("activation ~ silu", [1]),
        ("activation ~ Leaky-ReLU", [0]),
        ("strategy == Bayes and state == PRUNED", [3]),
        ("solver == Adam", [1]),
        ("study == Digits", []),
    ],
)
def test_a_filter_compares_names_in_every_spelling(where, trials):
    found = select(ROWS, every_state=True, where=where)
    assert [row.trial for row in found] == trials


def test_rows_are_sorted_and_grouped_by_a_parameter_without_its_prefix():
    assert next(row.trial for row in select(ROWS, sort="-limit", every_state=True)) == 3
    assert [row.trial for row in select(ROWS, sort="limit")] == [0, 1, 2]
    assert {group.group for group in group_rows(ROWS, "limit")} == {None, 2.0}


@pytest.mark.parametrize(
    ("where", "sentences"),
    [
        ("activation == elo", ["no trial has activation 'elo': did you mean 'elu'?"]),
        (
            "not (activation != relo)",
            ["no trial has activation 'relo': there is elu, leaky_relu, "],
        ),
        ("state == complet", ["no trial has state 'complet': did you mean 'complete'?"]),
        ("activation ~ zz", ["no trial has 'zz' in its activation: there is elu, "]),
        ("solver == sgd or trial > 2", ["no trial has params.solver 'sgd': there is adam"]),
        ("params.slpoe > 1", ["no trial has a value of params.slpoe"]),
        ("activation == SiLU", ["no trial has activation 'SiLU': there is"]),
        ("activation == elu and slope > 5 and val_loss < 0", []),
        ("state != complete", []),
    ],
)
def test_values_that_no_trial_has_are_named(where, sentences):
    found = unknown_values(parse(where, ROWS), ROWS)
    assert len(found) == len(sentences)
    for sentence, start in zip(found, sentences, strict=True):
        assert sentence.startswith(start)


def test_of_no_trials_nothing_is_said():
    assert unknown_values(parse("activation == relu"), []) == []
