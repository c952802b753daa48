"""Style, types and the floors of the house, so that one command checks everything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["lint-imports"],
        ["pytest", "-q", "-n0", "-p", "no:cacheprovider", "--doctest-modules", "actsearch"],
    ],
    ids=["style", "format", "types", "floors", "docstring_examples"],
)
def test_the_code_passes(command):
    # The tools of the environment that runs the tests, not of whatever is first on the path.
    tool = Path(sys.executable).parent / command[0]
    answer = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_project_never_refers_to_its_workshop():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    workshop = "../" + "shared"
    texts = [ROOT / name for name in tracked if name and not name.endswith(".gz")]
    assert texts
    assert [path for path in texts if path.is_file() and workshop in path.read_text()] == []
