"""The bytes of a file, decompressed, and never more of them than fit into the memory."""

import io
import zipfile
from pathlib import Path

from actsearch.datasets import files
from actsearch.errors import ActsearchError, DataError, listed, shown

_ZIP = (b"PK\3\4", b"PK\5\6")
# What archivers of macOS put beside the file that was meant.
_BESIDE = ("__MACOSX/", ".DS_Store")


def content(path: Path) -> bytes:
    """Return the content of a plain, ``.gz`` or ``.zip`` file.

    Raises
    ------
    NotFoundError, DataError
        If it cannot be read, is damaged, or does not fit into the memory; or if a zip archive
        holds more than one file.
    """
    read = files.read(path)
    return _member(path, read) if read.startswith(_ZIP) else read


def _member(path: Path, archive: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members:
            names = [
                name
                for name in members.namelist()
                if not name.endswith("/") and not name.startswith(_BESIDE)
            ]
            if len(names) != 1:
                raise DataError(
                    f"{path}: expected an archive with one table, got "
                    f"{listed(names) or 'an empty one'}: unpack it and give the path of the table"
                )
            # A member may unpack to more than it claims.
            with members.open(names[0]) as member:
                most = files.most_bytes()
                read = member.read(most + 1)
    except ActsearchError:
        raise
    # zipfile and its decompressors raise exceptions without a common base class.
    except Exception as error:
        raise DataError(
            f"{path}: expected a zip archive, got a damaged or encrypted one "
            f"({shown(str(error))}): unpack it and give the path of the table"
        ) from error
    if len(read) > most:
        raise files.too_large(path)
    return read
