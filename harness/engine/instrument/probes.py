"""Readings of the page and its process that the page does not send by itself."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page

_COUNTERS = """() => ({
  nodes: document.getElementsByTagName("*").length,
  fields: document.querySelectorAll("input, select, textarea").length,
  rows: document.querySelectorAll("[data-line]").length,
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Cumulative main-thread work of a page, in seconds, as CDP has it. `at` is CDP's own clock."""

    at: float
    busy_s: float
    script_s: float
    style_s: float
    layout_s: float
    layout_objects: float
    heap_bytes: float


def read_work(session: CDPSession) -> Work:
    """`Performance.getMetrics` in the `timeTicks` domain (wall time of the main thread's tasks)."""
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return Work(
        at=metrics["Timestamp"],
        busy_s=metrics["TaskDuration"],
        script_s=metrics["ScriptDuration"],
        style_s=metrics["RecalcStyleDuration"],
        layout_s=metrics["LayoutDuration"],
        layout_objects=metrics["LayoutObjects"],
        heap_bytes=metrics["JSHeapUsedSize"],
    )


def counters(page: Page) -> Mapping[str, float]:
    """Deterministic sizes of the page as it stands: nodes, fields, rows."""
    return page.evaluate(_COUNTERS)  # type: ignore[no-any-return]


def stolen_s(browser: Browser) -> float | None:
    """Time that renderer main threads were ready to run but did not, since they started.

    From the second field of Linux's `schedstat`, summed over the browser's renderers (the ones beside
    the measured page are idle). `None` where the kernel does not tell.
    """
    if platform.system() != "Linux":
        return None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    waits = [_run_queue_wait_s(item["id"]) for item in processes if item["type"] == "renderer"]
    known = [wait for wait in waits if wait is not None]
    return sum(known) if known else None


def _run_queue_wait_s(pid: int) -> float | None:
    try:
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return None
