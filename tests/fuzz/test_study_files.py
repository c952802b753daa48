"""Files of a study that were damaged or edited."""

import json
import os

import pytest
from fuzzing import check, every, mutate_bytes, mutate_json

LOOKS = (
    ("studies",),
    ("studies", "--format", "json"),
    ("leaderboard", "cheap"),
    ("trial", "cheap", "0"),
    ("run", "--dataset", "tiny.npz", "--dry-run", "--study", "cheap"),
)


def changed(path, chance):
    if chance.random() < 0.4:
        path.write_bytes(mutate_bytes(path.read_bytes(), chance))
    else:
        path.write_text(json.dumps(mutate_json(json.loads(path.read_text()), chance)))


@pytest.mark.parametrize("command", LOOKS, ids=lambda command: "-".join(command))
def test_mutated_specifications(command, fresh):
    def try_one(chance):
        path = fresh() / "specification.json"
        changed(path, chance)
        check(*command, what=path.read_bytes())

    every(try_one, 12, "specification", command)


def test_mutated_environments(fresh):
    def try_one(chance):
        path = fresh() / "environment.json"
        path.write_text('[{"packages": {"numpy": "2.0"}, "blas": [{"version": "1"}], "cores": 2}]')
        changed(path, chance)
        check("verify", "cheap", "--trials", "0", what=path.read_bytes())

    every(try_one, 6, "environment")


@pytest.mark.parametrize("name", ["specification.json", "environment.json"])
@pytest.mark.parametrize("content", ["[" * 100_000, "[" + "9" * 5000 + "]", "[{" * 300, '"\\ud8"'])
def test_extreme_files(name, content, fresh):
    (fresh() / name).write_text(content)
    check("verify", "cheap", "--trials", "0")


@pytest.mark.parametrize("name", ["specification.json", "environment.json", "study.db"])
def test_pipes_are_not_waited_for(name, fresh):
    path = fresh() / name
    path.unlink()
    os.mkfifo(path)
    check("verify", "cheap", "--trials", "0")
    check("leaderboard", "cheap")
