"""A bill as a form of either kind, sent through the limits of one server: what of it arrives."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import Message, Receive, Scope, Send

from billbench.fake_ccms.limits.controls import Controls
from billbench.fake_ccms.limits.layer import LimitLayer
from billbench.fake_ccms.limits.model import Form
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.limits.shared import Shared
from billbench.fake_ccms.web.call import parse_body
from tests.app.in_process import loop_of_its_own

BEFORE_LINES, A_LINE = 5, 13
SERVED = 303

UNKNOWN = {"weblogic": 10_000, "aspnet-core": 1_024}
"""The presets of servers of which nobody knows what they do beyond their count."""

Pairs = list[tuple[str, str]]


def bill(lines: int) -> Pairs:
    """Five fields, then 13 a line."""
    head = [(f"HEAD_{letter}", "x") for letter in "ABCDE"]
    fields = [
        (f"PRES_{line}_{letter}", f"{line}{letter}")
        for line in range(1, lines + 1)
        for letter in "ABCDEFGHIJKLM"
    ]
    return head + fields


def fields(count: int) -> Pairs:
    return [(f"F{number}", "x") for number in range(count)]


def sized(size: int, form: Form) -> Pairs:
    """One field, so that the body has this size."""
    return [("F", "x" * (size - len(encoded([("F", "")], form)[1])))]


def encoded(pairs: Pairs, form: Form) -> tuple[str, bytes]:
    """The content type and the body."""
    if form is Form.URL_ENCODED:
        return "application/x-www-form-urlencoded", urlencode(pairs).encode()
    parts = [
        f'--xYz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
    ]
    return "multipart/form-data; boundary=xYz", "".join([*parts, "--xYz--\r\n"]).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What the client was told, and what the service was given; `form` is none if it was not asked at all."""

    status: int
    headers: dict[bytes, bytes]
    text: str
    form: dict[str, str] | None
    cookie: bool = False

    def of_lines(self, lines: int) -> list[int]:
        """How many fields of each line arrived."""
        found = Counter(name.split("_")[1] for name in self.form or {} if name.startswith("PRES_"))
        return [found[str(line)] for line in range(1, lines + 1)]


class Service:
    """Stands behind the limits: it takes a form, begins a session and sends the client on, as pages do."""

    def __init__(self) -> None:
        self.form: dict[str, str] | None = None
        self.cookie = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        body = (await receive())["body"]
        assert int(headers[b"content-length"]) == len(body)
        self.form = dict(parse_body(headers[b"content-type"].decode(), body)[0])
        self.cookie = b"cookie" in headers
        answer = [(b"location", b"/next"), (b"set-cookie", b"a=b"), (b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 303, "headers": answer})
        await send({"type": "http.response.body", "body": b"next"})


def sent(limits: dict[str, Any], pairs: Pairs, form: Form, *, query: str = "") -> Arrived:
    """A form on its way through these limits."""
    service = Service()
    layer = LimitLayer(service, Controls(Limits.model_validate(limits), Shared()), threads=8)
    kind, body = encoded(pairs, form)
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/bill",
        "query_string": query.encode(),
        "headers": [
            (b"content-type", kind.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"cookie", b"session=1"),
        ],
    }
    with loop_of_its_own() as loop:
        asyncio.run_coroutine_threadsafe(layer(scope, receive, send), loop).result()
    return Arrived(
        status=told[0]["status"],
        headers=dict(told[0]["headers"]),
        text=b"".join(message.get("body", b"") for message in told).decode(),
        form=service.form,
        cookie=service.cookie,
    )


def through(preset: str, pairs: Pairs, form: Form, *, query: str = "") -> Arrived:
    """The same through the limits of one server."""
    return sent({"limits": {"preset": preset}}, pairs, form, query=query)
