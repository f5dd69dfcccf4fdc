"""Readings of the page and its process that the page does not send by itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, Request

from billbench.harness.machine import cores
from billbench.harness.machine.browser import has_cdp

_OWN_MEMORY = re.compile(r"^RssAnon:\s*(\d+) kB", re.MULTILINE)
_COUNTERS = """() => ({
  nodes: document.getElementsByTagName("*").length,
  fields: document.querySelectorAll("input, select, textarea").length,
  rows: document.querySelectorAll("[data-line]").length,
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Main-thread work of a document since it began, in seconds, as CDP has it. `at` is CDP's own clock.

    `document` tells documents apart (the time their navigation started): counters begin anew with each.
    `busy_s` is without `driver_s`, the driver's own commands, which the browser counts among the tasks.
    """

    at: float
    document: float
    busy_s: float
    driver_s: float
    layout_objects: float
    heap_bytes: float


def read_work(session: CDPSession) -> Counters:
    """`Performance.getMetrics` in the `timeTicks` domain (wall time of the main thread's tasks)."""
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return Counters(
        at=metrics["Timestamp"],
        document=metrics["NavigationStart"],
        busy_s=metrics["TaskDuration"] - metrics["DevToolsCommandDuration"],
        driver_s=metrics["DevToolsCommandDuration"],
        layout_objects=metrics["LayoutObjects"],
        heap_bytes=metrics["JSHeapUsedSize"],
    )


def counters(page: Page) -> Mapping[str, float]:
    """Deterministic sizes of the page as it stands: nodes, fields, rows."""
    return page.evaluate(_COUNTERS)  # type: ignore[no-any-return]


def body_of(request: Request) -> bytes | None:
    """What a request carries; `None` where the browser does not show it, as it does of a form with a file."""
    # What a form is redirected to is asked for with the form's own type, and carries nothing.
    carries = request.method != "GET" and "content-type" in request.headers
    return request.post_data_buffer if carries else b""


def bytes_unseen(request: Request) -> int | None:
    """How many bytes a body is that is not shown, as the request itself says.

    Ask only of one that is over: the answer waits until it was sent.
    """
    said = request.all_headers().get("content-length", "")
    return int(said) if said.isdecimal() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueue:
    """What the kernel says of a renderer's main thread since it started: time run, time kept waiting."""

    ran_s: float
    waited_s: float


class MainThreads:
    """The main threads of a browser's renderers: kept apart from other work, and read by `schedstat`."""

    def __init__(self, browser: Browser) -> None:
        self.session = browser.new_browser_cdp_session() if has_cdp(browser) else None

    def keep_apart(self) -> Sequence[int]:
        """Give them a core without other work, where the system has one to give; the renderers there are."""
        renderers = self._renderers()
        for pid in renderers:
            cores.give_own(pid)
        return renderers

    def read(self, renderers: Sequence[int] | None = None) -> Mapping[int, RunQueue]:
        """What the kernel says of each, by process id; nothing where it tells nothing."""
        found = {pid: _run_queue(pid) for pid in (self._renderers() if renderers is None else renderers)}
        return {pid: queue for pid, queue in found.items() if queue is not None}

    def _renderers(self) -> Sequence[int]:
        if self.session is None:
            return ()
        processes = self.session.send("SystemInfo.getProcessInfo")["processInfo"]
        return [item["id"] for item in processes if item["type"] == "renderer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProcess:
    """The process of a page, and what its main thread did between two readings."""

    pid: int
    thread: RunQueue

    @property
    def memory_bytes(self) -> float | None:
        """Memory of its own (Linux's `RssAnon`): of 300 MB of lists the script's heap held 1 MB."""
        return _memory_bytes(self.pid)


def page_process(before: Mapping[int, RunQueue], after: Mapping[int, RunQueue]) -> PageProcess | None:
    """Whose main thread ran how long and was kept waiting between two readings.

    The page's renderer is the one that ran most in between: the others (reference page, spare process)
    are idle. `None` where nothing was read.
    """
    nought = RunQueue(ran_s=0.0, waited_s=0.0)
    found = [
        PageProcess(
            pid=pid,
            thread=RunQueue(
                ran_s=queue.ran_s - before.get(pid, nought).ran_s,
                waited_s=queue.waited_s - before.get(pid, nought).waited_s,
            ),
        )
        for pid, queue in after.items()
    ]
    return max(found, key=lambda one: one.thread.ran_s, default=None)


def _memory_bytes(pid: int) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    found = _OWN_MEMORY.search(status)
    return float(found[1]) * 1024 if found else None


def _run_queue(pid: int) -> RunQueue | None:
    try:
        ran, waited, *_ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()
        return RunQueue(ran_s=int(ran) / 1e9, waited_s=int(waited) / 1e9)
    except (OSError, ValueError):
        return None
