"""``actsearch report``: what it writes, what it refuses, and commands that make the study again."""

import importlib.util
import re
import shlex
from contextlib import redirect_stdout
from io import StringIO

import pytest

from actsearch.errors import UsageError
from actsearch.report import write
from actsearch.study.directory import StudyDirectory

SPACE = """
description = "A slope"
[network]
hidden_layer_sizes = [4]
[training]
epochs = 2
[activations.relu]
[activations.leaky_relu]
slope = { min = -1.0, max = 0.9 }
"""


def code(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_a_report_has_the_commands_and_the_program_that_give_the_same_table(
    actsearch, table, tmp_path, monkeypatch
):
    words = ("--dataset", "iris", "--splits", 2, "--hidden", 4, "--steps", 20, "--lookahead", 2)
    assert actsearch("run", *words, "--trials", 3, "--study", "first").code == 0
    assert actsearch("resume", "first", "--strategy", "random", "--more", 1).code == 0
    assert actsearch("confirm", "first", "--seeds", 2).code == 0
    before = table("first")
    verdict = actsearch("leaderboard", "first").out.splitlines()[0]

    answer = actsearch("report", "first", "--to", "about.md")
    assert (answer.code, answer.out) == (0, "about.md\n"), answer.err
    page = (tmp_path / "about.md").read_text()
    drawn = re.findall(r"!\[.*?\]\((\S+)\)", page)
    assert "about_files/activation.svg" in drawn
    assert all((tmp_path / path).is_file() for path in drawn)

    (commands,) = code(page, "console")
    monkeypatch.setenv("ACTSEARCH_RUNS_DIR", str(tmp_path / "again"))
    for command in commands.replace("\\\n", "").splitlines():
        program, *words = shlex.split(command)
        assert program == "actsearch"
        if words[0] != "verify":
            assert actsearch(*words).code == 0, command
    assert table("first") == before
    assert actsearch("leaderboard", "first").out.splitlines()[0] == verdict

    monkeypatch.chdir(tmp_path / "again")
    program = next(each for each in code(page, "python") if "settings" in each)
    # As all tests do, it trains in this process.
    program = program.replace("'confirm': 0", "'confirm': 0, 'workers': 1")
    program = program.replace("confirm(2", "confirm(2, workers=1")
    with redirect_stdout(StringIO()) as printed:
        exec(program, {})
    assert verdict in printed.getvalue()
    monkeypatch.setenv("ACTSEARCH_RUNS_DIR", "runs")
    assert table("first") == before


@pytest.fixture
def small(actsearch, tmp_path):
    """Return the command, beside a study whose space has a file of its own."""
    (tmp_path / "slope.toml").write_text(SPACE)
    words = ("--dataset", "iris", "--splits", 1, "--trials", 1, "--study", "small", "--quiet")
    assert actsearch("run", "--space", "slope.toml", *words).code == 0
    return actsearch


def test_a_page_is_written_beside_its_study_and_again(small, tmp_path):
    for _ in range(2):
        answer = small("report", "small")
        assert (answer.code, answer.out) == (0, "small-report.html\n")
    page = (tmp_path / "small-report.html").read_text()
    assert "no shipped one" in page
    assert "--space slope.toml" in " ".join(page.split())
    # Nothing new is in the study's folder: it is not the study that was written to last.
    assert not list((tmp_path / "runs" / "small").glob("*.html"))


def test_what_is_there_and_no_report_stays(small, tmp_path):
    (tmp_path / "notes.html").write_text("<p>what actsearch found for me</p>")
    (tmp_path / "mine_files").mkdir()
    for to, said in {
        "notes.html": "is there and is no report",
        "mine.md": "is there, where the report's pictures would be",
        "page.pdf": "a report is a file that ends with .html, .htm, .md, .markdown",
        "missing/page.html": "there is no folder 'missing'",
        "runs": "(--format)",
    }.items():
        answer = small("report", "small", "--to", to)
        assert answer.code == 2
        assert said in answer.err
    assert (tmp_path / "notes.html").read_text() == "<p>what actsearch found for me</p>"
    assert small("report", "small", "--to", "runs", "--format", "html").code == 2


def test_what_is_not_installed_is_named_before_anything_is_read(monkeypatch, tmp_path):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "jinja2" else found(name)
    )
    with pytest.raises(UsageError, match=r"needs jinja2: pip install 'actsearch\[report\]'"):
        write.write(StudyDirectory(tmp_path, "missing"))
