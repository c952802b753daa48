"""The real command, for studies that exist already."""

from cli.conftest import actsearch  # noqa: F401 - a fixture
