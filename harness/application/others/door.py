"""The door of a target: who enters says who they are, and no faster than was allowed.

On this machine pages are left alone: a header of ours on what they ask of another origin is one that it would
have to allow, and to add it to their own requests alone costs each of them time. Elsewhere every request of
the pages passes through here: it is counted, held back at the most requests a second, and tells the target's
own origin who is testing; a page that leads away to another host is not followed. (The driver keeps no cache
then, so every trial loads everything.)
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Route

from billbench.harness.application.pace import Pace
from billbench.harness.plan.target_file import TargetFile, is_loopback

# A driver takes along cookies and what is stored for good, and not what a tab has for itself. Only what is
# opened from outside gets it: a page that has ended a login would go to its bill and back for ever.
_IN_THE_TAB = """([origin, tab]) => {
  if (location.origin !== origin || sessionStorage.length) return;
  const led = document.referrer.startsWith(origin) || window.navigation?.activation?.from;
  if (led || performance.getEntriesByType("navigation")[0]?.type === "reload") return;
  for (const [name, value] of Object.entries(tab)) sessionStorage.setItem(name, value);
}"""


@dataclass(slots=True)
class Door:
    """One for a launch. `state` is what somebody who is logged in has in their browser; `tab` is an origin
    and what they have of it in the tab alone.

    `goes_on` is called whenever another page of a bill was read: what takes long does not hang.
    """

    target: TargetFile
    run: str
    state: Any = None
    tab: tuple[str, dict[str, str]] = ("", {})
    goes_on: Callable[[], None] = lambda: None
    _pace: Pace | None = field(init=False)

    def __post_init__(self) -> None:
        most = self.target.most_requests_per_s
        self._pace = None if is_loopback(self.target.url) or most is None else Pace(most)
        if self.target.login is not None and self.target.login.state:
            self.state = Path(self.target.login.state)

    def remember(self, page: Page) -> None:
        """Let whoever enters from now on be logged in as this page is."""
        self.state = page.context.storage_state(indexed_db=True)
        self.tab = tuple(page.evaluate("() => [location.origin, { ...sessionStorage }]"))

    def forget(self) -> None:
        self.state, self.tab = None, ("", {})

    def enter(self, context: BrowserContext) -> None:
        """Be logged in; announce and hold back what the pages of this context ask for."""
        if self.tab[1]:
            context.add_init_script(f"({_IN_THE_TAB})({json.dumps(self.tab)})")
        if self._pace is None:
            return
        # Plain functions: Playwright writes an attribute into the owner of a bound method.
        context.route("**/*", lambda route: self._pass(route))
        context.on("request", lambda request: self._count_redirect(request))

    def ask(self, page: Page, path: str) -> Any:
        """What an API of the target answers, as the person at this page; an answer that is no JSON raises."""
        if self._pace is not None:
            self._pace.hold_back()
        secret = {name: os.environ[variable] for name, variable in self.target.read_back.headers.items()}
        headers = {**self.target.header(self.run), **secret}
        answer = page.context.request.get(self.target.site + path, headers=headers)
        if not answer.ok:
            raise ValueError(f"it answered {answer.status}")
        return answer.json()

    def _pass(self, route: Route) -> None:
        request = route.request
        away = urlsplit(request.url).hostname != self.target.host
        if request.is_navigation_request() and away and request.frame.parent_frame is None:
            route.abort("blockedbyclient")
            return
        assert self._pace is not None, "only a paced door is passed one by one"
        self._pace.hold_back()
        # To others the header would be a stranger's, which they may refuse.
        own = _origin(request.url) == _origin(self.target.url)
        headers = {**request.headers, **self.target.header(self.run)} if own else request.headers
        route.continue_(headers=headers)

    def _count_redirect(self, request: Request) -> None:
        """The browser follows a redirect by itself; what comes after it waits the longer."""
        if request.redirected_from is not None and self._pace is not None:
            self._pace.hold_back()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port
