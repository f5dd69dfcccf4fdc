"""A person's desk: one fresh browser context with one tab, on the device's window and network.

What a page does beside its work (a dialog, a download, another tab) is answered so that nothing waits
for a person, and noted, because it is an observation.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Download, Page

from billbench.harness.application import passive
from billbench.harness.application.others.door import Door
from billbench.harness.model.devices import Device


@dataclass(slots=True)
class Desk:
    """The tab, and the incidents at it in words."""

    page: Page
    deadline_s: float
    incidents: list[str] = field(default_factory=list)
    crashed: bool = False
    _wants_download: bool = False

    @property
    def is_dead(self) -> bool:
        """The page or its browser is gone. Told without asking the page: a dead one may never answer."""
        browser = self.page.context.browser
        return self.crashed or self.page.is_closed() or browser is None or not browser.is_connected()

    def note_crash(self) -> None:
        self.crashed = True
        self.incidents.append("page crashed")

    def answer_dialog(self, dialog: Dialog) -> None:
        """Agree, as a person in a hurry does; a dialog left open blocks the page for ever."""
        self.incidents.append(f"dialog ({dialog.type})")
        dialog.accept()

    def refuse_download(self, download: Download) -> None:
        if not self._wants_download:
            self.incidents.append("download")
            download.cancel()

    def look(self, script: str, argument: object) -> Any:
        """Watch the page until a script returns something. A frozen page delays the answer."""
        return passive.look(self.page, script, argument, timeout_s=self.deadline_s)

    def download(self, act: Callable[[], None]) -> Path:
        """Do what makes the browser keep a file; return the file, which goes with the desk."""
        self._wants_download = True
        try:
            with self.page.expect_download() as started:
                act()
            return started.value.path()
        finally:
            self._wants_download = False

    def close_tab(self, page: Page) -> None:
        if page is not self.page:
            self.incidents.append("new tab")
            page.close()


@contextmanager
def open_desk(
    browser: Browser, device: Device, *, deadline_s: float, door: Door | None = None
) -> Iterator[Desk]:
    """A desk for one trial, cleared at its end; a dead one is left to whoever ends the browser.

    With a `door` it stands at a target: logged in, announced, and held to what was allowed.
    """
    context = browser.new_context(
        viewport={"width": device.viewport[0], "height": device.viewport[1]},
        locale="en-GB",
        storage_state=None if door is None else door.state,
    )
    if door is not None:
        door.enter(context)
    context.set_default_timeout(1000 * deadline_s)
    desk = Desk(context.new_page(), deadline_s)
    # Plain functions: Playwright writes an attribute into the owner of a bound method.
    desk.page.on("dialog", lambda dialog: desk.answer_dialog(dialog))
    desk.page.on("download", lambda download: desk.refuse_download(download))
    desk.page.on("crash", lambda _: desk.note_crash())
    context.on("page", lambda page: desk.close_tab(page))
    _set_network(context, desk.page, device)
    try:
        yield desk
    finally:
        if not desk.is_dead:
            context.close()


def _set_network(context: BrowserContext, page: Page, device: Device) -> None:
    if device.network is None:
        return
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 1000 * device.network.latency_s,
            "downloadThroughput": device.network.download_bytes_s,
            "uploadThroughput": device.network.upload_bytes_s,
        },
    )
