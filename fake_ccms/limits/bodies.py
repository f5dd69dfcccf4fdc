"""Request bodies as a server in front of the service sees them: read whole, handed on."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Message, Receive

Headers = Iterable[tuple[bytes, bytes]]

# More is counted but not kept: the service refuses that much anyway.
KEPT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body with the size it was sent in, which is more than was kept where that was too much."""

    content: bytes
    size: int


class Arriving:
    """A request's body on its way. Whoever gave up waiting for it can go on."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._parts: list[bytes] = []
        self._size = 0
        self.is_whole = False

    @property
    def body(self) -> Body:
        """What has come so far."""
        return Body(content=b"".join(self._parts), size=self._size)

    async def ended_within(self, seconds: float | None) -> bool:
        """Wait for its end, whole or because the client went away; whether it came in this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._to_the_end()
        except TimeoutError:
            return False
        return True

    async def _to_the_end(self) -> None:
        while not self.is_whole:
            message = await self._receive()
            if message["type"] != "http.request":
                return
            part = message.get("body", b"")
            if self._size <= KEPT_BYTES:
                self._parts.append(part)
            self._size += len(part)
            self.is_whole = not message.get("more_body", False)


def handing_on(content: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body read before, then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return again


def with_length(headers: Headers, length: int) -> list[tuple[bytes, bytes]]:
    """The headers for a body of another length."""
    kept = [(name, value) for name, value in headers if name not in (b"content-length", b"transfer-encoding")]
    return [*kept, (b"content-length", b"%d" % length)]
