"""Readings of the page and its process that the page does not send by itself."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page

from billbench.harness.machine import cores
from billbench.harness.machine.browser import has_cdp

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
    script_s: float
    style_s: float
    layout_s: float
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
        script_s=metrics["ScriptDuration"],
        style_s=metrics["RecalcStyleDuration"],
        layout_s=metrics["LayoutDuration"],
        layout_objects=metrics["LayoutObjects"],
        heap_bytes=metrics["JSHeapUsedSize"],
    )


def counters(page: Page) -> Mapping[str, float]:
    """Deterministic sizes of the page as it stands: nodes, fields, rows."""
    return page.evaluate(_COUNTERS)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQueue:
    """What the kernel says of a renderer's main thread since it started: time run, time kept waiting."""

    ran_s: float
    waited_s: float


class MainThreads:
    """The main threads of a browser's renderers: kept apart from other work, and read by `schedstat`."""

    def __init__(self, browser: Browser) -> None:
        self._session = browser.new_browser_cdp_session() if has_cdp(browser) else None

    def keep_apart(self) -> None:
        """Give them a core without other work, where the system has one to give."""
        for pid in self._renderers():
            cores.give_own(pid)

    def read(self) -> Mapping[int, RunQueue]:
        """What the kernel says of each, by process id; nothing where it tells nothing."""
        found = {pid: _run_queue(pid) for pid in self._renderers()}
        return {pid: queue for pid, queue in found.items() if queue is not None}

    def _renderers(self) -> list[int]:
        if platform.system() != "Linux" or self._session is None:
            return []
        processes = self._session.send("SystemInfo.getProcessInfo")["processInfo"]
        return [item["id"] for item in processes if item["type"] == "renderer"]


def main_thread(before: Mapping[int, RunQueue], after: Mapping[int, RunQueue]) -> RunQueue | None:
    """How long the page's main thread ran and was kept waiting between two readings.

    The page's renderer is the one that ran most in between: the others (reference page, spare process)
    are idle. `None` where nothing was read.
    """
    nought = RunQueue(ran_s=0.0, waited_s=0.0)
    between = [
        RunQueue(
            ran_s=queue.ran_s - before.get(pid, nought).ran_s,
            waited_s=queue.waited_s - before.get(pid, nought).waited_s,
        )
        for pid, queue in after.items()
    ]
    return max(between, key=lambda queue: queue.ran_s, default=None)


def _run_queue(pid: int) -> RunQueue | None:
    try:
        ran, waited, *_ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()
        return RunQueue(ran_s=int(ran) / 1e9, waited_s=int(waited) / 1e9)
    except (OSError, ValueError):
        return None
