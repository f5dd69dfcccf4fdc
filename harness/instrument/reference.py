"""Reference work beside the steps of a trial: how fast this machine is, for script and for layout.

One burst meets the speed of one moment, which says nothing of that half a second later. So a trial is held
beside more of them than it has steps: those shortly before it in its launch count, too.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from billbench.harness.instrument.probes import MainThreads
from billbench.harness.model.scaling import Timed

_SOURCE = Path(__file__).with_name("reference.js").read_text(encoding="utf-8")
# A cold engine reads up to four times too slow; this many passes leave it warm.
_WARM_UP = 20
_REPEATS = 1
_BEFORE = 27
"""The bursts before a trial that count for it: of about two trials, or 20 s."""

Burst = Sequence[float]
"""Seconds per unit of work, one value a repeat."""


@dataclass(slots=True)
class Speed:
    """What reference work took before a trial and beside it: script and layout, a burst of each at a time."""

    before: Sequence[tuple[Burst, Burst]] = ()
    beside: list[tuple[Burst, Burst]] = field(default_factory=list)

    @property
    def script(self) -> Timed:
        return self._of_kind(0)

    @property
    def layout(self) -> Timed:
        return self._of_kind(1)

    def _of_kind(self, kind: int) -> Timed:
        return Timed(before=[pair[kind] for pair in self.before], beside=[pair[kind] for pair in self.beside])


class ReferencePage:
    """A page of its own in the measured browser. Open for a launch; idle while trials run."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()
        self._page.set_content("<!doctype html><title>Reference work</title><body></body>")
        self._page.evaluate(_SOURCE)
        MainThreads(browser).keep_apart()
        self._measure(_WARM_UP)
        self._latest: deque[tuple[Burst, Burst]] = deque(maxlen=_BEFORE)

    @property
    def page(self) -> Page:
        return self._page

    def begin(self) -> Speed:
        """The speed of a trial that begins: the latest bursts, and one now."""
        speed = Speed(before=tuple(self._latest))
        self.add_to(speed)
        return speed

    def add_to(self, speed: Speed) -> None:
        """Do one burst of reference work."""
        burst = self._measure(_REPEATS)
        self._latest.append(burst)
        speed.beside.append(burst)

    def _measure(self, repeats: int) -> tuple[Burst, Burst]:
        found = self._page.evaluate("(repeats) => referenceWork(repeats)", repeats)
        return found["script_s"], found["layout_s"]
