"""Optuna's messages about studies that it makes: nobody asked for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_verbosity = Lock()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Optuna from announcing a study that it makes; then it speaks as before.

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
