"""What is on a page and out of reach of its map, so that nobody looks for a slow server."""

from contextlib import suppress

from playwright.sync_api import Error, Frame, Locator, Page

from billbench.scenarios.pages.mapped import path_of

_HOST = "(row) => row.getRootNode().host?.localName ?? ''"
_ANSWERS_WITHIN_MS = 500
"""The page was waited for long enough; one that is frozen answers nothing at all."""


_ANOTHER_TAB = (
    " Another tab was opened, and only the first is looked at: leave bills.link out of the target file, and "
    "the bill is opened there by its own address, bills.open."
)


def out_of_reach(page: Page, row: str) -> str:
    """Where rows are that a map does not reach, to be said behind what was looked for; empty without any."""
    if len(page.context.pages) > 1:
        return _ANOTHER_TAB
    # The driver's own selectors go into open shadow trees, those of a map do not.
    found = _found(page.main_frame, row)
    if found is not None and (host := found.evaluate(_HOST)):
        return (
            f" Such rows are in the shadow tree of <{host}>, into which a page map does not reach: "
            "this page cannot be measured by one."
        )
    framed = next((frame for frame in page.main_frame.child_frames if _found(frame, row) is not None), None)
    if framed is None:
        return ""
    where = path_of(framed.url)
    return f" Such rows are in a frame of the page, {where}: let bills.open name the frame's own address."


def _found(frame: Frame, row: str) -> Locator | None:
    """The first such row; none where the frame has none, does not answer, or takes this for no selector."""
    first = frame.locator(row).first
    with suppress(Error):
        first.wait_for(state="attached", timeout=_ANSWERS_WITHIN_MS)
        return first
    return None
