"""The meter: what one step of a journey cost the person and the page.

    with meter.step("back"):
        interview.back()

Signals are read only when the page is quiet: entries come late (by 3-8 % of a freeze), and reading right
after a long one finds none of them.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, Request

from billbench.harness.instrument import probes, signals
from billbench.harness.instrument.crosscheck import diagnoses
from billbench.harness.instrument.freezes import frozen
from billbench.harness.instrument.kinds import (
    Clock,
    KindsTrace,
    Measures,
    Threads,
    laid_flat,
    made_of,
    measures_of,
)
from billbench.harness.instrument.signals import Signal, SignalKind, SignalLog
from billbench.harness.machine.browser import has_cdp
from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.trace import Event
from billbench.harness.model.trials import AFTER, StepResult

BINDING = "billbenchSignal"
OBSERVERS = Path(__file__).with_name("observers.js").read_text(encoding="utf-8")

_NOW = "performance.timeOrigin + performance.now()"
# Answering again: a frame was made after the result, and a task queued after that frame was run.
ANSWERS = f"""() => new Promise((done) => requestAnimationFrame(() => {{
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done({_NOW});
  channel.port2.postMessage(0);
}}))"""

BEGIN = f"() => {{ window.billbench?.heartbeat(true); return {_NOW}; }}"
FLUSH = "() => window.billbench?.flush()"
REST = "() => window.billbench?.heartbeat(false)"

_POLL_S, _CALM_POLL_S = 0.03, 0.25
"""How often a page is asked whether it is idle, and one that is calm and left alone: to ask is work, too."""
_QUIET_S = 0.08
"""Pages do work in timers of some 50 ms after an input; what begins later is not of this step."""
_QUIET_SHARE = 0.15
_LONGEST_SETTLE_S = 5.0
_LATENESS = 0.1
_NOTICED_MS, _NOTICED_OF_READERS_MS = 100, 50
"""How late a beat is told: two tasks too short to be reported are no news. Of a browser's work for a screen
reader only a beat is sure to tell, and 50 ms make a long task of it."""
_WORK = ("busy_s", "driver_s")


class Meter:
    """Measures the steps of one page. Made before the page's first navigation.

    `announce` is told of every step before it begins, so that a watchdog outside this process can end
    it: a frozen page can block any call here for ever. `meanwhile` is called in every step once the page is
    idle, while its late entries arrive. `screen_reader`: the browser works for one.
    """

    def __init__(
        self,
        browser: Browser,
        page: Page,
        announce: Callable[[str], None],
        meanwhile: Callable[[], None] = lambda: None,
        *,
        screen_reader: bool = False,
    ) -> None:
        self.results: list[StepResult] = []
        self._has_cdp = has_cdp(browser)
        self._threads = probes.MainThreads(browser)
        self._page = page
        self._announce = announce
        self._meanwhile = meanwhile
        self._screen_reader = screen_reader
        self._log = SignalLog()
        self._requests: list[Request] = []
        self._over: set[Request] = set()
        self._session = self._attach()
        self._kinds = KindsTrace(self._threads.session, page.wait_for_timeout)

    @property
    def signals(self) -> Sequence[Signal]:
        """Every signal so far, in the order of arrival."""
        return self._log.signals

    def _attach(self) -> CDPSession | None:
        session = None
        if self._has_cdp:
            session = self._page.context.new_cdp_session(self._page)
            session.on("Runtime.bindingCalled", self._receive)
            session.send("Runtime.enable")
            session.send("Runtime.addBinding", {"name": BINDING})
            session.send("Performance.enable", {"timeDomain": "timeTicks"})
        else:
            self._page.expose_function(BINDING, lambda payload: self._log.receive(payload))
        noticed = _NOTICED_OF_READERS_MS if self._screen_reader else _NOTICED_MS
        self._page.add_init_script(f"({OBSERVERS.rstrip().removesuffix(';')})({noticed})")
        self._page.on("request", lambda request: self._requests.append(request))
        self._page.on("requestfinished", lambda request: self._over.add(request))
        return session

    def _receive(self, event: Mapping[str, str]) -> None:
        if event["name"] == BINDING:
            self._log.receive(event["payload"])

    def _work(self) -> probes.Counters | None:
        return None if self._session is None else probes.read_work(self._session)

    @contextmanager
    def step(
        self, name: str, *, rows: int | None = None, pause_s: Callable[[], float] = lambda: 0.0
    ) -> Iterator[None]:
        """Measure what happens inside the block, to the page showing the result and being quiet.

        `rows` is how many lines the page should show at the end, where the journey knows it. `pause_s` says,
        after the block, how long the person leaves the page alone: what it does by then is of the step.
        """
        self._announce(name)
        renderers = self._threads.keep_apart()
        with self._kinds.running(renderers) as traced:
            yield from self._measured(name, rows, pause_s, renderers, traced)

    def _measured(
        self,
        name: str,
        rows: int | None,
        pause_s: Callable[[], float],
        renderers: Sequence[int],
        traced: Callable[[], Sequence[Event]],
    ) -> Iterator[None]:
        mark, first_request = len(self._log.signals), len(self._requests)
        begin = self._page.evaluate(BEGIN) / 1000
        before = self._work()  # At once: the two say what the trace's clock is to the page's.
        queue_before = self._threads.read(renderers)
        yield
        shown = self._page.evaluate(ANSWERS) / 1000
        shown_work = self._work()
        process = probes.page_process(queue_before, self._threads.read())
        thread = None if process is None else process.thread
        after = self._settle(before, mark, until=time.monotonic() + pause_s())
        self._page.evaluate(REST)
        told = self._log.since(mark)
        start = signals.first_input(told, begin) or begin
        freeze = frozen(told, start, screen_reader=self._screen_reader)
        threads = () if after is None else laid_flat(traced(), after.at)
        if process is not None and process.pid not in renderers:
            threads = ()  # It came after the trace had begun, and is not in it.
        measures: dict[str, float | None] = {
            **self._times(told, begin, start, shown),
            "freeze_s": freeze.duration_s,
            "freeze_raw_s": freeze.duration_s,
            **_work_of(before, shown_work, after, thread, threads),
            **self._sizes(first_request),
            "stolen_s": None if thread is None else thread.waited_s,
            "layout_objects": None if after is None else after.layout_objects,
            "heap_bytes": None if after is None else after.heap_bytes,
            "memory_bytes": None if process is None else process.memory_bytes,
            "rows_expected": rows,
        }
        causes = made_of(freeze, threads, ahead_s=before.at - begin if before else 0.0)
        found = diagnoses(measures, causes, screen_reader=self._screen_reader)
        scripts = signals.scripts(told, begin)
        self.results.append(StepResult(name=name, measures=measures, diagnoses=found, scripts=scripts))

    def after(self, seconds: float) -> None:
        """See what the page does by itself so long after a step: one of its own where that is a freeze.

        A page may begin its work when a list has stood still for a while, or when an answer comes late.
        """
        with self.step(AFTER, pause_s=lambda: seconds):
            pass
        if not self.results[-1].measures["freeze_s"]:
            self.results.pop()

    def count_layout_objects(self) -> None:
        """Count the layout objects that stand after the last step, and strike out the counts before it.

        In a page that stays one document the browser counts what it has thrown away and not yet collected,
        by chance and not by the page. To collect takes longer than a step is to be disturbed.
        """
        if self._session is None or not self.results:
            return
        self._session.send("HeapProfiler.collectGarbage")
        left = probes.read_work(self._session).layout_objects
        for place, result in enumerate(self.results):
            count = left if place == len(self.results) - 1 else None
            self.results[place] = replace(result, measures={**result.measures, "layout_objects": count})

    def _settle(self, before: probes.Counters | None, mark: int, *, until: float) -> probes.Counters | None:
        """Wait until the page is idle and nothing more arrives; return the work done by then."""
        deadline = until + _LONGEST_SETTLE_S
        idle_since = time.monotonic()
        last, arrived, waited = before, -1, False
        while True:
            self._page.evaluate(FLUSH)
            now = self._work()
            idle = _is_idle(last, now)
            if not idle or len(self._log.signals) != arrived:
                idle_since = time.monotonic()
            elif not waited:
                self._meanwhile()
                waited = True
            last, arrived = now, len(self._log.signals)
            longest = max(
                (s.duration_s for s in self._log.since(mark) if s.kind is not SignalKind.INPUT), default=0
            )
            left_s = max(idle_since + max(_QUIET_S, _LATENESS * longest), until) - time.monotonic()
            if left_s <= 0 or time.monotonic() > deadline:
                return now
            calm = time.monotonic() - idle_since > _QUIET_S
            self._page.wait_for_timeout(1000 * min(left_s, _CALM_POLL_S if calm else _POLL_S))

    def _times(
        self, found: Sequence[Signal], begin: float, start: float, shown: float
    ) -> dict[str, float | None]:
        def longest(kind: SignalKind) -> float | None:
            return signals.longest(found, kind, start) if kind in self._log.supported else None

        def told(by: str, value: float) -> float | None:
            return value if by in self._log.supported else None

        return {
            "wait_s": max(shown - start, 0.0),
            "long_task_s": longest(SignalKind.LONG_TASK),
            "long_frame_s": longest(SignalKind.LONG_FRAME),
            "event_s": longest(SignalKind.EVENT),
            "frame_shown_s": told(signals.PRESENTATION, signals.frame_shown_s(found, start)),
            "content_shown_s": told(SignalKind.CONTENTFUL, signals.content_shown_s(found, begin, start)),
            "heartbeat_s": signals.longest(found, SignalKind.HEARTBEAT, start),
            "input_delay_s": signals.input_delay_s(found, start),
            "dropped": float(signals.dropped(found)),
            "server_s": signals.server_s(found, start),
            "transfer_s": signals.transfer_s(found, start),
            "response_bytes": signals.response_bytes(found, start),
        }

    def _sizes(self, first_request: int) -> dict[str, float | None]:
        sent = [r for r in self._requests[first_request:] if r.resource_type in ("document", "fetch", "xhr")]
        sizes = [self._size(request) for request in sent]
        return {
            **probes.counters(self._page),
            "requests": float(len(sent)),
            "request_bytes": None if None in sizes else float(sum(size or 0 for size in sizes)),
        }

    def _size(self, request: Request) -> int | None:
        body = probes.body_of(request)
        if body is not None:
            return len(body)
        return probes.bytes_unseen(request) if request in self._over else None


def _is_idle(last: probes.Counters | None, now: probes.Counters | None) -> bool:
    """A browser that does not tell its work is idle when nothing more arrives."""
    if last is None or now is None:
        return True
    return now.busy_s - last.busy_s < _QUIET_SHARE * max(now.at - last.at, _POLL_S)


def _work_of(
    before: probes.Counters | None,
    shown: probes.Counters | None,
    after: probes.Counters | None,
    thread: probes.RunQueue | None,
    threads: Threads,
) -> Measures:
    """Work in the step, and its kinds; absent where the browser does not tell it."""
    if before is None or shown is None or after is None:
        return dict.fromkeys((*_WORK, *MEASURES.values()))
    moved = after.document != before.document
    # The browser's own clock is the trace's.
    clock = Clock(began=before.at, shown=shown.at, ended=after.at)
    return measures_of(threads, clock, _work_between(before, after, thread), moved=moved)


def _work_between(
    before: probes.Counters, after: probes.Counters, thread: probes.RunQueue | None
) -> Measures:
    """A new document starts its counters from nought and takes the old one's with it: the main thread's own
    time then stands for both."""
    moved = after.document != before.document
    work: dict[str, float | None] = {
        name: getattr(after, name) - (0.0 if moved else getattr(before, name)) for name in _WORK
    }
    if moved and thread is not None:
        work["busy_s"] = max(after.busy_s, thread.ran_s - after.driver_s)
    return work
