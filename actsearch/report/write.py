"""Write the report of a study to a file."""

import importlib.util
from pathlib import Path

from actsearch.datasets import Dataset
from actsearch.errors import UsageError
from actsearch.report.build import ROWS, report
from actsearch.report.formats import GENERATOR, Format, pictures_of
from actsearch.report.stored import read_all
from actsearch.study.directory import StudyDirectory, write_atomically

# Within so many bytes a report says that it is one.
_HEAD = 1000

_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
}
_USUAL = {Format.HTML: ".html", Format.MARKDOWN: ".md"}


def write(
    directory: StudyDirectory,
    to: Path | None = None,
    style: Format | None = None,
    *,
    top: int = ROWS,
    storage_url: str | None = None,
    dataset: Dataset | None = None,
) -> Path:
    """Write the report of a study; the study is only read.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    to : Path, optional
        File to write; by default ``STUDY-report.html``, or ``.md``, in the current folder. Only the
        report that is there before is replaced.
    style : Format, optional
        What it is written as; by default what the suffix of the file says, or HTML. The pictures of
        Markdown are SVG files in a folder beside it, such as ``report_files``.
    top : int
        Rows of the leaderboard.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.
    dataset : Dataset, optional
        The study's data, if they are in memory.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If the suffix is none of a report, the file is no report, or a package is missing.
    """
    style = _style(to, style)
    file = to or Path(f"{directory.name}-report{_USUAL[style]}")
    _check(file, style)
    said = report(read_all(directory, storage_url, dataset), top)
    if style is Format.HTML:
        from actsearch.report.html import as_html

        text = as_html(said)
    else:
        from actsearch.report.markdown import as_markdown
        from actsearch.report.pictures import save

        text = as_markdown(said, save(said, file))
    write_atomically(file, text)
    return file


def _style(to: Path | None, style: Format | None) -> Format:
    if style is not None or to is None:
        return style or Format.HTML
    if to.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"{str(to)!r}: a report is a file that ends with {', '.join(_SUFFIXES)}; name such a "
            "file, or say the format",
            parameter="format",
        )
    return _SUFFIXES[to.suffix.lower()]


def _check(file: Path, style: Format) -> None:
    """Refuse what would end in a traceback, or replace what somebody else wrote."""
    missing = [name for name in ("jinja2", "matplotlib") if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(f"a report needs {' and '.join(missing)}: pip install 'actsearch[report]'")
    if file.is_dir():
        raise UsageError(f"{str(file)!r} is a folder: name a file in it", parameter="to")
    if not file.parent.is_dir():
        raise UsageError(
            f"there is no folder {str(file.parent)!r}: make it, or name another place",
            parameter="to",
        )
    if file.exists():
        if GENERATOR.encode() not in file.read_bytes()[:_HEAD]:
            raise UsageError(
                f"{str(file)!r} is there and is no report: name another file", parameter="to"
            )
    elif style is Format.MARKDOWN and pictures_of(file).exists():
        raise UsageError(
            f"{str(pictures_of(file))!r} is there, where the report's pictures would be: name "
            "another file",
            parameter="to",
        )
