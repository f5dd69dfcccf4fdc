"""A page in a window, for a person to work in."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page

from billbench.harness.machine.browser import started_browser, why_no_window
from billbench.harness.model.errors import UnreachableError, UsageError


@contextmanager
def window(url: str) -> Iterator[Page]:
    """A page at this address, in a window.

    Raises:
        UsageError: no window can be shown here.
        UnreachableError: the address does not answer.
    """
    reason = why_no_window()
    if reason:
        raise UsageError(f"No window can be opened: {reason}. Run this where you have a screen.")
    with started_browser(window=True) as browser:
        page = browser.new_page(no_viewport=True)
        try:
            page.goto(url)
        except Error as failure:
            said = str(failure).splitlines()[0]
            raise UnreachableError(f"{url} was to be opened, and does not answer: {said}") from failure
        yield page
