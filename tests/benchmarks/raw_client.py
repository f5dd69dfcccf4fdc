"""A client that costs next to nothing: what it measures is the server."""

import socket
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class RawClient:
    """One kept-alive HTTP/1.1 connection; requests are ready-made bytes."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._host = parts.netloc
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def head(self, method: str, path: str, *headers: str) -> bytes:
        """The start of a request, up to where a length and a body may follow."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", *headers]
        return "\r\n".join(lines).encode() + b"\r\n"

    def ask(self, head: bytes, body: bytes | None = None) -> tuple[int, bytes]:
        """Send a request and wait for its answer: the status and the body."""
        length = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
        self._socket.sendall(head + length + b"\r\n" + (body or b""))
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        received = self._left
        while b"\r\n\r\n" not in received:
            received += self._more()
        start, _, rest = received.partition(b"\r\n\r\n")
        length = int(start.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        parts, size = [rest], len(rest)
        while size < length:
            parts.append(self._more())
            size += len(parts[-1])
        body = b"".join(parts)
        self._left = body[length:]
        return int(start[9:12]), body[:length]

    def _more(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data
