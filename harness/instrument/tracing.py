"""Chromium's performance trace. The browser's process keeps it, so it can be read though the page hangs.

Asked for in the page's name, it says which frames there are: DevTools opens no other.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

from billbench.harness.instrument.trace_config import trace_config

_BUFFER_KB = 600_000
_PIECE_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The events of a trace, its metadata, and whether the browser had to drop events."""

    events: list[Mapping[str, Any]]
    metadata: Mapping[str, Any]
    is_cut: bool


class Tracing:
    """Traces of a browser, one at a time, over a session of a page or of the browser.

    `wait` lets the driver's events come in; it gets how many milliseconds.
    """

    def __init__(self, session: CDPSession, wait: Callable[[float], None]) -> None:
        self._session = session
        self._wait = wait
        self._completed: list[Mapping[str, Any]] = []
        session.on("Tracing.tracingComplete", lambda event: self._completed.append(event))

    def start_in(self, processes: Iterable[int], categories: Sequence[str]) -> None:
        """Trace these processes alone, in a session of the browser: in one of a page, the choice is put aside
        without a word (`findings/trace_filter_heeded_by_the_browser_alone.sh`)."""
        self._completed.clear()
        config = trace_config(categories, processes)
        self._session.send("Tracing.start", {"transferMode": "ReturnAsStream", "perfettoConfig": config})

    def start(self, categories: Sequence[str]) -> None:
        self._completed.clear()
        config = {
            "includedCategories": list(categories),
            "excludedCategories": ["*"],
            "recordMode": "recordUntilFull",
            "traceBufferSizeInKb": _BUFFER_KB,
        }
        self._session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})

    def stop(self) -> Traced:
        self._session.send("Tracing.end")
        while not self._completed:
            self._wait(5)
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
