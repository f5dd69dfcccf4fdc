"""Waiting for a page without asking it: a look is taken when something of the page has changed.

Asking every 20 ms was work of the page's own main thread, and stood in its busy time: 1.4 s of 3 s at 4,000
rows.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_WATCH = Path(__file__).with_name("passive.js").read_text(encoding="utf-8")
_ONCE_MS = 20
_GIVEN_UP_MS = 1000
"""A watch outlives the driver's patience by so much, and then goes: nobody is told any more."""


def look(page: Page, script: str, argument: object, *, timeout_s: float) -> Any:
    """What `script` returns for `argument` once that is something, in this document or one that follows.

    A frozen page delays the answer.

    Raises:
        playwright.sync_api.TimeoutError: nothing came within `timeout_s`.
    """
    watch = _WATCH.replace("/* look */", script)
    life_ms = 1000 * timeout_s + _GIVEN_UP_MS
    # The function is called once a document and answers with a promise: the interval never comes to pass.
    found = page.wait_for_function(watch, arg=[argument, life_ms], polling=_ONCE_MS, timeout=1000 * timeout_s)
    return found.json_value()
