"""What observing costs the page, and what a nominal throttle really does, on this machine.

Cost: the same bill-like work in a tab with the observers and in one without them, piece by piece in turn.
Time is the main thread's own (CDP `TaskDuration` in thread ticks), so that other work does not count.
"""

import math
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from playwright.sync_api import Browser, CDPSession, Error, Page

from billbench.harness.engine.desk import open_desk
from billbench.harness.instrument.kinds import KindsTrace
from billbench.harness.instrument.meter import ANSWERS, BEGIN, FLUSH, REST, Meter
from billbench.harness.instrument.probes import MainThreads
from billbench.harness.instrument.reference import ReferencePage, Speed
from billbench.harness.machine import cores
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.verification import NOMINAL
from billbench.harness.verification.planted import Tell
from billbench.harness.verification.site import WORK, planted_site

EDITS = 5
_DEADLINE_S = 60.0
_FEWEST = 2
"""An interval needs two pairs."""

Logs = list[float]
"""Logs of ratios, one a pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Logs of busy time with the observers over that without, and with the trace beside them over that."""

    observers: float
    trace: float


def measure_cost(within_s: float, tell: Tell) -> dict[int, list[Cost]]:
    """What observing costs, one a pair, by the rate of the throttle: at each, measured for `within_s`."""
    with _browser() as browser, planted_site() as url:
        return {rate: _pairs(browser, f"{url}/{WORK}", rate, within_s, tell) for rate in (1, NOMINAL)}


def _pairs(browser: Browser, url: str, rate: int, within_s: float, tell: Tell) -> list[Cost]:
    rng, found = random.Random(1), list[Cost]()
    here = DEVICES["unthrottled"]
    with (
        open_desk(browser, here, deadline_s=_DEADLINE_S) as one,
        open_desk(browser, here, deadline_s=_DEADLINE_S) as other,
    ):
        Meter(browser, one.page, lambda _: None)
        threads = MainThreads(browser)
        watched, plain = (_Tab(desk.page, url, rate, threads) for desk in (one, other))
        threads.keep_apart()
        end = time.monotonic() + within_s
        while time.monotonic() < end or len(found) <= _FEWEST:
            tell(f"cost of the observers at {rate}x: pair {len(found) + 1}")
            found.append(_one_pair(watched, plain, rng))
    return found[1:]  # The first work of a page is slower.


def _one_pair(watched: "_Tab", plain: "_Tab", rng: random.Random) -> Cost:
    """The same work each way, piece by piece: a machine changes its speed within tenths of a second."""
    ways = ((plain, False), (watched, False), (watched, True))
    busy = dict.fromkeys(ways, 0.0)
    for piece in (_Tab.build, *[_Tab.edit] * EDITS):
        for way in rng.sample(ways, len(ways)):
            tab, traced = way
            busy[way] += tab.busy_s(piece, traced=traced)
    unwatched, observed, both = busy.values()
    return Cost(observers=math.log(observed / unwatched), trace=math.log(both / observed))


class _Tab:
    """A tab with the page of bill-like work."""

    def __init__(self, page: Page, url: str, rate: int, threads: MainThreads) -> None:
        self._page = page
        self._threads = threads
        self._rate = rate
        self._session = page.context.new_cdp_session(page)
        self._kinds = KindsTrace(threads.session, page.wait_for_timeout)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(url)

    def build(self) -> None:
        self._page.get_by_role("button").click()

    def edit(self) -> None:
        self._page.keyboard.press("5")

    def busy_s(self, piece: Callable[["_Tab"], None], *, traced: bool) -> float:
        """What a piece of work took of the main thread, observed as a step is.

        From its beginning to the frame that shows it and the entries that tell of it: what fell behind the
        reading would not be counted.
        """
        if not traced:
            return self._spent_s(piece)
        with self._kinds.running(self._threads.keep_apart()) as events:
            spent = self._spent_s(piece)
            events()
        return spent

    def _spent_s(self, piece: Callable[["_Tab"], None]) -> float:
        self._page.evaluate(BEGIN)
        # Throttled only meanwhile: a throttled page burns a core even when it is idle.
        _slow_down(self._session, self._rate)
        before = _task_s(self._session)
        piece(self)
        self._page.evaluate(ANSWERS)
        self._page.evaluate(FLUSH)
        spent = _task_s(self._session) - before
        _slow_down(self._session, 1)
        self._page.evaluate(REST)
        return spent


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
            for kind, timed in (("script", work.script), ("layout", work.layout)):
                before, after = timed.beside
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
