"""The encoding of a text: named, said by its first bytes, UTF-8, or guessed."""

import codecs
import re
from pathlib import Path

from actsearch.errors import DataError, UsageError, shown

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Those that tables are found in, and that differ enough to be told apart by a few words.
_GUESSED = ["cp1252", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp1251"]
_NAMES = {"cp1252": "Windows-1252 (Latin-1)", "cp932": "Shift-JIS", "latin-1": "Latin-1"}
_NAMES |= {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_FOREIGN_WORD = re.compile(rb"[^\x00-\x2f:-@]*[\x80-\xff][^\x00-\x2f:-@]*")
_RUN = re.compile(rb"[\x80-\xff]{3}")
# Enough to tell by, and quick.
_SAMPLE, _MOST_WORDS = 2**20, 2000


def encoding_of(path: Path, content: bytes, encoding: str | None) -> tuple[str, str | None]:
    """Return the encoding of a text, which decodes it, and a note if it was guessed.

    Parameters
    ----------
    path : Path
        File in error messages.
    content : bytes
        The text.
    encoding : str or None
        Its encoding, if it is known.

    Raises
    ------
    UsageError
        If there is no such encoding.
    DataError
        If the text has another one.

    Examples
    --------
    >>> encoding_of(Path("a.csv"), "süß".encode("latin-1"), None)
    ('cp1252', 'its text is read as Windows-1252 (Latin-1), which is a guess')
    """
    if encoding is not None:
        return _checked(path, content, _known(encoding)), None
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    if mark is not None:
        return _checked(path, content, _MARKS[mark]), None
    encoding = _wide(content)
    if encoding is None:
        try:
            content.decode()
            return "utf-8", None
        except UnicodeDecodeError:
            encoding = _guess(content)
    name = _NAMES.get(encoding, encoding)
    return _checked(path, content, encoding), f"its text is read as {name}, which is a guess"


def _known(encoding: str) -> str:
    try:
        info = codecs.lookup(encoding)
        # Python also has codecs from bytes to bytes.
        "a".encode(encoding)
    except (LookupError, ValueError):
        raise UsageError(
            f"expected an encoding that Python knows, such as utf-8, latin-1 or shift_jis, got "
            f"{shown(encoding)}",
            parameter="encoding",
        ) from None
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _checked(path: Path, content: bytes, encoding: str) -> str:
    try:
        # As a stream decodes it, which without its mark refuses UTF-16.
        codecs.getincrementaldecoder(encoding)().decode(content, final=True)
        return encoding
    except UnicodeError as error:
        where = getattr(error, "start", 0)
        raise DataError(
            f"{path}: expected text in {_NAMES.get(encoding, encoding)}, got the byte "
            f"{content[where]:#04x} in line {content.count(10, 0, where) + 1}: "
            "name the encoding that it has, or save it as UTF-8",
            parameter="encoding",
        ) from None


def _wide(content: bytes) -> str | None:
    """Recognise UTF-16 without its mark: each letter of Latin text has a zero byte."""
    sample = content[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > len(zeros) / 2:
            return encoding
    return None


def _are_latin(words: list[bytes]) -> bool:
    """Tell whether words are Latin with some accents: a guesser needs more than a table has.

    Of a word of East Asia half of the bytes or more are foreign, and of a Cyrillic one all of them.
    Where no word has three of them in a row, letters of Latin-1 are the simplest reading.
    """
    foreign = sum(byte >= 0x80 for word in words for byte in word)
    small = sum(word[:1].islower() for word in words)
    if 2 * foreign < sum(map(len, words)) or 2 * small > len(words):
        return True
    letters = b"".join(words).decode("cp1252", errors="replace")
    return letters.isalpha() and not any(_RUN.search(word) for word in words)


def _guess(content: bytes) -> str:
    from charset_normalizer import from_bytes

    # The numbers around them tell nothing.
    words = sorted(set(_FOREIGN_WORD.findall(content)))[:_MOST_WORDS]
    best = None if _are_latin(words) else from_bytes(b" ".join(words), cp_isolation=_GUESSED).best()
    for encoding in ([best.encoding] if best else []) + ["cp1252"]:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    # In which all bytes are letters.
    return "latin-1"
