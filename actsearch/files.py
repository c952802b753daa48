"""Read files that users name: regular files only, and only up to a size.

A pipe could wait for ever, and a device such as ``/dev/zero`` never ends.
"""

import errno
import stat
from pathlib import Path
from typing import BinaryIO


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to read its bytes.

    Raises
    ------
    OSError
        If it does not exist, is not a regular file, or may not be read.

    Examples
    --------
    >>> open_regular(Path("/dev/zero"))
    Traceback (most recent call last):
    OSError: [Errno 22] it is a device or a pipe, not a file: '/dev/zero'
    """
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        # The path has a zero byte, which no file name can have.
        raise FileNotFoundError(errno.ENOENT, str(error), str(path)) from error
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file", str(path))
    return path.open("rb")


def read_regular(path: Path, most: int) -> bytes:
    """Read a whole regular file of at most ``most`` bytes.

    Raises
    ------
    OSError
        As :func:`open_regular`, and if the file is larger.

    Examples
    --------
    >>> len(read_regular(Path(__file__), 1_000_000)) > 1000
    True
    """
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", str(path))
    return content
