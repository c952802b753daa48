"""A table's preparation is what scikit-learn computes, from the training rows alone."""

import json

import numpy as np
import pandas as pd
import pytest

from actsearch.datasets.columns import TablePreparation
from actsearch.datasets.columns.preparation import transformer


@pytest.fixture
def table():
    chance = np.random.default_rng(0)
    ports = np.array(["A", "B", "C", *(f"rare {n}" for n in range(9))], object)
    frame = pd.DataFrame(
        {
            "price": chance.lognormal(3, 1, 2000).astype(np.float32),
            "port": ports[np.minimum(chance.geometric(0.4, 2000) - 1, 11)],
            "age": np.where(chance.random(2000) < 0.2, np.nan, chance.normal(40, 10, 2000)),
            "deck": np.where(chance.random(2000) < 0.1, None, ports[chance.integers(3, size=2000)]),
        }
    )
    return frame.astype({"port": "category", "deck": "category"})


def test_it_agrees_with_the_transformer_of_scikit_learn(table):
    training, others = table[:1500], table[1500:]
    prepare = TablePreparation.fit(training)
    again = TablePreparation.from_dict(json.loads(json.dumps(prepare.to_dict())))
    assert again == prepare
    texts = {"port": object, "deck": object}
    expected = transformer(["price", "age"], ["port", "deck"]).fit(training.astype(texts))
    assert prepare.inputs[:4] == ("price", "age", "age is missing", "port = A")
    assert "port is rare" in prepare.inputs
    for part in (training, others):
        inputs = again(part)
        assert inputs.dtype == np.float32
        assert inputs.flags.c_contiguous
        np.testing.assert_allclose(inputs, expected.transform(part.astype(texts)), atol=1e-6)


def test_nothing_is_learned_from_a_column_that_is_constant_or_empty_in_training():
    training = pd.DataFrame({"a": [0.1] * 3, "b": [np.nan] * 3, "c": pd.Categorical([None] * 3)})
    prepare = TablePreparation.fit(training)
    later = pd.DataFrame({"a": [7.0], "b": [7.0], "c": pd.Categorical(["new"])})
    assert prepare.inputs == ("a", "b", "b is missing")
    assert prepare(later).tolist() == [[0, 0, 0]]


def test_an_unknown_category_is_no_category_where_none_is_rare():
    prepare = TablePreparation.fit(pd.DataFrame({"a": pd.Categorical(["x", "y", None, "x"])}))
    later = pd.DataFrame({"a": pd.Categorical(["y", "z", None])})
    assert prepare(later).tolist() == [[0, 1], [0, 0], [1, 0]]
