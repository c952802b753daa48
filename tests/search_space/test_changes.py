"""Changes of single entries of a search space, as the options of a command make them."""

import pytest

from actsearch import search_space
from actsearch.errors import UsageError
from actsearch.search_space import Changes, SearchSpace
from actsearch.search_space.changes import split_activations


def space(**changes):
    return SearchSpace.from_dict(
        {
            "name": "small",
            "network": {"hidden_layer_sizes": [8]},
            "activations": {"relu": {}, "leaky_relu": {"slope": {"min": 0.2, "max": 0.4}}},
            **changes,
        }
    )


def applied(to=None, **changes):
    return Changes(**changes).applied_to(to or space())


def test_nothing_changes_unless_asked():
    for name in search_space.names():
        assert applied(search_space.load(name)) == search_space.load(name)
    assert list(Changes().parts) == []


def test_the_length_of_a_training():
    searched = space(training={"epochs": {"min": 1, "max": 9}})
    assert applied(searched, epochs=2) == space(training={"epochs": 2})
    assert applied(searched, steps=50) == space(training={"steps": 50})
    assert applied(applied(searched, steps=50), epochs=2) == space(training={"epochs": 2})
    with pytest.raises(UsageError, match=r"training\.epochs: must be greater than or equal to 1"):
        applied(searched, epochs=0)


def test_network_and_training():
    changed = applied(hidden_layer_sizes=(4, 5), learning_rate_init=0.5, batch_size=7)
    assert changed == space(
        network={"hidden_layer_sizes": [4, 5]},
        training={"learning_rate_init": 0.5, "batch_size": 7},
    )


def test_activations_keep_the_ranges_of_the_space_and_others_get_those_of_the_catalogue():
    changed = applied(activations=("lrelu", "swish", "x*sigmoid(b*x)", "tanh"))
    tables = changed.to_dict()["activations"]
    assert list(tables) == ["leaky_relu", "swish", "x*sigmoid(b*x)", "tanh"]
    assert (tables["leaky_relu"]["slope"]["min"], tables["leaky_relu"]["slope"]["max"]) == (
        0.2,
        0.4,
    )
    assert tables["swish"]["beta"]["log"] is True
    assert tables["tanh"]["gain"]["max"] > tables["tanh"]["gain"]["min"] > 0
    assert "b" in tables["x*sigmoid(b*x)"]


def test_a_baseline_stays_while_it_is_a_choice():
    searched = space(baseline="leaky_relu")
    assert applied(searched, activations=("leaky_relu", "relu")).document.baseline == "leaky_relu"
    assert applied(searched, activations=("relu",)).document.baseline is None


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("relu", ""), "an empty name"),
        (("lrelu", "leaky_relu"), "'leaky_relu' is there twice"),
        (("bogus",), "unknown activation 'bogus'"),
    ],
)
def test_activations_that_cannot_be_used(names, said):
    with pytest.raises(UsageError, match=said):
        applied(activations=names)


def test_a_list_is_split_outside_of_brackets():
    assert split_activations("relu,max(x, tanh(2*x)) , swish") == (
        "relu",
        "max(x, tanh(2*x))",
        "swish",
    )
    assert split_activations("a),b") == ("a)", "b")


def test_changes_name_a_study():
    changes = Changes(hidden_layer_sizes=(4, 5), batch_size=7, activations=("relu", "tanh"))
    assert list(changes.parts) == ["hidden4-5", "batch7", "relu-tanh"]
