"""One look at a screen of lines in a browser of its own: what loading and edits take, and what is there."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.app.browsing import WINDOW

_QUIET_S = 0.3
_QUIET_MS = 5
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
_LONG_TASKS = (
    "window.longTasks = []; new PerformanceObserver((list) => { for (const entry of list.getEntries()) "
    "window.longTasks.push(entry.duration); }).observe({ type: 'longtask' });"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a screen is: a page of the same server to come from, the screen, and who is asking."""

    start: str
    screen: str
    cookie: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """So many edits of one kind, timed together by the page's clock."""

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
    page.add_init_script(_LONG_TASKS)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _metrics(session)
    page.goto(place.screen)
    after = _quiet(session)
    return Seen(
        busy_ms=(after["TaskDuration"] - before["TaskDuration"]) * 1000,
        longest_ms=max(page.evaluate("window.longTasks"), default=0),
        layouts=int(after["LayoutCount"]),
        listeners=int(after["JSEventListeners"]),
        counts=page.evaluate(_COUNTS),
        edits=_edited(page) if edits else {},
    )


def _edited(page: Page) -> Mapping[str, Edits]:
    found: Mapping[str, Mapping[str, Any]] = page.evaluate(_EDITS)
    return {kind: Edits(**told) for kind, told in found.items()}


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
