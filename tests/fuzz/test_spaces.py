"""TOML files that are damaged, or are no search spaces."""

import os
from pathlib import Path

import pytest
from fuzzing import check, every, mutate_text

SHIPPED = sorted((Path(__file__).parents[2] / "search_spaces").glob("*.toml"))
COMMANDS = (
    ("spaces", "{}"),
    ("spaces", "{}", "--format", "json"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--space", "{}"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--strategy", "grid", "--space", "{}"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--strategy", "genetic", "--space", "{}"),
)
NAMES = ("space.toml", "[/red].toml", "\x1b[31m.toml", "new\nline.toml", "‮.toml")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "-".join(command[:-1]))
def test_mutated_spaces(command, place):
    def try_one(chance):
        content = mutate_text(chance.choice(SHIPPED).read_text(), chance)
        name = chance.choice(NAMES)
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
        check(*(word.format(f"./{name}") for word in command), what=content[:300])

    every(try_one, 20, "spaces", command)


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
