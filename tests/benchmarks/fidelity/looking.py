"""One look at a screen of lines in a browser of its own: what loading and edits take, and what is there."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.app.browsing import WINDOW

_QUIET_S = 0.3
_QUIET_MS = 5
_LOOK_MS = 20
_EDITS = (Path(__file__).parent / "edits.js").read_text(encoding="utf-8")
_PATIENCE_MS = 600_000

# Beside each handler of focus and blur, jQuery 3 notes one of its own that does nothing: without a namespace.
_COUNTS = """() => {
  const form = document.querySelector("form.interview, #owdInterviewForm");
  const handlers = (target) =>
    Object.values(window.jQuery?._data(target, "events") ?? {})
      .flat()
      .filter((one) => one.namespace !== false).length;
  const all = [window, document, ...document.querySelectorAll("*")];
  return {
    elements: document.querySelectorAll("*").length,
    fields: [...new FormData(form)].length,
    handlers: all.reduce((sum, target) => sum + handlers(target), 0),
    bytes: performance.getEntriesByType("navigation")[0].decodedBodySize,
  };
}"""
# How often edits of a kind are made over. First those that do most: the others make the same code ready.
_ROUNDS = {"state with layout": 5, "plain list": 5, "list a rule reads": 5, "text": 5}
_TASK = "ThreadControllerImpl::RunTask"
_TASKS = ("toplevel",)
_TASKS_AND_EVENTS = ("toplevel", "devtools.timeline")

Trace = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a screen is: a page of the same server to come from, the screen, and who is asking."""

    start: str
    screen: str
    cookie: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """So many edits of one kind, and what all of them took of the main thread's processor time."""

    whole_ms: float
    count: int

    @property
    def each_ms(self) -> float:
        return self.whole_ms / self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One load of a screen of lines, and the edits made there; times in ms."""

    busy_ms: float
    longest_ms: float
    layouts: int
    listeners: int
    counts: Mapping[str, int]
    edits: Mapping[str, Edits]


def look(browser: Browser, place: Place, *, edits: bool) -> Seen:
    """A time is the processor time of the main thread from the request until it is quiet."""
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    if place.cookie is not None:
        context.add_cookies([dict(place.cookie)])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(place.start)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _metrics(session)
    with _traced(page, session, _TASKS) as trace:
        page.goto(place.screen)
        after = _quiet(session)
    return Seen(
        busy_ms=(after["TaskDuration"] - before["TaskDuration"]) * 1000,
        longest_ms=max(_took_ms(task) for task in _tasks(trace)),
        layouts=int(after["LayoutCount"]),
        listeners=int(after["JSEventListeners"]),
        counts=page.evaluate(_COUNTS),
        edits={kind: _edited(page, session, kind) for kind in _ROUNDS} if edits else {},
    )


@contextmanager
def _traced(page: Page, session: CDPSession, categories: Sequence[str]) -> Iterator[Trace]:
    """Afterwards, what main threads did. A page itself is told of nothing under 50 ms."""
    told: Trace = []
    found: Trace = []
    ended: list[object] = []
    session.on("Tracing.dataCollected", lambda data: told.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda end: ended.append(end))
    config = {"includedCategories": list(categories)}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    yield found
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(_LOOK_MS)
    named = (event for event in told if event["name"] == "thread_name")
    main = {(one["pid"], one["tid"]) for one in named if one["args"]["name"] == "CrRendererMain"}
    found += [one for one in told if (one["pid"], one["tid"]) in main and one["ph"] == "X"]


def _tasks(trace: Trace) -> Trace:
    return [event for event in trace if event["name"] == _TASK]


def _took_ms(event: Mapping[str, Any]) -> float:
    """By the processor's time."""
    return float(event.get("tdur", 0)) / 1000


def _edited(page: Page, session: CDPSession, kind: str) -> Edits:
    """By the processor's time of the one task in which all are made: one edit is a tick of the page's clock.

    Without the frame that follows, which all share, and a first round, in which the controls are looked for.
    """

    def spent(rounds: int) -> tuple[float, int]:
        with _traced(page, session, _TASKS_AND_EVENTS) as trace:
            count: int = page.evaluate(_EDITS, {"kind": kind, "rounds": rounds})
        change = next(event["ts"] for event in trace if _is_change(event))
        task = next(one for one in _tasks(trace) if one["ts"] <= change < one["ts"] + one["dur"])
        return _took_ms(task), count

    first_ms, first = spent(1)
    whole_ms, count = spent(1 + _ROUNDS[kind])
    return Edits(whole_ms=max(whole_ms - first_ms, 0), count=count - first)


def _is_change(event: Mapping[str, Any]) -> bool:
    return bool(event["name"] == "EventDispatch" and event["args"]["data"]["type"] == "change")


def _quiet(session: CDPSession) -> dict[str, float]:
    """The metrics once the main thread has done next to nothing for a while."""
    before = _metrics(session)
    while True:
        time.sleep(_QUIET_S)
        now = _metrics(session)
        if (now["TaskDuration"] - before["TaskDuration"]) * 1000 < _QUIET_MS:
            return now
        before = now


def _metrics(session: CDPSession) -> dict[str, float]:
    return {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
