"""Run the web application: bind, announce, serve until told to stop."""

import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from fake_ccms.errors import StartError
from fake_ccms.settings import Settings
from fake_ccms.store.database import Database
from fake_ccms.store.seed import seed
from fake_ccms.web.app import create_app

TOKEN_VARIABLE = "FAKE_CCMS_SUPPORT_TOKEN"  # noqa: S105 - the name of a variable, not a token

# Above any think time: with uvicorn's 5 s, a client that waits as long meets a closing connection.
KEEP_ALIVE_S = 75


class _Announcing(uvicorn.Server):
    """A server that says on standard output, in one line, where it listens."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(json.dumps({"ready": True, "url": self._url, "pid": os.getpid()}) + "\n")
            sys.stdout.flush()


def serve(*, host: str, port: int, database_url: str | None, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises `StartError` when it cannot start."""
    with (
        _listening(host, port) as listener,
        _database_url(database_url) as url,
        # One connection a thread: no request waits for a connection, only for a thread.
        Database(url, connections=settings.server.threads) as database,
    ):
        with database.writing() as connection:
            seed(connection)
        app = create_app(settings, database, support_token=os.environ.get(TOKEN_VARIABLE) or None)
        config = uvicorn.Config(
            app, timeout_keep_alive=KEEP_ALIVE_S, access_log=False, log_level="warning", lifespan="on"
        )
        shown = f"[{host}]" if ":" in host else host
        _run(_Announcing(config, f"http://{shown}:{listener.getsockname()[1]}"), listener)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # uvicorn stops cleanly on a signal and then raises it again, which would end us as if killed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    server.run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
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
