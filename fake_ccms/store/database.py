"""The database: opening it, and transactions for reading and for writing."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.process_life import check_alive
from billbench.fake_ccms.store.schema import metadata

BUSY_TIMEOUT_MS = 10_000

_WRITES = "fake_ccms_writes"
_ONE_WRITER = 1_997


class Database:
    """An open database with its tables; closes its connections on exit."""

    def __init__(self, url: str, *, connections: int, one_writer: bool = False) -> None:
        self._engine = _open(url, connections)
        self._writer = self._engine.execution_options(**{_WRITES: True})
        self._reader = self._engine
        # SQLite has one writer. Threads wait for each other here, in turn: its own way to wait is to sleep
        # and to try again, at moments of its own. Processes still wait for each other in that way.
        self._turn: threading.Lock | None = threading.Lock()
        self._locks = one_writer and self._engine.dialect.name != "sqlite"
        if self._engine.dialect.name != "sqlite":
            self._turn = None
            # Otherwise each statement of a transaction would see the database of its own moment.
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed, on disk, when the block ends without an error."""
        with self._in_turn(), self._writer.begin() as connection:
            if self._locks:
                # Held to the end of the transaction, and by one process of all.
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
            yield connection
            check_alive()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise PoolTimeoutError("no turn to write came in time")
        try:
            yield
        finally:
            self._turn.release()


def _open(url: str, connections: int) -> Engine:
    try:
        engine = _engine(make_url(url), connections)
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        metadata.create_all(engine)
    except (ArgumentError, SQLAlchemyError, ImportError, OSError) as error:
        cause = str(error).splitlines()[0]
        raise StartError(
            f"The database {url} cannot be used: {cause}. Give another --database-url."
        ) from None
    return engine


def _engine(url: URL, connections: int) -> Engine:
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ArgumentError("it would be a database in memory, another one for each connection")
    # Parameters by position in every database: rows are handed to the driver as tuples.
    style = "qmark" if url.get_backend_name() == "sqlite" else "format"
    return create_engine(url, pool_size=connections, max_overflow=0, paramstyle=style)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself: `begin` below chooses the kind.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode this loses nothing when the process is killed, only when the machine loses power.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns from reading to writing fails at once when another has
        # written meanwhile, whatever the busy timeout. So writers take the lock at their start.
        options: dict[str, Any] = dict(connection.get_execution_options())
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")
