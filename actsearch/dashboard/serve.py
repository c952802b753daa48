"""A web server for the dashboard, that says nothing and ends at Ctrl-C."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from actsearch.errors import UsageError

if TYPE_CHECKING:
    from optuna.storages import BaseStorage


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _SilentHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log no request."""


@contextmanager
def listening(storage: "BaseStorage", host: str, port: int) -> Iterator[WSGIServer]:
    """Open optuna-dashboard on a storage; call ``serve_forever`` of what is yielded.

    Parameters
    ----------
    storage : BaseStorage
        Storage to show.
    host : str
        Name or address to listen on.
    port : int
        Port to listen on; 0 takes any that is free, ``server_port`` says which.

    Raises
    ------
    UsageError
        If that is not possible, such as with a port that another program uses.
    """
    from optuna_dashboard import wsgi

    try:
        server = make_server(host, port, wsgi(storage), _Server, _SilentHandler)
    except (OSError, UnicodeError) as error:
        what = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{host}:{port} cannot be listened on ({what}): name another --port, or 0 for a free "
            "one, or another --host"
        ) from error
    with server:
        yield server
