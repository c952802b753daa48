"""TOML files that are damaged, or are no search spaces."""

import os
from pathlib import Path

import pytest
from fuzzing import check, every, mutate_text

SHIPPED = sorted((Path(__file__).parents[2] / "search_spaces").glob("*.toml"))
LEARNED = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 2
learned_step_factor = 60.0
[activations.relu]
[activations.prelu]
learned = { values = ["probe", "unit"] }
[activations.leaky_relu]
slope = { min = -1.0, max = 0.9 }
learned = { values = ["no", "probe", "layer"] }
[activations.swish]
beta = { min = 0.1, max = 10.0, log = true }
learned = "unit"
[activations.elu]
alpha = 1.0
learned = "no"
"""
SPACES = (*(path.read_text() for path in SHIPPED), LEARNED)
# What may stand for a way to learn, or for all of them.
WAYS = (
    *('"no"', '"probe"', '"layer"', '"unit"', '"probes"', "true", "1", "{}", "[]", '["probe"]'),
    *('{ values = ["probe"] }', '{ values = ["probe", "probe"] }', "{ min = 0, max = 1 }"),
)
COMMANDS = (
    ("spaces", "{}"),
    ("spaces", "{}", "--format", "json"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--space", "{}"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--strategy", "grid", "--space", "{}"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--strategy", "genetic", "--space", "{}"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--strategy", "adaptive", "--space", "{}"),
)
NAMES = ("space.toml", "[/red].toml", "\x1b[31m.toml", "new\nline.toml", "‮.toml")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:-1]))
def test_mutated_spaces(command, place):
    def try_one(chance):
        content = mutate_text(chance.choice(SPACES), chance)
        name = chance.choice(NAMES)
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
        check(*(word.format(f"./{name}") for word in command), what=content[:300])

    every(try_one, 20, "spaces", command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:-1]))
def test_mutated_ways_to_learn(command, place):
    def try_one(chance):
        lines = LEARNED.splitlines()
        places = [number for number, line in enumerate(lines) if line.startswith("learned = ")]
        for number in chance.sample(places, chance.randint(1, len(places))):
            key = chance.choice(("learned", "learned", "learned", "lerned", "activation.learned"))
            lines[number] = f"{key} = {chance.choice(WAYS)}"
        content = "\n".join(lines).encode()
        if chance.random() < 0.5:
            content = mutate_text(content.decode(), chance)
        (place / "space.toml").write_bytes(content)
        check(*(word.format("./space.toml") for word in command), what=content[:500])

    every(try_one, 20, "learned", command)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = " + "[" * 50_000, "nested more deeply"),
        ("a = " + "{a=" * 10_000, "nested more deeply"),
        ("a = " + "9" * 5000, "not TOML"),
        ("a = 1\n" * 100_000, "larger than 262,144 bytes"),
        ("[network]\nhidden_layer_sizes = [0x" + "f" * 6000 + "]", "about 7,225 digits"),
        ("[network]\nhidden_layer_sizes = [" + "8," * 65 + "]", "at most 64 hidden layers"),
    ],
    ids=["lists", "tables", "digits", "size", "number", "layers"],
)
def test_extreme_spaces(content, message, place, capsys):
    (place / "space.toml").write_text(content)
    assert check("spaces", "./space.toml") == 2
    from actsearch.cli import main

    main(["spaces", "./space.toml"])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("path", ["/dev/zero", "./pipe.toml", "./link.toml"])
def test_what_is_no_file_is_refused_unread(path, place):
    os.mkfifo(place / "pipe.toml")
    (place / "link.toml").symlink_to("/dev/zero")
    assert check("spaces", path) == 2
