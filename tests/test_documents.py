"""Every command of README.md, CONTRIBUTING.md and docs/ works, in the order of the document.

MNIST is its first 300 images here. Unless a command says more, a study has 12 trials, and a
candidate is trained on one split and confirmed with two seeds; nothing else is changed.

Pages of docs/ run as a whole: tables are written, Python is run, and what a command prints is
compared with what the page shows, if it shows it and no comment says that it is not compared.
``ACTSEARCH_WRITE_DOCUMENTS=1`` writes into the pages what is printed, instead of comparing.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import documents
import pandas
import pytest
from documents import PAGES, ROOT
from sklearn.datasets import load_iris

from actsearch.cli import main
from actsearch.datasets import mnist
from actsearch.study import defaults

DOCUMENTS = ["README.md", "CONTRIBUTING.md"]
PROGRAMS = ("actsearch", "createdb", "dask", "mypy", "pip", "pytest", "python")
PROGRAMS += ("mkdocs", "ruff")
# A program and its arguments, after variables of the environment.
COMMAND = re.compile(rf"(\w+=\S* )*({'|'.join(PROGRAMS)}) ")

CI = ".ci/run does, in a fresh environment"
CLUSTER = "tests/workers/test_dask.py does, with a cluster of its own"
SERVER = "tests/storage/test_postgresql.py does, with a server of its own"
NOT_RUN = {
    'pip install -e ".[dev]"': CI,
    "python -m pytest": CI,
    "python -m venv .venv": CI,
    ". .venv/bin/activate": CI,
    'pip install -e ".[dask]"': CI,
    'pip install -e ".[docs]"': CI,
    'pip install -e ".[images]"': CI,
    'pip install -e ".[onnx]"': CI,
    'pip install -e ".[plot]"': CI,
    'pip install -e ".[report]"': CI,
    'pip install -e ".[postgres]"': CI,
    "mkdocs serve": "a server of another project's; .ci/run builds the site",
    "dask scheduler": CLUSTER,
    "dask worker tcp://scheduler:8786 --nthreads 1 --nworkers -1": CLUSTER,
    "dask worker": CLUSTER,
    "actsearch run --dask tcp://scheduler:8786 --lookahead 32": CLUSTER,
    "createdb studies": SERVER,
    "actsearch run --storage postgresql://user@host/studies": SERVER,
    'pip install -e ".[dashboard]"': CI,
    "actsearch dashboard mnist-bayes": "tests/cli/test_dashboard.py does, and ends the server",
    "actsearch --install-completion": "would change the shell of whoever runs the tests",
    "python benchmarks/activations.py NAME": "takes minutes, on an otherwise idle machine",
    "ACTSEARCH_FUZZ=50 pytest tests/fuzz": "takes half an hour; all tests do a fiftieth of it",
    "mypy --strict": "tests/test_quality.py does, as pyproject.toml has it",
}
TRANSLATIONS = {"README.ja.md": "README.md", "docs/tutorial.ja.md": "docs/tutorial.md"}
WRITING = bool(os.environ.get("ACTSEARCH_WRITE_DOCUMENTS"))
# For commands with a placeholder.
INSTEAD = {
    "actsearch spaces FILE": f"actsearch spaces {ROOT / 'search_spaces' / 'depth.toml'}",
}

pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in [*DOCUMENTS, "benchmarks"]),
    reason="needs a clone: not all documents are in a source distribution",
)


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / document).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(document: str) -> Iterator[str]:
    """Yield the commands of a document: in its console blocks and between its words."""
    text = (ROOT / document).read_text()
    for block, span in re.findall(
        r"^```console\n(.*?)^```$|^```.*?^```$|`([^`]+)`", text, re.MULTILINE | re.DOTALL
    ):
        lines = block.splitlines()
        if any(line.startswith("$ ") for line in lines):
            # The other lines are output.
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        if COMMAND.match(words := " ".join(span.split())):
            lines = [words]
        for line in lines:
            yield from line.split(" && ")


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with all that the documents assume, and a small MNIST."""
    X, y = mnist.read_part("train")
    monkeypatch.setattr(mnist, "read_part", lambda _part: (X[:300], y[:300]))
    monkeypatch.setattr("actsearch.datasets.sizes._SPLITS", ((1, 1),))
    monkeypatch.setattr(defaults, "TRIALS", 12)
    monkeypatch.setattr(defaults, "fresh_seeds", lambda _splits: 2)
    # A core: what is not told how many workers to start takes one for each.
    monkeypatch.setattr("loky.cpu_count", lambda: 1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACTSEARCH_WORKERS", "1")
    iris = load_iris(as_frame=True)
    flowers = iris.data.assign(species=pandas.Series(iris.target_names)[iris.target].to_numpy())
    flowers.to_csv("flowers.csv", index=False)
    (own_space,) = blocks("README.md", "toml")
    Path("mine.toml").write_text(own_space)
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_works_or_is_listed_with_the_reason_why_it_is_not_run(
    document, newcomer, capsys
):
    for command in commands(document):
        if command in NOT_RUN:
            continue
        program, *words = shlex.split(INSTEAD.get(command, command))
        assert program == "actsearch", f"{document}: no test runs {command!r}"
        code = main(words)
        said = capsys.readouterr().err
        assert code == 0, f"{document}: {command!r} ended with {code}: {said}"


def test_what_is_listed_is_in_a_document():
    found = {each for name in [*DOCUMENTS, *PAGES] for each in commands(name)}
    assert (set(NOT_RUN) | set(INSTEAD)) - found == set()


@pytest.mark.parametrize(
    "example", blocks("README.md", "python"), ids=["search", "arrays", "network"]
)
def test_the_readmes_python_runs_as_it_stands(example, newcomer, capsys):
    exec(compile(example, "README.md", "exec"), {"__name__": "__main__"})
    assert ("accuracy %" in capsys.readouterr().out) == ("leaderboard()" in example)


def test_the_recipe_for_an_activation_is_one_that_works():
    recipe = next(block for block in blocks("CONTRIBUTING.md", "python") if "def swish" in block)
    code = "".join(re.sub(r"  # .*", "", line) for line in recipe.splitlines(keepends=True))
    source = (ROOT / "actsearch" / "activations" / "gated.py").read_text()
    assert code in source


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_from_top_to_bottom_and_prints_what_it_shows(page, newcomer, capsys):
    names: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    for block in documents.blocks(page):
        if block.language == "toml" and block.title:
            Path(block.title).write_text(block.text)
        elif block.language == "python":
            capsys.readouterr()
            exec(compile(block.text, page, "exec"), names)
            printed = capsys.readouterr().out
        elif block.language == "text":
            if WRITING:
                write(page, f"```text\n{block.text}```", f"```text\n{printed}```")
            else:
                wrong = documents.missing(block.text.splitlines(), printed, measured=True)
                assert not wrong, f"{page} shows another output than\n{printed}"
        elif block.language == "console":
            for command, shown in list(block.commands()):
                if not block.is_run:
                    documents.check_usage(command)
                elif command not in NOT_RUN:
                    try_(page, command, shown if block.compared else [])


def try_(page: str, command: str, shown: list[str]) -> None:
    """Run a command of a page, and compare what it prints with what is shown of it."""
    assert command.startswith("actsearch "), f"{page}: no test runs {command!r}"
    code, printed = documents.run(command)
    assert code == 0, f"{page}: {command!r} ended with {code}: {printed}"
    if shown and WRITING and "..." not in shown:
        write(page, *(f"$ {command}\n{each.rstrip()}\n" for each in ("\n".join(shown), printed)))
        return
    wrong = documents.missing(shown, printed, measured=documents.is_measuring(command))
    assert not wrong, f"{page}: {command!r} prints no such line as {wrong[0]!r} in\n{printed}"


def write(page: str, before: str, after: str) -> None:
    """Replace the first such output of a page, and that of its translation."""
    for name in (page, *(one for one, other in TRANSLATIONS.items() if other == page)):
        (ROOT / name).write_text(documents.read(name).replace(before, after, 1))


@pytest.mark.parametrize("page", PAGES)
def test_commands_between_the_words_of_a_page_exist_with_their_options(page):
    for span in documents.spans(page):
        if span.startswith("actsearch ") and span not in NOT_RUN:
            documents.check_usage(span)


@pytest.mark.parametrize("translation", TRANSLATIONS)
def test_a_translation_has_the_same_commands_code_and_outputs(translation):
    original = TRANSLATIONS[translation]
    assert documents.blocks(translation) == documents.blocks(original)
    own, others = (set(commands(each)) for each in (translation, original))
    assert own == others
    for one, other in ((translation, original), (original, translation)):
        assert f"({Path(other).name})" in documents.read(one), f"{one} has no link to {other}"


@pytest.mark.parametrize("document", [*DOCUMENTS, *PAGES, *TRANSLATIONS])
def test_links_between_files_lead_somewhere(document):
    made = {"docs/reference/commands.md", "docs/reference/activations.md"}
    for target in re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", documents.read(document)):
        path = (ROOT / document).parent / target
        assert path.exists() or str(path.resolve().relative_to(ROOT)) in made, target


def test_figures_are_shown_small_and_without_anything_from_elsewhere():
    texts = "".join(documents.read(page) for page in PAGES)
    figures = sorted((ROOT / "docs" / "figures").glob("*"))
    assert figures
    for figure in figures:
        assert f"figures/{figure.name})" in texts, f"no page shows {figure.name}"
        # The command that draws a figure stands on the page.
        assert f"--to {figure.name}" in texts
        assert figure.stat().st_size < 150_000
        assert ElementTree.parse(figure).getroot().tag == "{http://www.w3.org/2000/svg}svg"
        assert "<script" not in figure.read_text()


def test_what_a_page_shows_is_compared_line_by_line():
    shown = ["a  b", "...", "[1/4] relu 97.6 % in 8 s", ""]
    printed = "first\na b\nnot shown\n[1/4] relu 95.12 % in 1 min 3 s\n"
    assert documents.missing(shown, printed, measured=True) == []
    assert documents.missing(shown, printed, measured=False) == [shown[2]]
    assert documents.missing(shown[::-1], printed, measured=True) == ["a  b"]
    assert documents.missing(["[1/4] tanh 97.6 % in 8 s"], printed, measured=True)
