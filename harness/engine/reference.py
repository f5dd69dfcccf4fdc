"""Reference work beside the trials: how fast this machine is right now, for script and for layout."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from harness.engine.instrument.probes import MainThreads

_SOURCE = (Path(__file__).parent / "instrument" / "reference.js").read_text(encoding="utf-8")
# A cold engine reads up to four times too slow; this many passes leave it warm.
_WARM_UP = 20
_REPEATS = 3


Work = tuple[Sequence[float], Sequence[float]]
"""Seconds per unit of script and of layout, one value a repeat."""


@dataclass(slots=True)
class Beside:
    """Reference work done just before and just after a trial."""

    before: Work
    after: Work = ((), ())


class ReferencePage:
    """A page of its own in the measured browser. Open for a launch; idle while trials run."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()
        self._page.set_content("<!doctype html><title>Reference work</title><body></body>")
        self._page.evaluate(_SOURCE)
        MainThreads(browser).keep_apart()
        self._measure(_WARM_UP)

    @property
    def page(self) -> Page:
        return self._page

    @contextmanager
    def beside(self) -> Iterator[Beside]:
        """Do reference work before and after the block."""
        found = Beside(self._measure(_REPEATS))
        yield found
        found.after = self._measure(_REPEATS)

    def _measure(self, repeats: int) -> Work:
        found = self._page.evaluate("(repeats) => referenceWork(repeats)", repeats)
        return found["script_s"], found["layout_s"]
