"""The billing interview of the fake CCMS as a person sees it: what is the same in every design."""

from typing import TYPE_CHECKING

from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import JourneyFailed, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_LINE = """(rows, token) => rows.find((row) => row.textContent.includes(token) ||
  [...row.querySelectorAll("input")].some((field) => field.value.includes(token)))?.dataset.line ?? null"""
_MOST_PAGES = 2_000


def sign_in(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/{visit.design}/sign-in")
    visit.page.get_by_label("User name").fill(visit.user)
    # Not every browser lets the click wait for where it leads.
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name="Sign in").click()


def button(visit: Visit, name: str) -> "Locator":
    # To look up a role costs a page of 12,000 elements 12 ms more than this.
    return visit.page.locator(f'button:not([hidden]):text-is("{name}")')


class Interview:
    """A bill in the billing interview."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def arrive(self) -> None:
        """To the bill's own page, from where its lines are opened."""
        visit = self.visit
        sign_in(visit)
        visit.page.goto(f"{visit.site}/{visit.design}/bills/{visit.bill_id}")

    def open_lines(self) -> None:
        visit = self.visit
        turn(visit, visit.page.get_by_role("link", name="Bill details"))
        if visit.lines and not visit.page.locator("[data-line]").count():
            raise JourneyFailed("No bill line is on the screen.")

    def rows_shown(self) -> int | None:
        """As the design has it; of a windowed one only its window knows."""
        visit = self.visit
        if visit.axes["mounted_rows"] != "all" or not visit.lines:
            return None
        on_screen = sum(line.kind == visit.lines[0].kind for line in visit.lines)
        return min(on_screen, visit.axes["rows_per_page"] or on_screen)

    def press(self, name: str) -> None:
        turn(self.visit, button(self.visit, name))

    def press_until_summary(self) -> None:
        for _ in range(_MOST_PAGES):
            self.press("Next")
            if self.visit.page.url.endswith("/summary"):
                self.visit.notebook.acknowledged()
                return
        raise JourneyFailed(f"The summary did not come within {_MOST_PAGES} pages.")

    def row_of(self, token: str) -> "Locator | None":
        # By its name and not by its place: which rows stand before it can change while it is worked on.
        page = self.visit.page
        name = page.locator("[data-line]").evaluate_all(_LINE, token)
        return None if name is None else page.locator(f"[data-line='{name}']")

    def save_and_leave(self) -> None:
        """To the bill's own page."""
        self.press("Save and come back later")
        self.visit.notebook.acknowledged()

    def declare_and_submit(self) -> None:
        visit = self.visit
        for box in visit.page.get_by_role("checkbox").all():
            visit.hands.click(box)
        visit.notebook.submit_pressed()
        self.press("Submit")
        if visit.page.url.endswith("/confirmation"):
            visit.notebook.submit_confirmed()
