"""Every benchmark that is a command can be imported, and says what it takes.

Most are not run here: they take minutes, on an otherwise idle machine. Replays that take seconds
are run on their smallest task.
"""

import runpy
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import forked
import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
# A source distribution has no benchmarks: then there is nothing to test, which pytest says.
COMMANDS = [
    str(path.relative_to(FOLDER))
    for path in sorted(FOLDER.rglob("*.py"))
    if 'if __name__ == "__main__"' in path.read_text()
]
NEEDS = {"against_pytorch.py": "torch"}


def show_help(path: Path) -> None:
    sys.argv = [str(path), "--help"]
    sys.path.insert(0, str(path.parent))
    runpy.run_path(str(path), run_name="__main__")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_shows_its_help(name):
    needed = NEEDS.get(name)
    if needed is not None and find_spec(needed) is None:
        pytest.skip(f"needs {needed}, which no extra installs")
    answer = forked.start(show_help, FOLDER / name).finish()
    assert answer.code == 0, answer.err
    assert answer.out.startswith("usage: ")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("compare.py --repeats 2 --trials 10 --space shared --only genetic bayes", "genetic"),
        ("noise.py", "accuracy"),
        (
            "protocols.py --searches 2 --only spread adaptive --pruners quartile --trials 12",
            "spread",
        ),
        ("pruners.py --repeats 1 --trials 5", "hyperband"),
    ],
)
def test_a_replay_of_seconds_works(command, said):
    name, *arguments = command.split()
    replay = FOLDER / "replay" / name
    if not replay.exists():
        pytest.skip("a source distribution has no benchmarks")
    answer = subprocess.run(
        [sys.executable, replay, *arguments], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert said in answer.stdout
    # Numbers that could not be computed.
    assert "nan" not in answer.stdout
