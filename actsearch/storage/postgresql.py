"""Database servers: connections that break, and a lock that holds on every machine."""

import hashlib
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError

from actsearch.errors import StorageError
from actsearch.storage.owner import is_run_by, this_process

# How long a server may be away, such as for a restart.
PATIENCE_SECONDS = 30.0
# How long the server may take to notice that the process that held a lock has died.
_LOCK_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0}
_HOLDER = """
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted
AND classid = CAST(%s AS bigint)::oid AND objid = CAST(%s AS bigint)::oid
"""


class ConnectionLostError(StorageError):
    """A database that was there is not; whether its last transaction was stored is not known."""


def watch(engine: Engine, database: str) -> None:
    """Wait for a server that is away, and raise :class:`ConnectionLostError` for what it cut off.

    An error of its own, so that Optuna does not repeat a transaction that may have been stored:
    a second trial would come of it.

    Parameters
    ----------
    engine : Engine
        That has reached the server.
    database : str
        How to name it in a message.
    """

    def connect(dialect: Dialect, _record: object, words: Any, options: Any) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return dialect.connect(*words, **options)
            except dialect.loaded_dbapi.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def lost(context: ExceptionContext) -> None:
        broken = isinstance(context.sqlalchemy_exception, OperationalError | InterfaceError)
        if context.is_pre_ping or not (context.is_disconnect or broken):
            return
        context.is_disconnect = True
        cause = str(context.original_exception).strip().partition("\n")[0]
        raise ConnectionLostError(
            f"the database {database!r} failed ({cause}): everything stored so far is safe; when "
            "it answers again, the same command carries on"
        )

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "handle_error", lost)


def lock(engine: Engine, study: str) -> None:
    """Let every connection hold PostgreSQL's lock on a study, which ends with the connection.

    The file in the study's folder does not hold off a process on another machine. With a single
    connection at a time (``ONE_CONNECTION``), nothing can be written without the lock.

    Parameters
    ----------
    engine : Engine
        With one connection.
    study : str
        Its name.
    """
    key = int.from_bytes(hashlib.sha256(f"actsearch {study}".encode()).digest()[:8], signed=True)

    def acquire(connection: Any, _record: object) -> None:
        deadline = time.monotonic() + _LOCK_SECONDS
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [this_process()])
            while True:
                cursor.execute(f"SELECT pg_try_advisory_lock({key})")
                if cursor.fetchone()[0]:
                    break
                if time.monotonic() > deadline:
                    cursor.execute(_HOLDER, [key >> 32 & 0xFFFFFFFF, key & 0xFFFFFFFF])
                    holder = cursor.fetchone()
                    connection.close()
                    raise StorageError(is_run_by(study, holder and holder[0]))
                time.sleep(_PAUSE_SECONDS)
        connection.commit()

    event.listen(engine, "connect", acquire)
