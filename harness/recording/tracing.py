"""Chromium's performance trace. The browser's process keeps it, so it can be read though the page hangs.

It is asked for in the page's name: only then does it say which frames there are, and DevTools opens no other.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

_CATEGORIES = (
    "toplevel",
    "loading",
    "latencyInfo",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "disabled-by-default-devtools.timeline.stack",
    "blink.console",
    "blink.user_timing",
    "v8",
    "v8.execute",
    "disabled-by-default-v8.cpu_profiler",
)
"""What DevTools records: with it, its performance panel and Perfetto have all that they show."""

_BUFFER_KB = 600_000
_PIECE_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The events of a trace, its metadata, and whether the browser had to drop events."""

    events: list[Mapping[str, Any]]
    metadata: Mapping[str, Any]
    is_cut: bool


class Tracing:
    """One trace of a browser, over a session of a page.

    `wait` lets the driver's events come in; it gets how many milliseconds.
    """

    def __init__(self, session: CDPSession, wait: Callable[[float], None]) -> None:
        self._session = session
        self._wait = wait
        self._completed: list[Mapping[str, Any]] = []
        session.on("Tracing.tracingComplete", lambda event: self._completed.append(event))

    def start(self) -> None:
        config = {
            "includedCategories": list(_CATEGORIES),
            "excludedCategories": ["*"],
            "recordMode": "recordUntilFull",
            "traceBufferSizeInKb": _BUFFER_KB,
        }
        self._session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})

    def stop(self) -> Traced:
        self._session.send("Tracing.end")
        while not self._completed:
            self._wait(20)
        told = self._completed[0]
        read = json.loads(self._read(told["stream"]))
        return Traced(
            events=read["traceEvents"],
            metadata=read.get("metadata", {}),
            is_cut=bool(told["dataLossOccurred"]),
        )

    def _read(self, stream: str) -> bytes:
        parts: list[bytes] = []
        while True:
            piece = self._session.send("IO.read", {"handle": stream, "size": _PIECE_BYTES})
            data = piece["data"]
            parts.append(base64.b64decode(data) if piece.get("base64Encoded") else data.encode())
            if piece["eof"]:
                self._session.send("IO.close", {"handle": stream})
                return b"".join(parts)
