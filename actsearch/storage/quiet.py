"""Silence the messages that Optuna prints when it makes a study."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_verbosity = Lock()


@contextmanager
def quiet() -> Iterator[None]:
    """Show only Optuna's warnings and errors inside the ``with`` block.

    Examples
    --------
    >>> import optuna
    >>> with quiet():
    ...     study = optuna.create_study()
    """
    from optuna import logging

    with _verbosity:
        before = logging.get_verbosity()
        logging.set_verbosity(max(before, logging.WARNING))
        try:
            yield
        finally:
            logging.set_verbosity(before)
