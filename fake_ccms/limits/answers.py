"""What a server in front of the service answers by itself, or does instead of answering."""

import json
from html import escape
from http import HTTPStatus

from starlette.types import Receive, Send

from billbench.fake_ccms import server_timing


async def answer(
    send: Send, status: int, *, waited_s: float = 0.0, says: str = "", as_json: bool = False
) -> None:
    """A bare page with the status, as gateways have: it knows nothing of the service behind it.

    So it says how long the gateway waited for the service, and no total time of the service.
    """
    body = _json(status, says) if as_json else _page(status, says)
    headers = [
        (b"content-type", b"application/json" if as_json else b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (server_timing.NAME.encode(), server_timing.header({"gateway": waited_s}).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _page(status: int, says: str) -> bytes:
    phrase = f"{status} {_phrase(status)}"
    head = f"<!doctype html>\n<html lang=en>\n<head><title>{phrase}</title></head>\n"
    return f"{head}<body>\n<h1>{escape(says) or phrase}</h1>\n</body>\n</html>\n".encode()


def _json(status: int, says: str) -> bytes:
    return json.dumps({"statusCode": status, "message": says or _phrase(status)}).encode()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


async def drop(receive: Receive, send: Send) -> None:
    """Lose the connection without a word.

    ASGI has no way to say this, so it goes through the server: its `send` is a method of an object that
    has the transport. Under another server the exception makes it end the connection or answer 500.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError("the connection was dropped")
    transport.abort()
    # To return before the server has noticed would look to it like a forgotten answer.
    while (await receive())["type"] != "http.disconnect":
        pass
