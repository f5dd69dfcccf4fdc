"""The billing interview as a person sees it: the same names in every design.

A page change is over when the page shows another screen, or an error, and is not busy. The page itself
is asked, every 20 ms: the driver's own waiting looks only every half second in the end.
"""

from typing import TYPE_CHECKING

from scenarios.protocol import JourneyFailed, NotOffered, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator

    from harness.model import Line

_POLL_MS = 20
# Another screen is another address (`screen`), whole and no longer busy; an alert is an error.
_CHANGED = """(screen) => {
  if (document.readyState !== "complete") return null;
  const main = document.querySelector("main");
  if (!main || main.getAttribute("aria-busy") === "true" || !main.querySelector("h1")) return null;
  const alert = main.querySelector("[role=alert]");
  if (alert) return { error: alert.innerText };
  return location.href === screen ? null : { error: null };
}"""
_PLACE = """(rows, token) => rows.findIndex((row) => row.textContent.includes(token) ||
  [...row.querySelectorAll("input")].some((field) => field.value.includes(token)))"""
_MOST_PAGES = 2_000


def arrive(visit: Visit) -> None:
    """Sign in and go to the bill's own page, from where its lines are opened."""
    visit.page.goto(f"{visit.site}/{visit.design}/sign-in")
    visit.page.get_by_label("User name").fill(visit.user)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.goto(f"{visit.site}/{visit.design}/bills/{visit.bill_id}")


def open_lines(visit: Visit) -> None:
    """Open the first page of lines."""
    _change(visit, visit.page.get_by_role("link", name="Bill details"))
    _expect_rows(visit)


def rows_shown(visit: Visit) -> int | None:
    """How many lines the first page of lines shows in this design; `None`: as its window has it."""
    if visit.axes["mounted_rows"] != "all":
        return None
    on_screen = sum(line.kind == visit.lines[0].kind for line in visit.lines)
    return min(on_screen, visit.axes["rows_per_page"] or on_screen)


def press(visit: Visit, button: str) -> None:
    """Press a button that leads to another screen, and wait for that screen."""
    _change(visit, visit.page.get_by_role("button", name=button, exact=True))


def press_until_summary(visit: Visit) -> None:
    """Press Next through every page of the bill, as many as the design has, to its summary."""
    for _ in range(_MOST_PAGES):
        press(visit, "Next")
        if visit.page.url.endswith("/summary"):
            visit.notebook.acknowledged()
            return
    raise JourneyFailed(f"The summary did not come within {_MOST_PAGES} pages.")


def find(visit: Visit, line: "Line") -> "Locator":
    """The row on the screen that holds a line, by its token. Raises `JourneyFailed` when it is not there."""
    rows = visit.page.locator("[data-line]")
    place = rows.evaluate_all(_PLACE, line.token)
    if place < 0:
        raise JourneyFailed(f'The line with "{line.token}" is not on the screen.')
    return rows.nth(place)


def correct(visit: Visit, row: "Locator", line: "Line", fields: "Mapping[str, str]") -> None:
    """Type new values into a row, key by key, leaving each field with Tab."""
    for suffix, value in fields.items():
        field = row.locator(f"[name$='_{suffix}']")
        if not field.count():
            raise NotOffered(f"The list of lines has no field {suffix} to type into in this design.")
        field.click()
        field.press("ControlOrMeta+a")
        field.press_sequentially(value)
        field.press("Tab")
    visit.notebook.typed(line, fields)


def declare_and_submit(visit: Visit) -> None:
    """Tick every declaration and submit."""
    for box in visit.page.get_by_role("checkbox").all():
        box.check()
    visit.notebook.submit_pressed()
    press(visit, "Submit")
    if visit.page.url.endswith("/confirmation"):
        visit.notebook.submit_confirmed()


def _change(visit: Visit, control: "Locator") -> None:
    screen = visit.page.url
    control.click()
    shown = visit.page.wait_for_function(_CHANGED, arg=screen, polling=_POLL_MS).json_value()
    if shown["error"] is not None:
        raise JourneyFailed(f"The page shows an error: {' '.join(shown['error'].split())[:300]}")


def _expect_rows(visit: Visit) -> None:
    if not visit.page.locator("[data-line]").count():
        raise JourneyFailed("No bill line is on the screen.")
