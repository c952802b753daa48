"""Read data files; every error becomes one sentence that names the file and the way out."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from actsearch.errors import DataError, NotFoundError
from actsearch.files import open_regular

_BLOCK = 2**20
_GZIP = b"\x1f\x8b"
_GIGABYTE = 10**9


def most_bytes() -> int:
    """Return the largest number of bytes to read from a file, after decompression.

    It is 4 GB, or an eighth of the machine's memory if that is less: text may need several times
    its size until it is an array. A small file can be made to decompress to any size.
    """
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 4 * _GIGABYTE  # Windows does not tell the size of its memory.
    return min(4 * _GIGABYTE, memory // 8)


def too_large(path: Path) -> DataError:
    """Return the error for a file with more than :func:`most_bytes`."""
    return DataError(
        f"{path}: expected at most {most_bytes() / _GIGABYTE:.1f} GB of data, decompressed, which "
        "is what fits well into the memory of this machine, got more: take fewer samples"
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn errors of the operating system, gzip or UTF-8 into an actsearch error about ``path``.

    Raises
    ------
    NotFoundError
        If the file does not exist.
    DataError
        If it cannot be read, or is not a whole gzip file or UTF-8 text.

    Examples
    --------
    >>> with reading(Path("missing.csv")):
    ...     Path("missing.csv").read_bytes()
    Traceback (most recent call last):
    actsearch.errors.NotFoundError: expected a file at missing.csv, found none: check the path
    """
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError(f"expected a file at {path}, found none: check the path") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: expected a whole gzip file, as it begins like one, got a damaged one "
            f"({error}): fetch it again"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: expected text in UTF-8, got the byte {error.object[error.start]:#04x}: "
            "save it as UTF-8"
        ) from error
    except OSError as error:
        raise DataError(
            f"{path}: expected a readable file, got {error.strerror or error}: "
            "check its permissions and the disk"
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes, decompressed if they are those of gzip, whatever its name is.

    Raises
    ------
    NotFoundError, DataError
        As :func:`reading`, both when the file is opened and while it is read. Also if it is not
        a regular file, or has more than :func:`most_bytes`.
    """
    with reading(path), open_regular(path) as file:
        compressed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        content = gzip.GzipFile(fileobj=file) if compressed else file
        with io.BufferedReader(_Bounded(path, content), _BLOCK) as bounded:
            yield bounded


def read(path: Path) -> bytes:
    """Return the content of a file, decompressed if it was compressed by gzip.

    Raises
    ------
    NotFoundError, DataError
        As :func:`opened`.
    """
    with opened(path) as file:
        return b"".join(iter(partial(file.read, _BLOCK), b""))


class _Bounded(io.RawIOBase):
    """A stream that raises when more than :func:`most_bytes` have been read from it."""

    def __init__(self, path: Path, content: Any) -> None:
        super().__init__()
        self._path = path
        self._content = content
        self._left = most_bytes()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._content.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise too_large(self._path)
        return count
