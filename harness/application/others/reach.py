"""What is on a page and out of reach of its map, so that nobody looks for a slow server."""

from contextlib import suppress

from playwright.sync_api import Error, Page

from billbench.scenarios.pages.mapped import path_of

_HOST = "(row) => row.getRootNode().host?.localName ?? ''"


def out_of_reach(page: Page, row: str) -> str:
    """Where rows are that a map does not reach, to be said behind what was looked for; empty without any."""
    with suppress(Error):  # A selector of which the driver makes nothing was told already.
        # The driver's own selectors go into open shadow trees, those of a map do not.
        found = page.locator(row)
        if found.count() and (host := found.first.evaluate(_HOST)):
            return (
                f" Such rows are in the shadow tree of <{host}>, into which a page map does not reach: "
                "this page cannot be measured by one."
            )
        for frame in page.frames:
            if frame is not page.main_frame and frame.locator(row).count():
                return (
                    f" Such rows are in a frame of the page, {path_of(frame.url)}: let bills.open name the "
                    "frame's own address."
                )
    return ""
