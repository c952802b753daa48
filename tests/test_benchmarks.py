"""Every benchmark that is a command can be imported, and says what it takes.

None is run here: they take minutes, on an otherwise idle machine.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
# A source distribution has no benchmarks: then there is nothing to test, which pytest says.
COMMANDS = [
    str(path.relative_to(FOLDER))
    for path in sorted(FOLDER.rglob("*.py"))
    if 'if __name__ == "__main__"' in path.read_text()
]
NEEDS = {"against_pytorch.py": "torch"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_shows_its_help(name):
    needed = NEEDS.get(name)
    if needed is not None and find_spec(needed) is None:
        pytest.skip(f"needs {needed}, which no extra installs")
    answer = subprocess.run(
        [sys.executable, FOLDER / name, "--help"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("usage: ")
