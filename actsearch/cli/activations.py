"""``actsearch activations``: what can be searched."""


def activations() -> None:
    """List the activations, or show one."""
