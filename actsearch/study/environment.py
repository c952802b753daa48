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
        "blas": [
            {key: library.get(key) for key in ("internal_api", "version", "architecture")}
            for library in threadpool_info()
            if library["user_api"] == "blas"
        ],
    }


def record(directory: StudyDirectory) -> None:
    """Add this environment to the study's list of them, unless it is the last one already."""
    known = json.loads(directory.environment.read_text()) if directory.environment.exists() else []
    current = capture()
    if known[-1:] != [current]:
        write_atomically(directory.environment, json.dumps([*known, current], indent=2) + "\n")


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
