"""The real command, for studies that are there already."""

from cli.conftest import actsearch  # noqa: F401 - a fixture
