"""What the page sent, on one clock, and what it says of a step. Pure: no browser here.

Times are seconds since the epoch on the browser's clock.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from billbench.harness.model.trials import IN_THE_PAGE


class SignalKind(StrEnum):
    """The kinds of messages of `observers.js`."""

    LONG_TASK = "longtask"
    LONG_FRAME = "long-animation-frame"
    EVENT = "event"
    CONTENTFUL = "interaction-contentful-paint"
    """Content on the screen that an input led to, from the input on. Told once of an element that is larger
    than all before it: not of text that is put into one that was there."""
    HEARTBEAT = "heartbeat"
    LEAVING = "leaving"
    """What the document before did while it was being left."""
    RESOURCE = "resource"
    NAVIGATION = "navigation"
    INPUT = "input"
    DROPPED = "dropped"
    SUPPORTED = "supported"


PRESENTATION = "presentation-time"
"""What a browser supports that tells when a long animation frame was on the screen."""

_FETCHED_BY_THE_APP = {"fetch", "xmlhttprequest", "navigation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One message. `delay_s` and `handled_s` (from an event to the beginning and to the end of its handlers)
    belong to events, `rendered` (when its drawing began), `presented` (when it was on the screen) and
    `scripts` (seconds by script) to long animation frames, `urgent` to beats that go before all ordinary
    tasks, `server_s` and `size` to requests, `count` to lost ones.
    """

    kind: SignalKind
    start: float = 0.0
    duration_s: float = 0.0
    delay_s: float = 0.0
    handled_s: float = 0.0
    rendered: float = 0.0
    presented: float = 0.0
    urgent: bool = False
    initiator: str = ""
    server_s: float | None = None
    size: int = 0
    count: int = 0
    scripts: tuple[tuple[str, float], ...] = ()

    @property
    def end(self) -> float:
        return self.start + self.duration_s


@dataclass(slots=True)
class SignalLog:
    """Every signal of one page, in the order of arrival. One that comes twice is taken once.

    `supported` are the kinds of entries that this browser reports: a signal that it lacks is absent.
    """

    signals: list[Signal] = field(default_factory=list)
    supported: frozenset[str] = frozenset()
    _seen: set[str] = field(default_factory=set)

    def receive(self, payload: str) -> None:
        """Take messages of `observers.js` in: a JSON list of them."""
        for message in json.loads(payload):
            if (known_by := json.dumps(message)) not in self._seen:
                self._seen.add(known_by)
                self._take(message)

    def _take(self, message: Mapping[str, Any]) -> None:
        """One message, in milliseconds."""
        if message["kind"] == SignalKind.SUPPORTED:
            self.supported = frozenset(message["types"])
            return
        server_ms = message.get("server")
        self.signals.append(
            Signal(
                kind=SignalKind(message["kind"]),
                start=message.get("start", 0.0) / 1000,
                duration_s=message.get("duration", 0.0) / 1000,
                delay_s=message.get("delay", 0.0) / 1000,
                handled_s=message.get("handled", 0.0) / 1000,
                rendered=message.get("rendered", 0.0) / 1000,
                presented=message.get("presented", 0.0) / 1000,
                urgent=message.get("urgent", False),
                initiator=message.get("initiator", ""),
                server_s=None if server_ms is None else server_ms / 1000,
                size=message.get("bytes", 0),
                count=message.get("count", 0),
                scripts=tuple(
                    (_script_of(one["url"], one.get("frame", "")), one["duration"] / 1000)
                    for one in message.get("scripts", ())
                ),
            )
        )

    def since(self, mark: int) -> Sequence[Signal]:
        return self.signals[mark:]


def first_input(signals: Iterable[Signal], begin: float) -> float | None:
    """When the person's first input of the step reached the page."""
    times = [signal.start for signal in signals if signal.kind is SignalKind.INPUT and signal.start >= begin]
    return min(times, default=None)


def longest(signals: Iterable[Signal], kind: SignalKind, begin: float) -> float:
    """The longest entry of a kind that reaches into the step; 0 when there is none.

    Entries under the limits (50 ms for tasks and frames, 16 ms for events, 100 ms for a late heartbeat)
    are not reported, so 0 means "shorter than that".
    """
    durations = [s.duration_s for s in signals if s.kind is kind and s.end > begin]
    return max(durations, default=0.0)


def frame_shown_s(signals: Iterable[Signal], begin: float) -> float:
    """The longest time from the beginning of a long animation frame to the screen; 0 when none was drawn."""
    frames = [s for s in signals if s.kind is SignalKind.LONG_FRAME and s.end > begin]
    return max((s.presented - s.start for s in frames if s.presented), default=0.0)


def content_shown_s(signals: Iterable[Signal], begin: float, start: float) -> float:
    """From the action at `start` to the last content on the screen that an input since `begin` led to; 0 when
    none led to any."""
    ends = [s.end for s in signals if s.kind is SignalKind.CONTENTFUL and s.start >= begin]
    return max((end - start for end in ends), default=0.0)


def input_delay_s(signals: Iterable[Signal], begin: float) -> float | None:
    """The longest time an input waited for its handlers; `None` when no input was slow enough to be told."""
    delays = [s.delay_s for s in signals if s.kind is SignalKind.EVENT and s.end > begin]
    return max(delays, default=None)


def server_s(signals: Iterable[Signal], begin: float) -> float | None:
    """The application's own time over the step's requests; `None` when it told none."""
    times = [s.server_s for s in _app_requests(signals, begin) if s.server_s is not None]
    return sum(times) if times else None


def transfer_s(signals: Iterable[Signal], begin: float) -> float | None:
    """Requests under way in the step, less the application's own time; `None` without requests."""
    requests = _app_requests(signals, begin)
    if not requests:
        return None
    return sum(max(s.duration_s - (s.server_s or 0.0), 0.0) for s in requests)


def response_bytes(signals: Iterable[Signal], begin: float) -> float:
    """Decoded bodies that the step received."""
    return float(sum(s.size for s in _app_requests(signals, begin)))


def scripts(signals: Iterable[Signal], begin: float) -> Mapping[str, float]:
    """Seconds in the long frames of the step by the file of the script, and by the frame in which it ran.

    Of a file its name alone, without its address. What stands in a page itself, or has no address, is one.
    """
    found: dict[str, float] = defaultdict(float)
    for signal in signals:
        for script, took in signal.scripts if signal.end > begin else ():
            found[script] += took
    return dict(found)


def _script_of(url: str, frame: str) -> str:
    name = urlsplit(url).path.rpartition("/")[2]
    file = name if name.endswith((".js", ".mjs")) else IN_THE_PAGE
    return f"{file} (in the frame {frame})" if frame else file


def dropped(signals: Iterable[Signal]) -> int:
    """Entries that the browser's buffer lost."""
    return sum(s.count for s in signals if s.kind is SignalKind.DROPPED)


def _app_requests(signals: Iterable[Signal], begin: float) -> list[Signal]:
    return [
        s
        for s in signals
        if s.kind in (SignalKind.RESOURCE, SignalKind.NAVIGATION)
        and s.initiator in _FETCHED_BY_THE_APP
        and s.end > begin
    ]
