"""Run the web application: bind, start the processes, announce, serve until told to stop."""

import gc
import json
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.limits.shared import Shared
from billbench.fake_ccms.seeding.seed import seed
from billbench.fake_ccms.settings import Settings
from billbench.fake_ccms.store.database import Database
from billbench.fake_ccms.web.app import create_app
from billbench.fake_ccms.workers import ignore_signals, run_workers

TOKEN_VARIABLE = "FAKE_CCMS_SUPPORT_TOKEN"  # noqa: S105 - the name of a variable, not a token

# Above any think time: with uvicorn's 5 s, a client that waits as long meets a closing connection.
KEEP_ALIVE_S = 75

_BACKLOG = 2048

# How long requests that run may go on after the signal to stop.
_LAST_REQUESTS_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What every process of the server is given."""

    listener: socket.socket
    database_url: str
    settings: Settings
    shared: Shared
    support_token: str | None


class _Telling(uvicorn.Server):
    """A server that tells when it has started, and shuts down when asked to from outside."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._listener = listener
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # asyncio accepts as many connections at once as its backlog says, so that one process would
            # take a whole burst from the others. It is told 1, and the system's queue is made long again.
            self._listener.listen(_BACKLOG)
            self._tell()


def serve(*, host: str, port: int, database_url: str | None, settings: Settings, workers: int = 1) -> None:
    """Serve until SIGTERM or SIGINT. Raises `StartError` when it cannot start or a worker dies."""
    with _listening(host, port) as listener, _database_url(database_url) as url:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        place = _Place(
            listener=listener,
            database_url=url,
            settings=settings,
            shared=Shared(),
            support_token=os.environ.get(TOKEN_VARIABLE) or None,
        )
        # Once, before the workers: they would get in each other's way.
        with Database(url, connections=1) as database, database.writing() as connection:
            seed(connection)
        if workers == 1:
            _serve_here(place, lambda: _announce(address))
        else:
            run_workers(workers, lambda tell: _serve_here(place, tell), lambda: _announce(address))


def _serve_here(place: _Place, tell: Callable[[], None]) -> None:
    """Serve in this process until a signal."""
    # One connection a thread: no request waits for a connection, only for a thread.
    server = place.settings.server
    with Database(place.database_url, connections=server.threads, one_writer=server.one_writer) as database:
        app = create_app(place.settings, database, support_token=place.support_token, shared=place.shared)
        config = uvicorn.Config(
            app,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=_LAST_REQUESTS_S,
            access_log=False,
            log_level="warning",
            lifespan="on",
            backlog=1,
        )
        # What has been loaded stays: the collector need not walk through it in the middle of a request.
        gc.collect()
        gc.freeze()
        # uvicorn stops cleanly on a signal and then raises it again, which would end us as if killed.
        ignore_signals()
        _Telling(config, place.listener, tell).run(sockets=[place.listener])


def _announce(address: str) -> None:
    sys.stdout.write(json.dumps({"ready": True, "url": address, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise StartError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose another --port, "
            "or 0 for a free one."
        ) from None
    with listener:
        # asyncio sets this only on sockets that it opened itself. Without it, an answer that is sent in
        # two pieces waits 40 ms for the client's delayed acknowledgement. Connections inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


@contextmanager
def _database_url(given: str | None) -> Iterator[str]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="fake-ccms-") as folder:
        yield f"sqlite:///{Path(folder) / 'ccms.sqlite'}"
