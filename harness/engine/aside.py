"""Doing something without waiting for it, as a person does who clicks again on a frozen page.

Any call to a frozen page comes back only when it answers. A handler of an event runs beside the main line of
the driver, so another page is made to tell one, and its handler does the act.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from playwright.sync_api import Browser, Error, Page

from billbench.harness.engine.desk import Desk
from billbench.scenarios.protocol import Look

T = TypeVar("T")
_LOOK_EVERY_MS = 20


class Aside:
    """One for a launch; its page is made when it is first needed."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None
        self._acts: list[Callable[[], None]] = []

    def __call__(self, act: Callable[[], None]) -> None:
        self._acts.append(act)
        self._bell().evaluate("console.debug('act')")

    def within(self, ask: Callable[[], T], within_s: float) -> T | None:
        """What `ask` comes back with, or `None` when it has not done so in time; it may go on asking then.

        A timeout of the driver's own is not enough: it tidies up in the page first, and waits for that.
        """
        answers: list[T] = []
        self(lambda: answers.append(ask()))
        deadline = time.monotonic() + within_s
        while not answers and time.monotonic() < deadline:
            self._bell().wait_for_timeout(_LOOK_EVERY_MS)
        return answers[0] if answers else None

    def _bell(self) -> Page:
        if self._page is None:
            self._page = self._browser.new_page()
            self._page.on("console", lambda _: self._do())
        return self._page

    def _do(self) -> None:
        with suppress(Error):  # The page of the act may be gone by the time it answers.
            self._acts.pop(0)()


def patient(desk: Desk, aside: Aside) -> Look:
    """A way to look at the desk's page that comes back in time though the page be frozen."""

    def look(script: str, argument: object, *, within_s: float | None = None) -> Any:
        if within_s is None:
            return desk.look(script, argument)
        return aside.within(lambda: desk.look(script, argument), within_s)

    return look
