"""Find a browser on this machine and start it the same way every time.

Order: the environment variable, Playwright's own build, then the system's Chromium, Chrome or Edge.
"""

import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, Error, Playwright, sync_playwright

from harness.errors import UsageError

VARIABLE = "BILLBENCH_BROWSER"
_ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def find_browser(chromium: BrowserType) -> Path:
    """Where the browser is.

    Raises:
        UsageError: none was found, or the variable names none.
    """
    found = _named() or _installed(Path(chromium.executable_path))
    if found is None:
        raise UsageError(
            "No browser was found. Run `make setup`, install Chromium, Chrome or Edge, "
            f"or set {VARIABLE} to the path of one."
        )
    return found


def _named() -> Path | None:
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    if not os.access(named, os.X_OK) or Path(named).is_dir():
        raise UsageError(f"{VARIABLE} is {named}, which is no program. Set it to the path of a browser.")
    return Path(named)


def _installed(playwrights_own: Path) -> Path | None:
    on_path = (shutil.which(name) for name in _ON_PATH)
    candidates = [playwrights_own, *(Path(path) for path in on_path if path), *map(Path, _ELSEWHERE)]
    return next((path for path in candidates if path.exists()), None)


def locate() -> Path:
    """Where the browser is, asked without starting one. Raises `UsageError` as `find_browser`."""
    with sync_playwright() as playwright:
        return find_browser(playwright.chromium)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """A fresh headless browser process, closed at the end."""
    with sync_playwright() as playwright:
        browser = _launch(playwright, find_browser(playwright.chromium))
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright, path: Path) -> Browser:
    def launch(sandbox: bool) -> Browser:
        return playwright.chromium.launch(executable_path=path, headless=True, chromium_sandbox=sandbox)

    if os.geteuid() == 0:  # Chromium's sandbox does not run as root.
        return launch(sandbox=False)
    try:
        return launch(sandbox=True)
    except Error:  # Containers and hardened kernels forbid it to others too.
        return launch(sandbox=False)


def describe_browser(browser: Browser) -> Mapping[str, Any]:
    """What was started: version, mode, and the flags as the process really has them."""
    session = browser.new_browser_cdp_session()
    version = session.send("Browser.getVersion")
    flags = _flags(session.send("SystemInfo.getProcessInfo")["processInfo"])
    session.detach()
    return {
        "browser": version["product"],
        "browser_revision": version["revision"],
        "headless": True,
        "sandbox": "--no-sandbox" not in flags,
        "flags": flags,
    }


def _flags(processes: list[dict[str, Any]]) -> list[str]:
    if platform.system() != "Linux":
        return []
    pid = next(process["id"] for process in processes if process["type"] == "browser")
    words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    return [word for word in words[1:] if word.startswith("--") and "user-data-dir" not in word]
