"""Laws of finite spaces: the grid has the right size, and each point is another candidate."""

import json

import optuna
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from actsearch.search_space import SearchSpace

slopes = st.lists(st.integers(-9, 9).map(lambda n: n / 10), min_size=1, max_size=3, unique=True)
stepped = st.builds(
    lambda low, width, step: {"min": low / 10, "max": (low + width) / 10, "step": step / 10},
    st.integers(-9, 9),
    st.integers(1, 4),
    st.just(1),
)
slope = slopes.map(lambda values: {"values": values}) | stepped
tables = st.fixed_dictionaries({"leaky_relu": st.fixed_dictionaries({}, optional={"slope": slope})})
activations = st.one_of(
    tables,
    st.just({"relu": {}}),
    tables.map(lambda table: {"relu": {}, **table}),
    tables.map(lambda table: {**table, "relu": {}}),
)
networks = st.lists(
    st.lists(st.integers(1, 3), min_size=1, max_size=2), min_size=1, max_size=3, unique_by=tuple
)
trainings = st.fixed_dictionaries(
    {},
    optional={
        "batch_size": st.builds(
            lambda low, width, step: {"min": low, "max": low + width * step, "step": step},
            st.integers(1, 9),
            st.integers(1, 2),
            st.integers(1, 5),
        ),
        "solver": st.sampled_from(["sgd", {"values": ["sgd", "adam"]}, {"values": ["sgd"]}]),
        "learning_rate": st.just({"values": ["linear", "constant"]}),
        "warmup": st.sampled_from([0.1, {"values": [0.0, 0.05]}]),
        "weight_init": st.just({"values": ["he", "glorot"]}),
    },
)
momenta = st.sampled_from([0.5, {"values": [0.0, 0.9]}])


@st.composite
def finite_spaces(draw):
    training = draw(trainings)
    if "solver" in training:
        training["momentum"] = draw(momenta)
    return SearchSpace.from_dict(
        {
            "per_layer": draw(st.booleans()),
            "network": {"hidden_layer_sizes": {"values": draw(networks)}},
            "training": training,
            "activations": draw(activations),
        }
    )


@settings(max_examples=60, deadline=None)
@given(finite_spaces())
def test_each_point_of_the_grid_is_another_candidate(space):
    size = space.size()
    assume(size <= 400)
    points = list(space.grid())
    assert len(points) == size
    candidates = set()
    for params in points:
        trial = optuna.trial.FixedTrial(params)
        candidates.add(space.suggest(trial))
        assert trial.params == params
        assert list(trial.params) == list(params)
    assert len(candidates) == size


@settings(max_examples=60, deadline=None)
@given(finite_spaces())
def test_the_dictionary_is_canonical(space):
    data = space.to_dict()
    restored = SearchSpace.from_dict(json.loads(json.dumps(data)))
    assert restored == space
    assert restored.to_dict() == data
