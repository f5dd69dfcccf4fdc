"""`Server-Timing`: where the time of a request went, on every answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billbench.fake_ccms import server_timing

SCOPE_KEY: Final = "billbench.fake_ccms.timings"


class Timings:
    """The spans of one request, in seconds. A span that is entered again adds up."""

    __slots__ = ("_spans", "_started")

    def __init__(self) -> None:
        self._started = perf_counter()
        self._spans: dict[str, float] = {}

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self.add(name, perf_counter() - started)

    def add(self, name: str, seconds: float) -> None:
        self._spans[name] = self._spans.get(name, 0.0) + seconds

    def header(self) -> str:
        return server_timing.header({**self._spans, "total": perf_counter() - self._started})


class ServerTiming:
    """Outermost layer: starts the clock and writes the header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        timings = scope[SCOPE_KEY] = Timings()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[server_timing.NAME] = timings.header()
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, send_timed)
