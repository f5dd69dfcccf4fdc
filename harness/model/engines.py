"""The browsers that a plan can ask for."""

from enum import StrEnum


class Engine(StrEnum):
    """`CHROME` and `MSEDGE` are the system's own; the others come with Playwright or the system."""

    CHROMIUM = "chromium"
    CHROME = "chrome"
    MSEDGE = "msedge"
    FIREFOX = "firefox"
    WEBKIT = "webkit"

    @property
    def has_network_emulation(self) -> bool:
        """Only the Chrome DevTools Protocol slows a network down."""
        return self not in (Engine.FIREFOX, Engine.WEBKIT)

    @property
    def serves_screen_readers(self) -> bool:
        """Only Chromium's kin can be asked to work for a screen reader without one."""
        return self not in (Engine.FIREFOX, Engine.WEBKIT)
