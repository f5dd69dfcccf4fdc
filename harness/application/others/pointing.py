"""Making a page map by pointing: a person is asked for one part after the other, and clicks it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page

from billbench.harness.model.errors import UsageError
from billbench.scenarios.page_map import Part

POINTING = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

_FIELDS = {
    "DATE": "the field of the date, or any that takes one",
    "ACTIVITY": "the field of text that no two lines have alike",
    "ITEM": "the field of a number",
}
_PARTS = {
    Part.ADD: "what adds a line",
    Part.NEXT: "what leads to the next page of lines",
    Part.BACK: "what leads back",
    Part.SAVE: "what saves the bill",
    Part.SUBMIT: "what submits the bill",
}

Ask = Callable[[str], None]
"""Tells the person what to do next."""


def point_out(page: Page, tell: Ask, wait: Ask) -> dict[str, Any]:
    """The target file of the bill that `page` shows, as typed. `wait` waits until the person has done it.

    Raises:
        UsageError: the parts without which there is no map were not pointed at.
    """
    wait("Log in, open a bill, and come back here.")
    address = urlsplit(page.url)
    row = _needed(page, tell, "a line of the bill", "row")
    fields = _fields(page, tell, row)
    found: dict[str, Any] = {"row": row, "known_by": "ACTIVITY"}
    for part, what in _PARTS.items():
        found[part.value] = _point(page, tell, what, "")
    found["remove"] = _point(page, tell, "what removes the line, in its row", row)
    for state, part, after in (("success", Part.SAVE, "Save"), ("confirmed", Part.SUBMIT, "Submit")):
        if found[part.value]:
            wait(f"{after} in the page, wait for its answer, and come back here.")
            found[state] = _needed(page, tell, "what says that it worked", "")
    return {
        "url": f"{address.scheme}://{address.netloc}",
        "bills": _bills(address.path, page.locator(row).count()),
        "page": {**{key: value for key, value in found.items() if value}, "fields": fields},
    }


def _fields(page: Page, tell: Ask, row: str) -> dict[str, dict[str, str]]:
    found = {name: _point(page, tell, f"{what}, in a line", row) for name, what in _FIELDS.items()}
    if not found["ACTIVITY"]:
        raise UsageError("Lines can only be told apart by a field of text: point at one.")
    kinds = {"DATE": "date", "ACTIVITY": "text", "ITEM": "number"}
    return {name: {"cell": cell, "kind": kinds[name]} for name, cell in found.items() if cell}


def _bills(path: str, lines: int) -> dict[str, Any]:
    """The last number in the address stands for the bill."""
    numbers = list(re.finditer(r"\d+", path))
    if not numbers:
        raise UsageError(
            f"The address {path} has no number that could stand for the bill. Open one that has."
        )
    last = numbers[-1]
    return {
        "open": f"{path[: last.start()]}{{id}}{path[last.end() :]}",
        "ids": {str(max(lines, 1)): [last.group()]},
    }


def _needed(page: Page, tell: Ask, what: str, rows: str) -> str:
    found = _point(page, tell, what, rows)
    if not found:
        raise UsageError(f"Without {what} there is no map. Begin again, and point at it.")
    return found


def _point(page: Page, tell: Ask, what: str, rows: str) -> str:
    tell(f"Point at {what} and click (Escape: there is none).")
    while True:
        try:
            return str(page.evaluate(POINTING, rows))
        except Error:
            if page.is_closed():
                raise UsageError("The window was closed before the target file was written.") from None
            page.wait_for_load_state()  # The page moved on meanwhile: the question stands.
