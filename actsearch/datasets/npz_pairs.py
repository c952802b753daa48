"""Folders with an archive of images and another one of their labels, as KMNIST is published."""

import re
from pathlib import Path

from actsearch.datasets import registry
from actsearch.datasets.archive import read_arrays
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import reading
from actsearch.datasets.npz import from_parts
from actsearch.errors import DataError, NotFoundError, listed

# Such as kmnist-train-imgs.npz and k49-test-labels.npz.
_FILE_NAME = re.compile(
    r"((?P<prefix>[\w-]+)-)?(?P<part>train|test)-(?P<kind>imgs|images|labels)\.npz"
)


def _fits(path: Path) -> bool:
    return bool(_files(path))


@registry.folder("a folder of pairs of .npz files", _fits)
def load(path: Path, name: str) -> Dataset:
    """Load pairs of archives of one array each: images and labels, and test ones if they exist.

    Parameters
    ----------
    path : Path
        Folder with ``kmnist-train-imgs.npz`` and ``kmnist-train-labels.npz``, and perhaps the same
        for ``test``; or one of these files, if the folder has several datasets.
    name : str
        Name of the dataset.

    Raises
    ------
    NotFoundError
        If a file is missing.
    DataError
        If a file is damaged, has no single array, or several datasets share the folder.
    """
    found = _files(path)
    if len(found) > 1:
        one_of_each = [str(next(iter(each.values()))) for _, each in sorted(found.items())]
        raise DataError(
            f"{path}: expected the files of one dataset, got those of several: give one file of "
            f"the one that you mean instead of the folder: {listed(one_of_each)}"
        )
    ((prefix, files),) = found.items()
    parts = ("train", "test") if any(part == "test" for part, _ in files) else ("train",)
    arrays = {}
    for part in parts:
        for kind in ("imgs", "labels"):
            if (part, kind) not in files:
                folder = path if path.is_dir() else path.parent
                wanted = "-".join([*([prefix] if prefix else []), part, kind])
                raise NotFoundError(
                    f"{folder}: expected the file {wanted}.npz, found none: put it there or check "
                    "the path"
                )
            (arrays[f"{part} {kind}"],) = read_arrays(files[part, kind], _single).values()
    return from_parts(path, name, arrays)


def _single(path: Path, found: list[str]) -> list[str]:
    if len(found) != 1:
        raise DataError(
            f"{path}: expected a single array, got {listed(sorted(found)) or 'none'}: save images "
            "and labels each in a file of their own, or all in one file as X and y"
        )
    return found


def _files(path: Path) -> dict[str, dict[tuple[str, str], Path]]:
    """Return the files that a path names by the beginning of their names, part and kind."""
    match = _FILE_NAME.fullmatch(path.name)
    folder = path.parent if match and path.is_file() else path
    found: dict[str, dict[tuple[str, str], Path]] = {}
    if not folder.is_dir():
        return found
    with reading(folder):
        paths = sorted(folder.iterdir())
    for each in paths:
        if (named := _FILE_NAME.fullmatch(each.name)) and each.is_file():
            prefix = named["prefix"] or ""
            kind = "labels" if named["kind"] == "labels" else "imgs"
            if folder == path or (match and prefix == (match["prefix"] or "")):
                found.setdefault(prefix, {})[named["part"], kind] = each
    return found
