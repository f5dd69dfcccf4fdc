"""Find a browser on this machine and start it the same way every time.

Order: the environment variable, a headless shell (Playwright's, then the system's), then a whole browser
(Playwright's, then the system's Chromium, Chrome or Edge). A whole browser without a screen still draws its
own window: on two cores that took 17-29 % of the page's time, a headless shell 5-22 %.
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
_SHELL = "chromium-headless-shell"
_ON_PATH = (
    _SHELL,
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
    on_path = [Path(path) for name in _ON_PATH if (path := shutil.which(name))]
    shells = [*_playwrights_shells(playwrights_own), *(path for path in on_path if path.name == _SHELL)]
    candidates = [*shells, playwrights_own, *on_path, *map(Path, _ELSEWHERE)]
    return next((path for path in candidates if path.exists()), None)


def _playwrights_shells(playwrights_own: Path) -> list[Path]:
    """The headless shell that Playwright downloads beside its whole browser, of the same build."""
    build = next((parent for parent in playwrights_own.parents if parent.name.startswith("chromium-")), None)
    if build is None:
        return []
    beside = build.with_name(build.name.replace("chromium-", "chromium_headless_shell-"))
    return sorted(path for path in beside.glob("*/*headless*shell*") if os.access(path, os.X_OK))


def locate() -> Path:
    """Where the browser is, asked without starting one. Raises `UsageError` as `find_browser`."""
    if named := _named():
        return named
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
