"""Reading files: whatever goes wrong becomes one sentence that names the file and the way out."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from actsearch.errors import DataError, NotFoundError


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the operating system, gzip or UTF-8 say about ``path`` into an actsearch error.

    Raises
    ------
    NotFoundError
        If the file does not exist.
    DataError
        If it cannot be read, or is not the gzip or text file that it should be.

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
            f"{path}: expected a whole gzip file, as its name says, got a damaged one or another "
            f"kind ({error}): fetch it again, or drop .gz from its name if it is not compressed"
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


def read(path: Path) -> bytes:
    """Return the content of a file, decompressed if its name ends in ``.gz``.

    Raises
    ------
    NotFoundError, DataError
        As :func:`reading` does.
    """
    with reading(path):
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
