"""Check style, types and the layers of the package, so that one command checks everything."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Modules that cannot be imported without a package that is not installed everywhere.
OPTIONAL = {"distributed": "actsearch/workers/dask.py"}


def tracked() -> list[str]:
    """Return the names of the project's files: those that Git knows."""
    try:
        answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
        names = answer.stdout.split("\0")
    except FileNotFoundError:
        names = []
    found = [name for name in names if (ROOT / name).is_file()]
    if not found:
        pytest.skip("needs Git and a clone, to know which files are the project's")
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project's files and no others: stray scripts in the clone are not checked."""
    folder = tmp_path_factory.mktemp("project")
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy", "--cache-dir", str(ROOT / ".mypy_cache")],
        ["lint-imports"],
        [
            *["pytest", "-q", "-n0", "-p", "no:cacheprovider", "--doctest-modules", "actsearch"],
            *[f"--ignore={file}" for name, file in OPTIONAL.items() if find_spec(name) is None],
        ],
    ],
    ids=["style", "format", "types", "floors", "docstring_examples"],
)
def test_the_code_passes(command, copy):
    # The tools of this environment, not of another one that comes first on the path.
    tool = Path(sys.executable).parent / command[0]
    # The package in the copy, not the installed one.
    environment = os.environ | {"PYTHONPATH": str(copy)}
    answer = subprocess.run(
        [tool, *command[1:]], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_project_never_refers_to_its_workshop():
    workshop = "../" + "shared"
    texts = [ROOT / name for name in tracked() if not name.endswith((".gz", ".db"))]
    assert [path for path in texts if workshop in path.read_text()] == []


def test_no_file_of_the_package_is_longer_than_300_lines():
    files = [ROOT / name for name in tracked() if name.startswith("actsearch/")]
    lengths = {
        path.name: len(path.read_text().splitlines()) for path in files if path.suffix == ".py"
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > 300} == {}
