"""Reference work beside the trials: how fast this machine is right now, for script and for layout."""

import statistics
from pathlib import Path

from playwright.sync_api import Browser

_SOURCE = (Path(__file__).parent / "instrument" / "reference.js").read_text(encoding="utf-8")
# A cold engine reads up to four times too slow; this many passes leave it warm.
_WARM_UP = 20
_REPEATS = 3


class ReferencePage:
    """A page of its own in the measured browser. Open for a launch; idle while trials run."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.new_page()
        self._page.set_content("<!doctype html><title>Reference work</title><body></body>")
        self._page.evaluate(_SOURCE)
        self._page.evaluate("(repeats) => referenceWork(repeats)", _WARM_UP)

    def measure(self) -> tuple[list[float], list[float]]:
        """Seconds per unit of script and of layout, one value a repeat."""
        found = self._page.evaluate("(repeats) => referenceWork(repeats)", _REPEATS)
        return found["script_s"], found["layout_s"]


def level(
    before: tuple[list[float], list[float]], after: tuple[list[float], list[float]]
) -> tuple[float, float]:
    """The machine's speed over a trial: medians of what was read just before and just after it."""
    return (
        statistics.median([*before[0], *after[0]]),
        statistics.median([*before[1], *after[1]]),
    )
