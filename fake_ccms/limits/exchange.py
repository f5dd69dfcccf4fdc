"""One request on its way through the layers in front of the service."""

import asyncio
from dataclasses import dataclass, replace
from time import perf_counter
from typing import assert_never

from starlette.types import Message, Receive, Scope, Send

from billbench.fake_ccms import server_timing
from billbench.fake_ccms.limits.bodies import Body, handing_on, with_length
from billbench.fake_ccms.limits.forms import (
    Part,
    count_fields,
    first_fields,
    form_of,
    numbered_anew,
    parts_of,
    put_together,
    shuffled,
    weight,
    without_blanks,
)
from billbench.fake_ccms.limits.model import (
    Asked,
    BodySize,
    Counted,
    FieldCount,
    FieldSize,
    FormReading,
    Weighed,
)

_PIECES_A_SECOND = 10

# Ours alone: it tells the time of the service, as the service's own answers do.
_SURVIVING = (server_timing.NAME.encode(),)


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

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.scope["headers"], self.content)

    @property
    def asked(self) -> Asked:
        """What a rule is about."""
        return Asked(
            method=self.scope["method"],
            path=self.scope["path"],
            fields=self.fields,
            size=self.size,
            form=form_of(self.scope["headers"]),
        )


def with_body(exchange: Exchange, body: Body) -> Exchange:
    receive = handing_on(body.content, exchange.receive)
    return replace(exchange, receive=receive, content=body.content, size=body.size)


def is_beyond(exchange: Exchange, limit: FieldCount | BodySize | FieldSize) -> bool:
    """Whether a request is beyond a limit."""
    match limit:
        case FieldCount(counts=Counted.NAMES):
            size = len({part.name for part in exchange.parts})
        case FieldCount():
            size = exchange.fields and exchange.fields + _counted_of_the_query(exchange, limit)
        case BodySize(counts=Weighed.BODY):
            size = exchange.size
        case BodySize():
            size = weight(exchange.parts, named=limit.counts is Weighed.NAMED_ENTRIES)
        case FieldSize():
            size = max((len(part.entry) for part in exchange.parts if part.entry is not None), default=0)
        case _:
            assert_never(limit)
    return size > limit.limit


def emptied(exchange: Exchange) -> Exchange:
    return _with_content(exchange, b"")


def cut(exchange: Exchange, limit: FieldCount) -> Exchange:
    """The request without the fields beyond a limit."""
    left = limit.limit if limit.left is None else limit.left
    left -= _counted_of_the_query(exchange, limit)
    return _with_content(exchange, first_fields(exchange.scope["headers"], exchange.content, left))


def read_with_losses(exchange: Exchange, reading: FormReading) -> Exchange:
    """The request with its form as a server reads it that loses something of every form."""
    before = parts = exchange.parts
    if reading.blanks_lost:
        parts = without_blanks(parts)
    if reading.order_lost:
        parts = shuffled(parts)
    if reading.numbers_lost:
        parts = numbered_anew(parts)
    if parts == before:
        return exchange
    return _with_content(exchange, put_together(exchange.scope["headers"], parts))


def _counted_of_the_query(exchange: Exchange, limit: FieldCount) -> int:
    query: bytes = exchange.scope.get("query_string", b"")
    return query.count(b"&") + 1 if limit.query and query else 0


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


def warned(exchange: Exchange, warning: str) -> Exchange:
    """The request to a page before which a warning was printed.

    With the first byte of an answer its head is gone: no session is begun, and no status, redirect or
    cookie of the page is sent any more.
    """
    printed = f"<br />\n<b>Warning</b>: {warning}<br />\n".encode()
    headers = [(name, value) for name, value in exchange.scope["headers"] if name != b"cookie"]

    async def send_after_the_warning(message: Message) -> None:
        if message["type"] != "http.response.start":
            await exchange.send(message)
            return
        kept = [(name, value) for name, value in message["headers"] if name in _SURVIVING]
        html = (b"content-type", b"text/html; charset=utf-8")
        await exchange.send({**message, "status": 200, "headers": [*kept, html]})
        await exchange.send({"type": "http.response.body", "body": printed, "more_body": True})

    return replace(exchange, scope={**exchange.scope, "headers": headers}, send=send_after_the_warning)


class HeldAnswer:
    """An answer that is kept until it is whole, to be sent otherwise."""

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
