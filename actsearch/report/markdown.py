"""Write a report as Markdown, in GitHub's form; its pictures are files beside it."""

from collections.abc import Mapping

from actsearch.leaderboard.markdown import block as code_block
from actsearch.leaderboard.markdown import span, table, text
from actsearch.report.blocks import (
    Block,
    Code,
    Facts,
    Formula,
    Paragraph,
    Picture,
    Points,
    Report,
    Table,
)
from actsearch.report.formats import GENERATOR


def as_markdown(report: Report, pictures: Mapping[str, str]) -> str:
    """Return the report; whatever a name or a label contains is escaped.

    Parameters
    ----------
    report : Report
        What it says.
    pictures : mapping of str to str
        Where the pictures are, by their names: paths without spaces.
    """
    parts = [GENERATOR, f"# {text(report.study)}", text(report.summary)]
    for section in report.sections:
        parts.append(f"## {text(section.heading)}")
        parts += [_written(each, pictures) for each in section.blocks]
    return "\n\n".join(parts) + "\n"


def _written(block: Block, pictures: Mapping[str, str]) -> str:
    match block:
        case Paragraph(words, strong):
            return f"**{text(words)}**" if strong else text(words)
        case Points(texts):
            return "\n".join(f"- {text(each)}" for each in texts)
        case Facts(pairs):
            return "\n".join(f"- {text(name)}: {text(value)}" for name, value in pairs)
        case Table(title, columns, rows, texts):
            return f"{text(title)}\n\n{table(columns, rows, texts)}"
        case Code(language, program):
            return code_block(language, program.rstrip("\n"))
        case Formula(latex, plain):
            return f"{code_block('math', latex)}\n\n{span(plain)}"
        case Picture():
            return _picture(block, pictures)


def _picture(picture: Picture, pictures: Mapping[str, str]) -> str:
    title = text(picture.title)
    said = text(" ".join((picture.caption, *picture.notes)))
    return f"### {title}\n\n![{title}]({pictures[picture.name]})\n\n{said}"
