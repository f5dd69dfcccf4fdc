"""Request bodies as a server in front of the service sees them: read whole, counted, cut, handed on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Message, Receive

Headers = Iterable[tuple[bytes, bytes]]

# More is counted but not kept: the service refuses that much anyway.
KEPT_BYTES = 20 * 1024 * 1024

_URL_ENCODED = b"application/x-www-form-urlencoded"
_BOUNDARY = re.compile(rb'multipart/form-data\s*;.*?boundary="?([^";,\s]{1,200})', re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body with the size it was sent in, which is more than was kept where that was too much."""

    content: bytes
    size: int


async def read_whole(receive: Receive) -> Body | None:
    """The body of a request; nothing when the client went away before its end."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        if size <= KEPT_BYTES:
            parts.append(part)
        size += len(part)
        more = message.get("more_body", False)
    return Body(content=b"".join(parts), size=size)


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


def count_fields(headers: Headers, content: bytes) -> int:
    """How many fields a form has; 0 for a body that is no form."""
    kind = _content_type(headers)
    if kind.lower().startswith(_URL_ENCODED):
        return content.count(b"&") + 1 if content else 0
    mark = _mark(kind)
    return max(content.count(mark) - 1, 0) if mark else 0


def first_fields(headers: Headers, content: bytes, limit: int) -> bytes:
    """The form without the fields beyond the limit, as servers leave them out that say nothing."""
    mark = _mark(_content_type(headers))
    if mark is None:
        end = _position(content, b"&", limit)
        return content if end < 0 else content[:end]
    end = _position(content, mark, limit + 1)
    return content if end < 0 else content[:end] + mark + b"--\r\n"


def _content_type(headers: Headers) -> bytes:
    return next((value for name, value in headers if name == b"content-type"), b"")


def _mark(kind: bytes) -> bytes | None:
    """What stands before each part of a multipart form."""
    found = _BOUNDARY.match(kind)
    return b"--" + found[1] if found else None


def _position(content: bytes, mark: bytes, number: int) -> int:
    """Where a mark stands for the `number`th time; -1 where it stands fewer times."""
    position = -1
    for _ in range(number):
        position = content.find(mark, position + 1)
        if position < 0:
            return -1
    return position
