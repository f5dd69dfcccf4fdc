"""What observing costs the page, and what a nominal throttle really does, on this machine.

Cost: the same bill-like work with the whole meter on the page and without it, in pairs in random order.
Time is the main thread's own (CDP `TaskDuration` in thread ticks), so that other work does not count.
"""

import math
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import psutil
from playwright.sync_api import Browser, CDPSession, Error, Page

from harness.devices import DEVICES
from harness.engine import cores
from harness.engine.browser import started_browser
from harness.engine.desk import open_desk
from harness.engine.instrument.meter import Meter
from harness.engine.instrument.probes import MainThreads
from harness.engine.reference import ReferencePage, Speed
from harness.errors import MeasurementError
from harness.verification.planted import Tell
from harness.verification.site import WORK, planted_site

NOMINAL = 4
EDITS = 20
_DEADLINE_S = 60.0
_FEWEST = 2
"""An interval needs two pairs."""

Logs = list[float]
"""Logs of ratios, one a pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """How many pairs: at most so many, and after the second none that begins later than this."""

    most: int
    within_s: float


def measure_cost(pairs: Pairs, tell: Tell) -> dict[int, Logs]:
    """Busy time with the observers over busy time without them, by the rate of the throttle."""
    rng = random.Random(1)
    began = time.monotonic()
    found: dict[int, Logs] = {1: [], NOMINAL: []}
    with _browser() as browser, planted_site() as url:
        _busy_s(browser, f"{url}/{WORK}", observed=True, rate=1)  # The first page of a browser is slower.
        for number in range(pairs.most):
            if number >= _FEWEST and time.monotonic() - began > pairs.within_s:
                break
            tell(f"cost of the observers: pair {number + 1} of at most {pairs.most}")
            for rate in found:
                found[rate].append(_one_pair(browser, f"{url}/{WORK}", rate, rng))
    return found


def _one_pair(browser: Browser, url: str, rate: int, rng: random.Random) -> float:
    order = [True, False]
    rng.shuffle(order)
    busy = {observed: _busy_s(browser, url, observed=observed, rate=rate) for observed in order}
    return math.log(busy[True] / busy[False])


def _busy_s(browser: Browser, url: str, *, observed: bool, rate: int) -> float:
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=_DEADLINE_S) as desk:
        page = desk.page
        meter = Meter(browser, page, lambda _: None) if observed else None
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(url)
        # Only meanwhile: a throttled page burns a core even when it is idle.
        _slow_down(session, rate)
        MainThreads(browser).keep_apart()
        before = _task_s(session)
        with meter.step("work") if meter else nullcontext():
            _work(page)
        spent = _task_s(session) - before
        _slow_down(session, 1)
    return spent


def _work(page: Page) -> None:
    page.get_by_role("button").click()
    for _ in range(EDITS):
        page.keyboard.press("5")


def _task_s(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(item["value"] for item in metrics if item["name"] == "TaskDuration"))


def _slow_down(session: CDPSession, rate: int) -> None:
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def measure_throttle(rounds: int, tell: Tell) -> dict[str, Logs]:
    """Reference work at the nominal throttle over the same at none, for script and for layout."""
    found: dict[str, Logs] = {"script": [], "layout": []}
    with _browser() as browser:
        reference = ReferencePage(browser)
        session = reference.page.context.new_cdp_session(reference.page)
        for number in range(rounds):
            tell(f"achieved throttle: round {number + 1} of {rounds}")
            work = Speed()
            reference.add_to(work)
            _slow_down(session, NOMINAL)
            reference.add_to(work)
            _slow_down(session, 1)
            for kind, (before, after) in zip(found, (work.script_s, work.layout_s), strict=True):
                found[kind].append(math.log(statistics.median(after) / statistics.median(before)))
    return found


@contextmanager
def _browser() -> Iterator[Browser]:
    try:
        with started_browser() as browser:
            # Not this process: later workers would inherit its cores and find none to divide.
            for child in psutil.Process().children():
                cores.keep_off(child.pid)
            yield browser
    except Error as error:
        raise MeasurementError(
            f"The browser gave up while its cost was measured ({str(error).splitlines()[0]}). Start again."
        ) from error
