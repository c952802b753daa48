"""Database servers: what to do when a connection breaks, and a lock across machines."""

import hashlib
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import InterfaceError, OperationalError

from actsearch.errors import StorageError
from actsearch.storage.owner import is_run_by, this_process

# How long to wait for a server that does not answer, for instance while it restarts.
PATIENCE_SECONDS = 30.0
# How long to wait for a lock: a server takes a while to notice that the holder has died.
_LOCK_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0}
_HOLDER = """
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted
AND classid = CAST(%s AS bigint)::oid AND objid = CAST(%s AS bigint)::oid
"""


class ConnectionLostError(StorageError):
    """The connection to a database was lost; its last transaction may be stored or not."""


def watch(engine: Engine, database: str) -> None:
    """Wait for a server that does not answer, and raise an error when a transaction is cut off.

    The error is :class:`ConnectionLostError`. Optuna does not know it and so does not repeat the
    transaction. To repeat one that was stored after all could make a second trial.

    Parameters
    ----------
    engine : Engine
        Engine that has reached the server before.
    database : str
        Name of the database in messages.
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
    """Make every new connection take PostgreSQL's advisory lock on a study.

    The lock ends with the connection. The lock file in the study's folder does not stop a process
    on another machine. With one connection at a time (``ONE_CONNECTION``), nothing can be written
    without the lock.

    Parameters
    ----------
    engine : Engine
        Engine that has one connection at a time.
    study : str
        Name of the study.
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
