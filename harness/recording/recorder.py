"""The recorder of a profile pass: everything switched on, from a journey's first measured step to its end.

What comes before (signing in) is not recorded. All that leaves here has gone through the order's masking.
"""

import json
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from billbench.harness.engine.desk import Desk
from billbench.harness.instrument.meter import Meter
from billbench.harness.instrument.signals import Signal, first_input
from billbench.harness.instrument.tracing import Traced, Tracing
from billbench.harness.model.masking import mask_trace
from billbench.harness.recording import film, network, order
from billbench.harness.recording.console import Console
from billbench.harness.recording.film import Camera
from billbench.harness.recording.network import Traffic
from billbench.harness.recording.order import RecordingOrder

_CATEGORIES = (
    "toplevel",
    "loading",
    "latencyInfo",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "disabled-by-default-devtools.timeline.stack",
    "blink.console",
    "blink.user_timing",
    "v8",
    "v8.execute",
    "disabled-by-default-v8.cpu_profiler",
    "accessibility",
    "cppgc",
    "devtools",
)
"""What DevTools records, so that its performance panel and Perfetto have all that they show; and what else
tells the kinds of work apart."""

_NOW_MS = "performance.timeOrigin + performance.now()"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingBegun:
    """A step that was begun, and when in seconds since the epoch (of the page's clock)."""

    name: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A step as recorded: when the person acted, when the page had answered (`None`: it never did)."""

    name: str
    began: float
    acted: float
    answered: float | None
    freeze_s: float | None


class Recorder:
    """Records one journey. `wait` lets the driver's events come in while the page is left alone."""

    def __init__(
        self, order: RecordingOrder, browser: Browser, headline: str, wait: Callable[[float], None]
    ) -> None:
        self._order, self._headline = order, headline
        self._browser = browser
        self._wait = wait
        self._tracing: Tracing | None = None
        self._network, self._console = Traffic(), Console()
        self._steps: list[RecordingBegun] = []
        self._epoch = 0.0
        self._page: Page | None = None
        self._camera: Camera | None = None
        self._meter: Meter | None = None
        self._saved = False

    @contextmanager
    def watch(self, desk: Desk, meter: Meter) -> Iterator[None]:
        """From the opening of the desk to the journey's end."""
        self._page, self._meter = desk.page, meter
        yield
        if self._steps and not desk.is_dead:
            self._look()
        self.save(answers=not desk.is_dead)

    def begins(self, step: str) -> None:
        """A measured step begins; the first one switches everything on."""
        if self._page is None or self._saved:
            return
        if self._steps:
            self._look()
        else:
            self._start(self._page)
        self._steps.append(RecordingBegun(name=step, at=self._page.evaluate(_NOW_MS) / 1000))

    def _look(self) -> None:
        assert self._camera is not None
        self._camera.look(_asked(self._page, _NOW_MS) / 1000)

    def _start(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        self._epoch = _epoch_of(session, page)
        self._network.attach(session)
        self._console.attach(session)
        self._camera = Camera(page, self._order.masking)
        self._camera.look(_asked(page, _NOW_MS) / 1000)
        self._camera.start()
        self._tracing = Tracing(page.context.new_cdp_session(page), self._wait)
        self._tracing.start(_CATEGORIES)

    def save(self, *, answers: bool) -> None:
        """Write the recording once. `answers`: the page does; one that hangs is left alone."""
        if self._saved or self._meter is None or self._camera is None or self._tracing is None:
            return
        self._saved = True
        if answers:
            self._camera.stop()
        traced = self._tracing.stop()
        steps = self._seen(self._meter)
        focus = _focus(steps, self._headline)
        self._write_trace(traced)
        har = network.as_har(self._network, self._order.masking, f"Chromium/{self._browser.version}")
        self._write(order.NETWORK, json.dumps(har, indent=1))
        said = self._console.lines(self._order.masking, self._epoch)
        self._write(order.CONSOLE, "".join(json.dumps(line) + "\n" for line in said))
        recording = {
            "steps": [self._step(step) for step in steps],
            "focus": focus,
            "signals": [self._signal(signal) for signal in self._meter.signals],
            "requests": network.spans(self._network, self._order.masking),
            "film": self._film(steps, focus),
            "trace_is_cut": traced.is_cut,
            "masked": not self._order.masking.keeps_content,
            "window": self._order.window,
            "platform": platform.system(),
        }
        self._write(order.RECORDING, json.dumps(recording, indent=1))

    def _seen(self, meter: Meter) -> list[Seen]:
        """Each step begun; those that ended have a result, in the same order."""
        found = []
        for number, begun in enumerate(self._steps):
            result = meter.results[number].measures if number < len(meter.results) else {}
            later = [step.at for step in self._steps[number + 1 :]]
            mine = [s for s in meter.signals if begun.at <= s.start < min(later, default=float("inf"))]
            acted = first_input(mine, begun.at) or begun.at
            wait = result.get("wait_s")
            found.append(
                Seen(
                    name=begun.name,
                    began=begun.at,
                    acted=acted,
                    answered=None if wait is None else acted + wait,
                    freeze_s=result.get("freeze_raw_s"),
                )
            )
        return found

    def _film(self, steps: Sequence[Seen], focus: int) -> list[Mapping[str, Any]]:
        assert self._camera is not None
        frames = self._camera.frames
        if not frames:
            return []
        folder = self._order.folder / order.FILM
        folder.mkdir(parents=True, exist_ok=True)
        seen = steps[focus]
        end = seen.answered if seen.answered is not None else max(frame.at for frame in frames)
        chosen = film.shown_between(frames, seen.acted, end)
        (self._order.folder / f"{order.FILM}.png").write_bytes(film.strip(chosen, seen.acted))
        listed: list[Mapping[str, Any]] = []
        for number, frame in enumerate(chosen):
            name = f"{number + 1:02d}-{1000 * max(frame.at - seen.acted, 0):.0f}-ms.{self._camera.suffix}"
            (folder / name).write_bytes(frame.picture)
            listed.append({"file": f"{order.FILM}/{name}", "at_s": max(frame.at - seen.acted, 0.0)})
        return listed

    def _write_trace(self, traced: Traced) -> None:
        events = mask_trace(traced.events, self._order.masking)
        metadata = traced.metadata if self._order.masking.keeps_content else {}
        self._write(order.TRACE, json.dumps({"traceEvents": events, "metadata": metadata}))

    def _write(self, name: str, text: str) -> None:
        self._order.folder.mkdir(parents=True, exist_ok=True)
        clean = self._order.masking.without_secrets(text)
        (self._order.folder / name).write_text(clean, encoding="utf-8")

    def _step(self, step: Seen) -> Mapping[str, Any]:
        return {
            "name": step.name,
            "began_s": step.began - self._epoch,
            "acted_s": step.acted - self._epoch,
            "answered_s": None if step.answered is None else step.answered - self._epoch,
            "freeze_s": step.freeze_s,
        }

    def _signal(self, signal: Signal) -> Mapping[str, Any]:
        return {"kind": signal.kind, "start_s": signal.start - self._epoch, "duration_s": signal.duration_s}


def _focus(steps: Sequence[Seen], headline: str) -> int:
    """The step to explain: one that never ended, else the headline's longest freeze, else the longest."""
    for number, step in enumerate(steps):
        if step.answered is None:
            return number
    named = [n for n, step in enumerate(steps) if step.name == headline] or list(range(len(steps)))
    return max(named, key=lambda n: steps[n].freeze_s or 0.0)


def _epoch_of(session: CDPSession, page: Page) -> float:
    """What to take from a time of the page's clock to get one of the trace's. Within a millisecond."""
    session.send("Performance.enable", {"timeDomain": "timeTicks"})
    before, now, after = _ticks(session), page.evaluate(_NOW_MS) / 1000, _ticks(session)
    return float(now) - (before + after) / 2


def _ticks(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(item["value"] for item in metrics if item["name"] == "Timestamp"))


def _asked(page: Page | None, script: str) -> float:
    assert page is not None
    return float(page.evaluate(script))
