"""The environment that a study ran in: versions, processor, BLAS and commit."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError
from threadpoolctl import threadpool_info

from actsearch import __version__
from actsearch.errors import StorageError
from actsearch.files import read_regular
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.specification import changes

_PACKAGES = ("numpy", "scipy", "scikit-learn", "optuna", "deap", "threadpoolctl")
# Limit on the size of the file; one environment takes less than 1,000 bytes.
_MOST_BYTES = 2**24
_ENVIRONMENTS = TypeAdapter(list[dict[str, JsonValue]])


def capture() -> dict[str, Any]:
    """Describe this machine and its software, in values that JSON can hold."""
    return {
        "actsearch": __version__,
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        # Sorted, because the order in which libraries are loaded is not fixed.
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
    """Add this environment to the study's list, unless it is the last one there already.

    Raises
    ------
    StorageError
        If the list cannot be read, or actsearch did not write it.
    """
    known = recorded(directory)
    current = capture()
    if known[-1:] != [current]:
        write_atomically(directory.environment, json.dumps([*known, current], indent=2) + "\n")


def recorded(directory: StudyDirectory) -> list[dict[str, Any]]:
    """Return the environments that a study has run in, the earliest first.

    Raises
    ------
    StorageError
        If the list cannot be read, or actsearch did not write it.
    """
    if not directory.environment.exists():
        return []
    try:
        return _ENVIRONMENTS.validate_json(read_regular(directory.environment, _MOST_BYTES))
    except (OSError, ValidationError) as error:
        raise StorageError(
            f"{str(directory.environment)!r} is not a list of environments as actsearch writes it; "
            "restore it, or move it away"
        ) from error


def drift(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """List the differences between two environments that may change a result, in words.

    Examples
    --------
    >>> now = capture()
    >>> drift(now, now)
    []
    >>> drift(now | {"packages": now["packages"] | {"numpy": "1.0"}}, now | {"cores": 64})[0][:12]
    'numpy 1.0 ->'
    """
    mine, theirs = _decisive(then), _decisive(now)
    mine_blas, theirs_blas = _blas(then), _blas(now)
    # A subset is no difference: SciPy brings a BLAS of its own, which is loaded only after SciPy
    # was imported.
    if not (mine_blas <= theirs_blas or theirs_blas <= mine_blas):
        mine["BLAS"], theirs["BLAS"] = (
            " and ".join(sorted(each)) for each in (mine_blas, theirs_blas)
        )
    return changes(mine, theirs, arrow=" ")


def _decisive(environment: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that may decide a result; the number of cores is not one of them.

    A training uses one core, however many there are.
    """
    rest = {k: v for k, v in environment.items() if k not in ("packages", "blas", "cores")}
    rest["commit"] = rest.get("commit") or "unknown"
    packages = environment.get("packages")
    return rest | (packages if isinstance(packages, dict) else {})


def _blas(environment: dict[str, Any]) -> set[str]:
    libraries = environment.get("blas")
    return {
        " ".join(str(value) for value in library.values()) if isinstance(library, dict) else ""
        for library in (libraries if isinstance(libraries, list) else [])
    }


def _commit() -> str | None:
    """Return the commit of the checkout that actsearch runs from, marked if files were changed."""
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
