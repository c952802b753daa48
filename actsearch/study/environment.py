"""On what a study was computed: versions, processor, BLAS and commit."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_info

from actsearch import __version__
from actsearch.errors import StorageError
from actsearch.study.directory import StudyDirectory, write_atomically

_PACKAGES = ("numpy", "scipy", "scikit-learn", "optuna", "deap", "threadpoolctl")


def capture() -> dict[str, Any]:
    """Describe this machine and the software on it, as JSON-able values."""
    return {
        "actsearch": __version__,
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        # Sorted, because libraries are loaded in any order.
        "blas": sorted(
            (
                {key: library.get(key) for key in ("internal_api", "version", "architecture")}
                for library in threadpool_info()
                if library["user_api"] == "blas"
            ),
            key=str,
        ),
    }


def record(directory: StudyDirectory) -> None:
    """Add this environment to the study's list of them, unless it is the last one already.

    Raises
    ------
    StorageError
        If the list is not one that actsearch wrote.
    """
    known = _known(directory.environment)
    current = capture()
    if known[-1:] != [current]:
        write_atomically(directory.environment, json.dumps([*known, current], indent=2) + "\n")


def _known(path: Path) -> list[Any]:
    try:
        known = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except ValueError:
        known = None
    if not isinstance(known, list):
        raise StorageError(
            f"{str(path)!r} is not a list of environments as actsearch writes it; restore it, or "
            "move it away"
        )
    return known


def _commit() -> str | None:
    """Return the commit of the checkout that actsearch runs from, marked where files differ."""
    package = Path(__file__).resolve().parents[1]
    if not (package.parent / ".git").exists():
        return None
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40"],  # noqa: S607
            cwd=package,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
