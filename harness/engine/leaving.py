"""Leaving somebody else's page as a person leaves it, and coming back to it.

A context that is closed gives its page no turn, no `pagehide` and no `visibilitychange`, and cuts off what it
sends then. A person goes elsewhere in their browser, which stays.
"""

import time
from contextlib import suppress

from playwright.sync_api import Error, Page

from billbench.harness.engine.witness import Witness
from billbench.scenarios.pages.mapped import MappedBill
from billbench.scenarios.protocol import JourneyFailed, Visit

_GOES_WITHIN_S = 5.0
"""A page that is frozen again keeps nobody longer."""
_SENDS_WITHIN_S = 5.0
"""A page that says that it has saved may be sending still; a person does not leave within the same second."""
_LAST_WORDS_S = 2.0
_LOOK_EVERY_MS = 50
_LINGERS_S = 1.0
"""How long a person who comes back looks at the bill: a page may then send what it has kept."""


def wait_for_answers(page: Page, witness: Witness, within_s: float = _SENDS_WITHIN_S) -> None:
    """Let the page hear what becomes of all that it is sending."""
    until = time.monotonic() + within_s
    with suppress(Error):
        page.wait_for_timeout(_LOOK_EVERY_MS)
        while witness.waits and time.monotonic() < until:
            page.wait_for_timeout(_LOOK_EVERY_MS)


def go_away(page: Page, witness: Witness) -> None:
    """Go elsewhere, and let the page's last words reach the server."""
    with suppress(Error):
        page.goto("about:blank", wait_until="commit", timeout=1000 * _GOES_WITHIN_S)
    wait_for_answers(page, witness, _LAST_WORDS_S)


def come_back(visit: Visit, witness: Witness) -> None:
    """Open the bill once more in the person's own browser, look at it, and leave."""
    with suppress(Error, JourneyFailed):
        assert visit.map is not None, "only others' pages are left and come back to"
        bill = MappedBill(visit, visit.map)
        bill.arrive()
        bill.open_lines()
        visit.page.wait_for_timeout(1000 * _LINGERS_S)
        wait_for_answers(visit.page, witness)
        go_away(visit.page, witness)
