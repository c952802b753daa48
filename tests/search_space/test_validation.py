"""Bad search spaces: one sentence that names the file, the key and the way out."""

import pytest

from actsearch.errors import NotFoundError, UsageError
from actsearch.search_space import SearchSpace, load

NETWORK = "[network]\nhidden_layer_sizes = [16]\n"
RELU = "[activations.relu]\n"

MISTAKES = [
    # Keys
    (
        "",
        "2 mistakes: network: missing: add [network] with hidden_layer_sizes = [128]; activ",
    ),
    (NETWORK, "activations: missing: add at least one, such as [activations.relu]"),
    (NETWORK + "[activations]", "activations: must not be empty"),
    ("[network]\n" + RELU, "network.hidden_layer_sizes: missing: add hidden_layer_sizes = [128]"),
    ("per_layers = true\n" + NETWORK + RELU, "per_layers: unknown key, did you mean 'per_layer'?"),
    (NETWORK + "sizes = 1\n" + RELU, "network.sizes: unknown key, expected hidden_layer_sizes"),
    (
        NETWORK + RELU + "[training]\nepohcs = 10",
        "training.epohcs: unknown key, did you mean 'epochs'?",
    ),
    ("name = 'x'\n" + NETWORK + RELU, "name: unknown key"),
    # Activations
    (
        NETWORK + "[activations.rleu]",
        "activations.rleu: unknown activation 'rleu': did you mean 'relu'?",
    ),
    (
        NETWORK + "[activations.leaky_relu]\nslpoe = 0.1",
        "activations.leaky_relu.slpoe: leaky_relu has no such parameter, did you mean 'slope'?",
    ),
    (
        NETWORK + "[activations.lrelu]\nslpoe = 0.1",
        "activations.lrelu.slpoe: leaky_relu has no such parameter, did you mean 'slope'?",
    ),
    (
        NETWORK + "[activations.relu]\nslope = 0.1",
        "activations.relu.slope: relu has no such parameter, it has none",
    ),
    (
        NETWORK + "[activations.lrelu]\n[activations.leaky_relu]",
        "activations.leaky_relu: the same activation as 'lrelu'; keep one of the two",
    ),
    (NETWORK + "[activations]\nrelu = 1", "activations.relu: must be a table, got 1"),
    ("activations = ['relu']\n" + NETWORK, "activations: must be a table, got a list"),
    # The network
    ("[network]\nhidden_layer_sizes = []\n" + RELU, "network.hidden_layer_sizes: must not be"),
    ("[network]\nhidden_layer_sizes = 16\n" + RELU, "sizes: must be a list, got 16"),
    (
        "[network]\nhidden_layer_sizes = [16, 0]\n" + RELU,
        "network.hidden_layer_sizes[1]: must be greater than or equal to 1, got 0",
    ),
    ("[network]\nhidden_layer_sizes = [1.5]\n" + RELU, "[0]: must be a whole number, got 1.5"),
    (
        "[network]\nhidden_layer_sizes = { values = [[16], [8, true]] }\n" + RELU,
        "network.hidden_layer_sizes.values[1][1]: must be a whole number, got true",
    ),
    (
        "[network]\nhidden_layer_sizes = { values = [[16], [16]] }\n" + RELU,
        "network.hidden_layer_sizes: '16' is listed twice",
    ),
    (
        "[network]\nhidden_layer_sizes = { values = [] }\n" + RELU,
        "network.hidden_layer_sizes.values: must not be empty",
    ),
    (
        "[network]\nhidden_layer_sizes = { min = 1, max = 2 }\n" + RELU,
        "network.hidden_layer_sizes: must be one value or { values = [...] }, got a table",
    ),
    ("network = 16\n" + RELU, "network: must be a table, got 16"),
    (
        "[network]\nhidden_layer_sizes = [" + "8, " * 65 + "]\n" + RELU,
        "network.hidden_layer_sizes: must have at most 64 hidden layers",
    ),
    # Others
    ("per_layer = 1\n" + NETWORK + RELU, "per_layer: must be true or false, got 1"),
    ("description = 1\n" + NETWORK + RELU, "description: must be a text, got 1"),
]

TRAINING_MISTAKES = [
    ("epochs = 0", "training.epochs: must be greater than or equal to 1, got 0"),
    ("epochs = 2147483648", "training.epochs: must be less than or equal to 2147483647, got 2147"),
    ("epochs = 1.0", "training.epochs: must be a whole number, got 1.0"),
    ("epochs = true", "training.epochs: must be a whole number, got true"),
    ("epochs = '10'", "training.epochs: must be a whole number, got '10'"),
    ("epochs = 2026-01-01", "training.epochs: must be a whole number, got a date"),
    ("epochs = { min = 1, max = 5, step = 0.5 }", "training.epochs.step: must be a whole number"),
    ("epochs = { min = 1, max = 5.0 }", "training.epochs.max: must be a whole number, got 5.0"),
    ("batch_size = 0", "training.batch_size: must be greater than or equal to 1, got 0"),
    ("batch_size = { values = [10, 10] }", "training.batch_size: 10 is listed twice"),
    ("learning_rate_init = 0", "training.learning_rate_init: must be greater than 0, got 0"),
    ("learning_rate_init = inf", "learning_rate_init: must be a finite number, got inf"),
    ("learning_rate_init = { values = [1, 1.0] }", "learning_rate_init: 1.0 is listed twice"),
    ("learning_rate = 'adaptive'", "learning_rate: must be 'constant', 'linear' or 'cosine', got"),
    ("learning_rate = 0.001", "learning_rate: must be 'constant', 'linear' or 'cosine', got 0.001"),
    ("warmup = 1.0", "training.warmup: must be less than 1, got 1.0"),
    ("warmup = -0.1", "training.warmup: must be greater than or equal to 0, got -0.1"),
    ("momentum = 1.0", "training.momentum: must be less than 1, got 1.0"),
    ("momentum = -0.1", "training.momentum: must be greater than or equal to 0, got -0.1"),
    (
        "momentum = { min = 0.1, max = 0.9 }",
        "training.momentum: has no effect with solver 'adam'; leave it out",
    ),
    ("alpha = -1e-4", "training.alpha: must be greater than or equal to 0, got -0.0001"),
    ("solver = 'lbfgs'", "training.solver: must be 'adam' or 'sgd', got 'lbfgs'"),
    ("solver = { min = 1, max = 2 }", "training.solver: must be one value or { values = [...] }"),
    ("weight_init = { values = ['glorto'] }", "training.weight_init.values[0]: must be 'glorot'"),
]

RANGE_MISTAKES = [
    ("{ min = 0.9, max = -0.5 }", "slope: min 0.9 is greater than max -0.5"),
    ("{ min = 0, max = 1, log = true }", "slope: a logarithmic range needs min > 0, got 0.0"),
    ("{ min = 0.1, max = 1, log = true, step = 0.1 }", "slope: a range has either log = true or"),
    ("{ min = 0.1, max = 1, log = 1 }", "slope.log: must be true or false, got 1"),
    ("{ min = 0.1, max = 1, step = 0 }", "slope: step must be greater than 0, got 0.0"),
    ("{ min = 0.1, max = 1, step = 2 }", "slope: step 2.0 does not fit between 0.1 and 1.0"),
    ("{ min = 0, max = 1, step = 1e-300 }", "slope: step 1e-300 is too small between 0.0 and 1.0"),
    ("{ min = 0.1 }", "slope.max: missing: a range has both min and max"),
    ("{ }", "slope.min: missing: a range has both min and max"),
    ("{ min = 0.1, mx = 1 }", "slope.mx: unknown key, did you mean 'max'?"),
    ("{ values = [0.1], min = 0.1 }", "slope.min: unknown key"),
    ("{ vlaues = [0.1] }", "slope.vlaues: unknown key, did you mean 'values'?"),
    ("{ values = [] }", "slope.values: must not be empty"),
    ("{ values = 0.1 }", "slope.values: must be a list, got 0.1"),
    ("{ values = [0.1, 0.1] }", "slope: 0.1 is listed twice"),
    ("{ values = [0.1, nan] }", "slope.values[1]: must be a finite number, got nan"),
    ("true", "slope: must be a number, got true"),
    ("'0.1'", "slope: must be a number, got '0.1'"),
    ("[0.1, 0.2]", "slope: must be a number, got a list"),
    ("-inf", "slope: must be a finite number, got -inf"),
]

ALWAYS = "activations.prelu.learned: the parameters of prelu are always learned: it is 'layer' or"
NOTHING = "activations.relu.learned: relu has no parameter that could be learned; leave it out"
BEGUN = "learned: a probe is never trained to its end: list another way beside it"
LEARNING_MISTAKES = [
    (
        "leaky_relu",
        "learned = 'yes'",
        "learned: must be 'no', 'probe', 'layer' or 'unit', got 'yes'",
    ),
    ("leaky_relu", "learned = true", "learned: must be 'no', 'probe', 'layer' or 'unit', got true"),
    ("leaky_relu", "learned = 1", "learned: must be 'no', 'probe', 'layer' or 'unit', got 1"),
    (
        "leaky_relu",
        "learned = ['no']",
        "learned: must be 'no', 'probe', 'layer' or 'unit', got a list",
    ),
    (
        "leaky_relu",
        "learned = { values = ['no', 'layers'] }",
        "learned.values[1]: must be 'no', 'probe', 'layer' or 'unit', got 'layers'",
    ),
    ("leaky_relu", "learned = { values = 'no' }", "learned.values: must be a list, got 'no'"),
    ("leaky_relu", "learned = { values = [] }", "learned.values: must not be empty"),
    ("leaky_relu", "learned = { values = ['no', 'no'] }", "learned: 'no' is listed twice"),
    (
        "leaky_relu",
        "learned = { min = 0, max = 1 }",
        "learned: must be one value or { values = [...] }, got a table",
    ),
    (
        "leaky_relu",
        "lerned = 'layer'",
        "lerned: leaky_relu has no such parameter, did you mean 'learned'? Known: learned, slope",
    ),
    ("leaky_relu", "slope = 'learned'", "slope: must be a number, got 'learned'"),
    ("leaky_relu", "parameters = { slope = 1 }", "parameters: leaky_relu has no such parameter"),
    (
        "relu",
        "lerned = 'layer'",
        "activations.relu.lerned: relu has no such parameter, it has none",
    ),
    ("relu", "learned = 'layer'", NOTHING),
    ("relu", "learned = { values = ['no', 'unit'] }", NOTHING),
    ("leaky_relu", "learned = 'probe'", BEGUN),
    ("leaky_relu", "learned = { values = ['probe'] }", BEGUN),
    ("prelu", "learned = 'probe'", BEGUN),
    ("relu", "learned = { values = ['no', 'probe'] }", NOTHING),
    ("prelu", "learned = 'no'", ALWAYS),
    ("prelu", "learned = { values = ['no', 'unit'] }", ALWAYS),
    (
        "swish",
        "learned = 'unit'\nbeta = { min = -2, max = -1 }",
        "swish.learned: parameter 'beta' of activation 'swish' is learned as a logarithm: its "
        "start must be above 0, got -1.0; with learned = 'no' it is not learned",
    ),
    ("silu", "learned = { values = ['no', 'layer'] }\nbeta = 0", "silu.learned: parameter 'beta'"),
]


def refusal(tmp_path, text):
    file = tmp_path / "space.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert "\n" not in message
    return message.removeprefix(f"{file}: ")


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_names_the_mistake(tmp_path, text, expected):
    assert expected in refusal(tmp_path, text)


@pytest.mark.parametrize(("line", "expected"), TRAINING_MISTAKES)
def test_names_the_mistake_in_the_training(tmp_path, line, expected):
    assert expected in refusal(tmp_path, f"{NETWORK}{RELU}[training]\n{line}")


@pytest.mark.parametrize(("entry", "expected"), RANGE_MISTAKES)
def test_names_the_mistake_in_a_setting(tmp_path, entry, expected):
    message = refusal(tmp_path, f"{NETWORK}[activations.leaky_relu]\nslope = {entry}")
    assert message.startswith("activations.leaky_relu.")
    assert expected in message


@pytest.mark.parametrize(("name", "entries", "expected"), LEARNING_MISTAKES)
def test_names_the_mistake_in_what_is_learned(tmp_path, name, entries, expected):
    message = refusal(tmp_path, f"{NETWORK}[activations.{name}]\n{entries}")
    assert message.startswith(f"activations.{name}.")
    assert expected in message
    assert "mistakes: " not in message


MANY = """
baseline = "Relu"
per_layers = true
[network]
hidden_layer_sizes = [8, 0]
[training]
momentum = { min = 0.1, max = 0.5 }
[activations.SiLU]
beta = 1e30
[activations.rleu]
[activations."x*sigmoid(b*x)"]
[activations.sigmoid]
gain = { mni = 0.1, max = 1 }
"""


def test_tells_all_mistakes_each_with_its_place(tmp_path):
    (tmp_path / "space.toml").write_text(MANY, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(tmp_path / "space.toml")
    places = [point.partition(": ")[0] for point in caught.value.points]
    assert sorted(places) == [
        "activations.rleu",
        "activations.sigmoid.gain.mni",
        "activations.x*sigmoid(b*x).b",
        "baseline",
        "network.hidden_layer_sizes[1]",
        "per_layers",
        "training.momentum",
    ]
    assert str(caught.value).startswith(f"{tmp_path / 'space.toml'}: 7 mistakes: activations.")


def test_a_mistake_is_not_told_of_what_another_one_took_away(tmp_path):
    named = 'baseline = "rleu"\n' + NETWORK + "[activations.rleu]\n[activations.relu]\n"
    assert refusal(tmp_path, named).startswith("activations.rleu: unknown activation")
    learned = NETWORK + '[activations."x*sigmoid(b*x)"]\nlearned = "layr"'
    assert refusal(tmp_path, learned).startswith("activations.x*sigmoid(b*x).learned: ")


def test_of_very_many_mistakes_the_first_are_told(tmp_path):
    message = refusal(tmp_path, NETWORK + "".join(f"[activations.no{n}]\n" for n in range(30)))
    assert message.startswith("30 mistakes: activations.no0: ")
    assert message.endswith("; and 10 more")


def test_spellings_of_one_activation_are_the_same_space():
    network = {"hidden_layer_sizes": [8]}
    spaces = [
        SearchSpace.from_dict({"network": network, "activations": {each: {}}, "baseline": each})
        for each in ("swish", "SiLU", "torch.nn.SiLU", "Swish")
    ]
    assert len({str(space.to_dict()) for space in spaces}) == 1


def test_says_where_the_toml_is_broken(tmp_path):
    assert "line 2, column" in refusal(tmp_path, "[network]\nhidden_layer_sizes = = 1")


def test_says_that_a_file_is_not_text(tmp_path):
    file = tmp_path / "space.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        load(file)


@pytest.mark.parametrize("name", ["mnits", "", "..", "mnist\0"])
def test_unknown_names_are_not_found(name):
    with pytest.raises(NotFoundError, match=r"no search space .*(Known:|expected one of) .*mnist"):
        load(name)


def test_proposes_a_close_name():
    with pytest.raises(NotFoundError, match="did you mean 'mnist'"):
        load("mnits")


def test_proposes_a_close_file(tmp_path):
    (tmp_path / "mine.toml").write_text(NETWORK + RELU)
    with pytest.raises(NotFoundError, match=r"did you mean '.*mine.toml'"):
        load(tmp_path / "mien.toml")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(NotFoundError, match="no file"):
        load(tmp_path)


def test_a_dictionary_is_named_in_the_message():
    with pytest.raises(UsageError, match=r"^search space 'mine': network: missing"):
        SearchSpace.from_dict({"name": "mine", "activations": {"relu": {}}})


@pytest.mark.parametrize("activations", [["relu"], [["relu", {}]], 1])
def test_activations_are_a_table(activations):
    with pytest.raises(UsageError, match="activations: must be a table"):
        SearchSpace.from_dict({"network": {"hidden_layer_sizes": [8]}, "activations": activations})


@pytest.mark.parametrize("order", [1, "relu", [], ["relu", "tanh"], [["relu"]]])
def test_the_order_names_every_activation(order):
    data = {"network": {"hidden_layer_sizes": [8]}, "activations": {"relu": {}}, "order": order}
    with pytest.raises(UsageError, match="order: must be a list of the names in activations"):
        SearchSpace.from_dict(data)
