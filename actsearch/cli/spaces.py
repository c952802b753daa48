"""``actsearch spaces``: where to search."""


def spaces() -> None:
    """List the search spaces, or show one."""
