"""One request on its way through the layers in front of the service."""

import asyncio
from dataclasses import dataclass, replace
from time import perf_counter

from starlette.types import Message, Receive, Scope, Send

from billbench.fake_ccms.limits.bodies import count_fields, first_fields, handing_on, with_length

_PIECES_A_SECOND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request whose body has been received, and the way to answer it. `size`: how large it came."""

    scope: Scope
    receive: Receive
    send: Send
    content: bytes = b""
    size: int = 0

    @property
    def fields(self) -> int:
        return count_fields(self.scope["headers"], self.content)


def emptied(exchange: Exchange) -> Exchange:
    return _with_content(exchange, b"")


def cut(exchange: Exchange, fields: int) -> Exchange:
    """The request without the fields beyond so many."""
    return _with_content(exchange, first_fields(exchange.scope["headers"], exchange.content, fields))


def _with_content(exchange: Exchange, content: bytes) -> Exchange:
    headers = with_length(exchange.scope["headers"], len(content))
    return replace(
        exchange,
        scope={**exchange.scope, "headers": headers},
        receive=handing_on(content, exchange.receive),
        content=content,
        size=len(content),
    )


def slowed(exchange: Exchange, bytes_per_s: int) -> Exchange:
    """The same, with an answer that comes in small pieces at this rate."""

    async def send_slowly(message: Message) -> None:
        if message["type"] != "http.response.body":
            await exchange.send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        size = max(1, bytes_per_s // _PIECES_A_SECOND)
        started = perf_counter()
        for start in range(0, len(body), size):
            # Measured from the start, so that late wake-ups do not add up.
            await asyncio.sleep(max(0.0, started + start / bytes_per_s - perf_counter()))
            piece = body[start : start + size]
            await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})
        await exchange.send({"type": "http.response.body", "body": b"", "more_body": more})

    return replace(exchange, send=send_slowly)


class HeldAnswer:
    """An answer that is kept until it is whole, to be sent in halves."""

    def __init__(self) -> None:
        self.start: Message = {}
        self._parts: list[bytes] = []

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self._parts.append(message.get("body", b""))

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)


async def unheard(_message: Message) -> None:
    """Where an answer goes that nobody waits for."""
