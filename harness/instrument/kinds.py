"""Time by kind: what the main thread's time in one step went into, from a trace that runs while it is timed.

CDP's counters leave out all script after an `await` or in a promise. The trace is a light one: DevTools' own
(`devtools.timeline`) has an event for every event that a page dispatches and counts the layout objects anew
at each layout, which slows down what is measured (the figures: ARCHITECTURE).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Error

from billbench.harness.instrument.freezes import Stretch
from billbench.harness.instrument.tracing import Tracing
from billbench.harness.model.kinds import MEASURES, WORK, ThreadKind
from billbench.harness.model.trace import Event, Segment, main_threads, segments

CATEGORIES = (
    "accessibility",
    "benchmark",  # layout, paint, and the frame as a whole
    "blink_style",
    "cppgc",
    "devtools",  # the driver's commands
    "toplevel",  # tasks, and by which part of the browser they were asked for
    "v8",
    "v8.execute",
)

Measures = Mapping[str, float | None]
Threads = Sequence[Sequence[Segment]]
"""What main threads did, each by itself."""

_LEFT_OVER = MEASURES[ThreadKind.LEFT_OVER]
_NOT_TOLD: Measures = dict.fromkeys(MEASURES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When a step began, showed its result and was over, on the trace's clock."""

    began: float
    shown: float
    ended: float


class KindsTrace:
    """The light trace of one page's steps, one at a time, over a session of the browser; `wait` lets the
    driver's events come in.

    Where the browser has no tracing, or traces already (a recording), it tells nothing.
    """

    def __init__(self, session: CDPSession | None, wait: Callable[[float], None]) -> None:
        self._tracing = None if session is None else Tracing(session, wait)

    @contextmanager
    def running(self, renderers: Collection[int]) -> Iterator[Callable[[], Sequence[Event]]]:
        """Trace these processes in the block; what it gives ends the trace and returns its events: none, or
        all there were."""
        on = self._start(renderers)

        def events() -> Sequence[Event]:
            nonlocal on
            if self._tracing is None or not on:
                return ()
            on = False
            traced = self._tracing.stop()
            return () if traced.is_cut else traced.events

        try:
            yield events
        except BaseException:
            # The next trial of the browser could not begin a trace of its own.
            with suppress(Error):
                events()
            raise

    def _start(self, renderers: Collection[int]) -> bool:
        if self._tracing is None or not renderers:
            return False
        try:
            self._tracing.start_in(renderers, CATEGORIES)
        except Error:  # Somebody traces already.
            return False
        return True


def laid_flat(events: Sequence[Event], until: float) -> Threads:
    """What the main threads of the trace did up to a time, each by itself."""
    return [segments(thread.slices, until) for thread in main_threads(events)]


def measures_of(threads: Threads, step: Clock, work: Measures, *, moved: bool) -> Measures:
    """Work and the row of each kind, which together are `busy_s`. Absent where nothing was traced.

    `work` has what the browser's counters say. Where the step `moved` to another document they are those of
    the new one, and what the old one did is in the trace alone.
    """
    kinds = seconds_by_kind(threads, step)
    counted = work["busy_s"]
    if not kinds or counted is None:
        return {**work, **_NOT_TOLD}
    traced = {measure: kinds[kind] for kind, measure in MEASURES.items()}
    busy = sum(traced.values()) if moved else max(counted, sum(traced.values()))
    named = sum(took for measure, took in traced.items() if measure != _LEFT_OVER)
    return {**work, "busy_s": busy, **traced, _LEFT_OVER: busy - named}


def seconds_by_kind(threads: Threads, step: Clock) -> Mapping[ThreadKind, float]:
    """What each kind took of the page's main thread in the step.

    The page's is the busiest until it showed the result: reference work is done in another one after that.
    """
    page = _busiest(threads, step.began, step.shown)
    return _between(step.began, step.ended, page) if page else {}


def made_of(freeze: Stretch, threads: Threads, *, ahead_s: float) -> Mapping[ThreadKind, float]:
    """What each kind took of a freeze; the trace's clock is `ahead_s` of the freeze's.

    The thread is the busiest of that time: a page that was left may have had another.
    """
    start, end = freeze.start + ahead_s, freeze.end + ahead_s
    busiest = _busiest(threads, start, end)
    return _between(start, end, busiest) if busiest else {}


def _busiest(threads: Threads, start: float, end: float) -> Sequence[Segment]:
    return max(threads, key=lambda parts: sum(_between(start, end, parts).values()), default=())


def _between(start: float, end: float, parts: Sequence[Segment]) -> Mapping[ThreadKind, float]:
    found = dict.fromkeys(WORK, 0.0)
    for part in parts:
        found[part.kind] += max(min(part.end, end) - max(part.start, start), 0.0)
    return found
