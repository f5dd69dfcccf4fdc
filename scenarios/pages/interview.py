"""The billing interview as a person sees it: what is the same in every design."""

from typing import TYPE_CHECKING

from scenarios.pages.turning import turn
from scenarios.protocol import JourneyFailed, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_LINE = """(rows, token) => rows.find((row) => row.textContent.includes(token) ||
  [...row.querySelectorAll("input")].some((field) => field.value.includes(token)))?.dataset.line ?? null"""
_MOST_PAGES = 2_000


def sign_in(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/{visit.design}/sign-in")
    visit.page.get_by_label("User name").fill(visit.user)
    visit.page.get_by_role("button", name="Sign in").click()


def arrive(visit: Visit) -> None:
    """Sign in and go to the bill's own page, from where its lines are opened."""
    sign_in(visit)
    visit.page.goto(f"{visit.site}/{visit.design}/bills/{visit.bill_id}")


def begin_again(visit: Visit) -> None:
    """After an error: sign in anew, go to the bill, and open its lines where they were left."""
    arrive(visit)
    open_lines(visit)


def open_lines(visit: Visit) -> None:
    """Open the page of lines where the bill was left; that is the first one of a bill just made."""
    turn(visit, visit.page.get_by_role("link", name="Bill details"))
    if visit.lines and not visit.page.locator("[data-line]").count():
        raise JourneyFailed("No bill line is on the screen.")


def rows_shown(visit: Visit) -> int | None:
    """How many lines the first page of lines shows in this design; `None`: as its window has it."""
    if visit.axes["mounted_rows"] != "all" or not visit.lines:
        return None
    on_screen = sum(line.kind == visit.lines[0].kind for line in visit.lines)
    return min(on_screen, visit.axes["rows_per_page"] or on_screen)


def button(visit: Visit, name: str) -> "Locator":
    return visit.page.get_by_role("button", name=name, exact=True)


def press(visit: Visit, name: str) -> None:
    """Press a button that leads to another screen, and wait for that screen."""
    turn(visit, button(visit, name))


def press_until_summary(visit: Visit) -> None:
    """Press Next through every page of the bill, as many as the design has, to its summary."""
    for _ in range(_MOST_PAGES):
        press(visit, "Next")
        if visit.page.url.endswith("/summary"):
            visit.notebook.acknowledged()
            return
    raise JourneyFailed(f"The summary did not come within {_MOST_PAGES} pages.")


def row_of(visit: Visit, token: str) -> "Locator | None":
    """The row on the screen that holds a line; `None` when it is on another page, or not mounted."""
    # By its name and not by its place: which rows stand before it can change while it is worked on.
    name = visit.page.locator("[data-line]").evaluate_all(_LINE, token)
    return None if name is None else visit.page.locator(f"[data-line='{name}']")


def save_and_leave(visit: Visit) -> None:
    """Save and come back later: to the bill's own page."""
    press(visit, "Save and come back later")
    visit.notebook.acknowledged()


def declare_and_submit(visit: Visit) -> None:
    """Tick every declaration and submit."""
    for box in visit.page.get_by_role("checkbox").all():
        visit.hands.click(box)
    visit.notebook.submit_pressed()
    press(visit, "Submit")
    if visit.page.url.endswith("/confirmation"):
        visit.notebook.submit_confirmed()
