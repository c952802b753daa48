"""Copy the package, with one file that is new or longer; all other files are links."""

import os
import subprocess
import sys
from pathlib import Path

import actsearch

PACKAGE = Path(actsearch.__file__).parent


def extend(folder: Path, file: str, text: str) -> Path:
    """Make a checkout in ``folder``, with ``text`` added at the end of one file.

    Parameters
    ----------
    folder : Path
        An empty folder.
    file : str
        Path within the package; it may not exist yet.
    text : str
        Text to add.
    """
    here, there = PACKAGE, folder / "actsearch"
    *folders, name = Path(file).parts
    for part in (*folders, name):
        there.mkdir()
        for entry in here.iterdir():
            if entry.name != part:
                (there / entry.name).symlink_to(entry)
        here, there = here / part, there / part
    before = here.read_text(encoding="utf-8") if here.exists() else ""
    there.write_text(before + text, encoding="utf-8")
    (folder / "search_spaces").symlink_to(PACKAGE.parent / "search_spaces")
    return folder


def command(checkout: Path, *words: object) -> str:
    """Run a command of this checkout; return its standard output."""
    answer = subprocess.run(
        [sys.executable, "-m", "actsearch", *map(str, words)],
        cwd=checkout,
        env=os.environ | {"COLUMNS": "200", "ACTSEARCH_WORKERS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout
