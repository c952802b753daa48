"""Pages of the documentation's site that are made from the code."""

import importlib.util
from pathlib import Path

import pytest

from actsearch.activations import definitions
from actsearch.cli import app
from actsearch.strategies import strategies

HOOKS = Path(__file__).parents[1] / "docs" / "hooks.py"

pytestmark = pytest.mark.skipif(
    not HOOKS.exists(), reason="needs a clone: the documentation is not in a source distribution"
)


@pytest.fixture(scope="module")
def hooks():
    specification = importlib.util.spec_from_file_location("hooks", HOOKS)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_reference_has_all_commands_with_their_options(hooks):
    page = hooks.commands()
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert f"## `actsearch {name}`" in page
    assert all(option in page for option in ("--strategy", "--population", "--kind", "--runs-dir"))
    # What is registered stands in the help, and no placeholder.
    assert ", ".join(strategies()) in page
    assert "{registered}" not in page


def test_the_catalogue_has_every_activation_with_its_parameters_and_source(hooks):
    rows = {line.split(" | ")[0]: line for line in hooks.catalogue().splitlines()}
    for definition in definitions().values():
        row = rows[f"| {hooks._code(definition.name)}"]
        # A bar would end a cell.
        assert row.count("|") == 6
        assert hooks._escaped(definition.reference) in row
        for parameter in definition.parameters:
            assert f"{parameter.default:.4g} in" in row
            assert hooks._code(parameter.name) in row


def test_roles_of_sphinx_are_no_words_of_a_page(hooks):
    content = "see :func:<code>actsearch.get</code> and a:func"
    assert hooks.on_page_content(content) == "see <code>actsearch.get</code> and a:func"
