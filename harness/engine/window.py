"""A browser with a window, for a person to work in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from harness.engine.browser import find_browser
from harness.errors import UnreachableError, UsageError


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def window(url: str) -> Iterator[Page]:
    """A page at this address, in a window.

    Raises:
        UsageError: there is no screen, or no browser that can show a window.
        UnreachableError: the address does not answer.
    """
    if not has_display():
        raise UsageError("There is no display to open a window on. Run this where you have a screen.")
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        path = own if own.exists() else find_browser(own)
        if "headless" in path.name:
            raise UsageError(f"{path} cannot show a window. Install Chromium, Chrome or Edge.")
        try:
            # Chromium's sandbox does not run as root.
            browser = playwright.chromium.launch(
                executable_path=path, headless=False, chromium_sandbox=os.geteuid() != 0
            )
        except Error as failure:
            raise UsageError(f"No window could be opened: {str(failure).splitlines()[0]}") from failure
        try:
            page = browser.new_page(no_viewport=True)
            try:
                page.goto(url)
            except Error as failure:
                said = str(failure).splitlines()[0]
                raise UnreachableError(f"{url} was to be opened, and does not answer: {said}") from failure
            yield page
        finally:
            browser.close()
