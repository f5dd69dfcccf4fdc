"""Find a browser on this machine and start it the same way every time.

Order for `chromium`: the environment variable, a headless shell (Playwright's, then the system's), then a
whole browser (Playwright's, then the system's Chromium, Chrome or Edge). A whole browser without a screen
still draws its own window: on two cores that took 17-29 % of the page's time, a headless shell 5-22 %.
`chrome` and `msedge` are the system's. `firefox` is Playwright's own build, else the system's, driven by
WebDriver BiDi; `webkit` is Playwright's own build, which alone it can drive.
"""

import os
import platform
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Browser, BrowserType, Error, Playwright, sync_playwright

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import UsageError

VARIABLE = "BILLBENCH_BROWSER"
_SHELL = "chromium-headless-shell"
_CHROME = (
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_EDGE = (
    "microsoft-edge",
    "microsoft-edge-stable",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_CHROMIUM = (
    _SHELL,
    "chromium",
    "chromium-browser",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    *_CHROME,
    *_EDGE,
)
_FIREFOX = ("firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
_SWITCHES: Mapping[AssistiveTechnology, Sequence[str]] = MappingProxyType(
    {
        AssistiveTechnology.NONE: (),
        # Said with its value: `on-screen` builds less, and what none means is the version's own matter.
        AssistiveTechnology.SCREEN_READER: ("--force-renderer-accessibility=complete",),
    }
)
_BIDI_FIREFOX = "moz-firefox"
"""Playwright's channel for a Firefox that it has not built: by WebDriver BiDi."""


_PLAYWRIGHT = f"{sys.executable} -m playwright install"
"""How Playwright's own builds are fetched, wherever billbench is installed."""


def find_browser(own: Path, engine: Engine = Engine.CHROMIUM) -> Path:
    """Where the browser is; `own` is where Playwright's build of it would be.

    Raises:
        UsageError: none was found, or the variable names none.
    """
    match engine:
        case Engine.CHROMIUM:
            found = _named() or _installed(own)
        case Engine.CHROME | Engine.MSEDGE:
            found = next((path for path in _systems_own(_SYSTEM[engine]) if path.exists()), None)
        case Engine.FIREFOX:
            found = next((path for path in (own, *_systems_own(_FIREFOX)) if path.exists()), None)
        case Engine.WEBKIT:
            found = own if own.exists() else None
    if found is None:
        raise UsageError(_HOW_TO[engine])
    return found


def _driver(playwright: Playwright, engine: Engine) -> BrowserType:
    if engine is Engine.FIREFOX:
        return playwright.firefox
    return playwright.webkit if engine is Engine.WEBKIT else playwright.chromium


def _systems_own(names: tuple[str, ...]) -> list[Path]:
    """A name is looked for on the path, a path is taken as it is."""
    return [Path(path) for name in names if (path := name if "/" in name else shutil.which(name))]


_SYSTEM: Mapping[Engine, tuple[str, ...]] = MappingProxyType({Engine.CHROME: _CHROME, Engine.MSEDGE: _EDGE})
_HOW_TO: Mapping[Engine, str] = MappingProxyType(
    {
        Engine.CHROMIUM: f"No browser was found. Run `{_PLAYWRIGHT} chromium`, install Chromium, Chrome or "
        f"Edge, or set {VARIABLE} to the path of one.",
        Engine.CHROME: "Google Chrome was not found. Install it, or choose another browser.",
        Engine.MSEDGE: "Microsoft Edge was not found. Install it, or choose another browser.",
        Engine.FIREFOX: f"Firefox was not found. Install it, run `{_PLAYWRIGHT} firefox`, "
        "or choose another browser.",
        Engine.WEBKIT: f"Playwright's WebKit was not found. Run `{_PLAYWRIGHT} webkit`, "
        "or choose another browser.",
    }
)


def _named() -> Path | None:
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    if not os.access(named, os.X_OK) or Path(named).is_dir():
        raise UsageError(f"{VARIABLE} is {named}, which is no program. Set it to the path of a browser.")
    return Path(named)


def _installed(playwrights_own: Path) -> Path | None:
    systems = _systems_own(_CHROMIUM)
    shells = [*_playwrights_shells(playwrights_own), *(path for path in systems if path.name == _SHELL)]
    candidates = [*shells, playwrights_own, *systems]
    return next((path for path in candidates if path.exists()), None)


def _playwrights_shells(playwrights_own: Path) -> list[Path]:
    """The headless shell that Playwright downloads beside its whole browser, of the same build."""
    build = next((parent for parent in playwrights_own.parents if parent.name.startswith("chromium-")), None)
    if build is None:
        return []
    beside = build.with_name(build.name.replace("chromium-", "chromium_headless_shell-"))
    return sorted(path for path in beside.glob("*/*headless*shell*") if os.access(path, os.X_OK))


def locate(engine: Engine = Engine.CHROMIUM) -> Path:
    """Where the browser is, asked without starting one. Raises `UsageError` as `find_browser`."""
    if engine is Engine.CHROMIUM and (named := _named()):
        return named
    with sync_playwright() as playwright:
        return _path(playwright, engine)


@contextmanager
def started_browser(engine: Engine = Engine.CHROMIUM, *, window: bool = False) -> Iterator[Browser]:
    """A fresh browser process, closed at the end; without a window unless one is asked for."""
    with started_browsers({AssistiveTechnology.NONE}, engine, window=window) as browsers:
        yield browsers[AssistiveTechnology.NONE]


@contextmanager
def started_browsers(
    people_work_with: Collection[AssistiveTechnology],
    engine: Engine = Engine.CHROMIUM,
    *,
    window: bool = False,
) -> Iterator[Mapping[AssistiveTechnology, Browser]]:
    """A fresh browser process for each way to work, closed at the end; in windows where that is asked for.

    What a browser does for assistive technology is chosen when it starts and holds for all of its pages. So
    there is always one that works for none: what is not the person's page has its place there.
    """
    with sync_playwright() as playwright, ExitStack() as stack:
        _teach(playwright)
        driver = _driver(playwright, engine)
        shown = _windowed(Path(driver.executable_path), engine) if window else None
        path, started = _path(playwright, engine), dict[AssistiveTechnology, Browser]()
        for kind in sorted({AssistiveTechnology.NONE, *people_work_with}):
            in_window = shown if kind in people_work_with else None
            browser = _launch(driver, in_window or path, _SWITCHES[kind], window=in_window is not None)
            stack.callback(browser.close)
            started[kind] = browser
        yield started


def _teach(playwright: Playwright) -> None:
    """The driver's selectors of our own. Tests of one process share its driver, which learns them once."""
    # Late, as what only asks where a browser is should not load the maps of pages.
    from billbench.scenarios.pages.looking import ROW_BY_NAME, ROW_ENGINE

    with suppress(Error):
        # In a world of its own, without what scripts of a page put in the place of what everybody relies on.
        playwright.selectors.register(ROW_BY_NAME, ROW_ENGINE, content_script=True)


def why_no_window(engine: Engine = Engine.CHROMIUM) -> str:
    """Why no window of a browser can be shown here; empty when one can."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if platform.system() == "Linux" and not display:
        return "there is no display"
    with sync_playwright() as playwright:
        own = Path(_driver(playwright, engine).executable_path)
    return "" if _windowed(own, engine) else "no browser with windows is installed"


def _windowed(own: Path, engine: Engine) -> Path | None:
    """A browser that can show a window, where there is one: a headless shell cannot."""
    if engine is not Engine.CHROMIUM:
        return find_browser(own, engine)
    candidates = [named] if (named := _named()) else [own, *_systems_own(_CHROMIUM)]
    return next((path for path in candidates if path.exists() and "shell" not in path.name), None)


def _path(playwright: Playwright, engine: Engine) -> Path:
    return find_browser(Path(_driver(playwright, engine).executable_path), engine)


def has_cdp(browser: Browser) -> bool:
    """Whether it speaks the Chrome DevTools Protocol, which half of the signals come from."""
    return browser.browser_type.name == "chromium"


def _launch(driver: BrowserType, path: Path, switches: Sequence[str], *, window: bool) -> Browser:
    if driver.name == "firefox" and path != Path(driver.executable_path):
        return _launch_by_bidi(driver, path, window=window)

    def launch(sandbox: bool) -> Browser:
        return driver.launch(
            executable_path=path, headless=not window, chromium_sandbox=sandbox, args=list(switches)
        )

    if os.geteuid() == 0:  # Chromium's sandbox does not run as root.
        return launch(sandbox=False)
    try:
        return launch(sandbox=True)
    except Error:  # Containers and hardened kernels forbid it to others too.
        return launch(sandbox=False)


def _launch_by_bidi(driver: BrowserType, path: Path, *, window: bool) -> Browser:
    """A Firefox that Playwright has not built. One that is too old shows it at its first context."""
    browser = driver.launch(executable_path=path, channel=_BIDI_FIREFOX, headless=not window)
    try:
        browser.new_context().close()
    except Error as error:
        version = browser.version
        browser.close()
        raise UsageError(
            f"Firefox {version} at {path} cannot be driven: it is too old. Install a newer one, "
            f"run `{_PLAYWRIGHT} firefox`, or choose another browser."
        ) from error
    return browser


def describe_browser(browser: Browser, *, window: bool = False) -> Mapping[str, Any]:
    """What was started: version, mode, and (of a Chromium) the flags as the process really has them."""
    if not has_cdp(browser):
        return {"browser": f"{browser.browser_type.name}/{browser.version}", "headless": True}
    session = browser.new_browser_cdp_session()
    version = session.send("Browser.getVersion")
    flags = _flags(session.send("SystemInfo.getProcessInfo")["processInfo"])
    session.detach()
    return {
        "browser": version["product"],
        "browser_revision": version["revision"],
        "headless": not window,
        "sandbox": "--no-sandbox" not in flags,
        "flags": flags,
    }


def _flags(processes: list[dict[str, Any]]) -> list[str]:
    if platform.system() != "Linux":
        return []
    pid = next(process["id"] for process in processes if process["type"] == "browser")
    words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    return [word for word in words[1:] if word.startswith("--") and "user-data-dir" not in word]
