"""The pages of a bill's lines: one page object a kind of design, all with the same things to do.

Which one a design has follows from its axes, so that a design of one's own is worked as well.
"""

import math
import re
from typing import TYPE_CHECKING, Protocol

from billbench.harness.model.outcomes import Line
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.ccms import button
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.pages.turning import turn, wait_here
from billbench.scenarios.protocol import JourneyFailed, NotOffered, Visit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from playwright.sync_api import Locator

_ORDER = (
    "DATE",
    "COST_TYPE",
    "CATEGORY",
    "ACTIVITY",
    "TIME",
    "ITEM",
    "RATE",
    "UPLIFT",
    "NET_CLAIM_INC_UPLFT",
    "VAT",
    "FEE_EARNER",
    "PRIOR_AUTH",
)
"""The order of the fields on the screen, for those that a person enters."""

_SAVED = """(line) => {
  const alert = document.querySelector("main [role=alert]");
  if (alert) return { error: alert.innerText };
  const state = document.querySelector(`[data-line="${line}"] .line-state`);
  return !state || state.textContent === "Saved" ? { error: null } : null;
}"""


class LinePages(Protocol):
    """What a person can do with the lines of a bill, beginning at the page where it opens."""

    @property
    def has_own_save(self) -> bool:
        """Whether the line in hand is saved by itself; else it is saved with its page, when that is left."""

    def show(self, line: Line) -> None:
        """Bring a line on the screen, through as many pages as lie before it."""

    def add(self) -> None:
        """Begin a new line."""

    def enter(self, line: Line) -> None:
        """Key in the line begun."""

    def open(self, line: Line, fields: "Collection[str]") -> None:
        """Go where these fields of a line on the screen can be changed."""

    def correct(self, line: Line, fields: "Mapping[str, str]") -> None:
        """Type other values into the line that was opened."""

    def keep(self, line: Line) -> None:
        """Save the line in hand by itself; only where it has a save of its own."""

    def remove(self, line: Line) -> None:
        """Take a line that is on the screen away."""


def line_pages(visit: Visit) -> LinePages:
    """The pages of lines as this design has them. Raises `NotOffered` where no line is keyed in."""
    if visit.map is not None:
        return MappedLines(visit)
    if visit.axes.get("route", "lines") != "lines":
        raise NotOffered("No line is keyed in by this route: the bill comes as a file or as its total.")
    return pages_of_axes(visit)


def pages_of_axes(visit: Visit) -> LinePages:
    """The pages of lines by the axes alone, as the route by the total has them for its one line, too."""
    if visit.axes["editable_rows"] == "one":
        return ListToRead(visit)
    if visit.axes["row_fields"] == "essential":
        return LeanRows(visit)
    if visit.axes["save_scope"] == "line":
        return SavingRows(visit)
    return Rows(visit)


class Rows:
    """Lines are edited in their rows, and saved with the page or the screen."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.place: Locator | None = None

    @property
    def has_own_save(self) -> bool:
        return False

    def show(self, line: Line) -> None:
        """Press Next until the line is there: these pages have no other way through them."""
        for _ in range(_most_turns(self.visit)):
            if interview.row_of(self.visit, line.token) is not None:
                return
            interview.press(self.visit, "Next")
            self.visit.notebook.acknowledged()
        _row(self.visit, line)

    def add(self) -> None:
        turn(self.visit, button(self.visit, "Add"))
        self.visit.notebook.acknowledged()  # Add sends the page, with the lines typed before.
        name = self.visit.page.locator("[data-line]").last.get_attribute("data-line")
        self.place = self.visit.page.locator(f"[data-line='{name}']")

    def enter(self, line: Line) -> None:
        self.visit.notebook.typed_new(line)
        _enter(self.visit, self.place, line.fields)

    def open(self, line: Line, fields: "Collection[str]") -> None:  # noqa: ARG002 - rows have every field
        self.place = _row(self.visit, line)

    def correct(self, line: Line, fields: "Mapping[str, str]") -> None:
        self.visit.notebook.typed(line, fields)
        _enter(self.visit, self.place, fields)

    def keep(self, line: Line) -> None:
        raise NotOffered(f"The line with {line.token} is saved with its page.")

    def remove(self, line: Line) -> None:
        self.visit.notebook.removing(line)
        turn(self.visit, _row(self.visit, line).get_by_role("button", name=re.compile(r"^Remove line \d+$")))
        self.visit.notebook.acknowledged()


class SavingRows(Rows):
    """Lines are edited in their rows, of which few may be mounted; each is saved as it is left."""

    @property
    def has_own_save(self) -> bool:
        return True

    def show(self, line: Line) -> None:
        """By the page's own search where there is one: the browser's sees mounted rows only."""
        search = self.visit.page.get_by_label("Find in lines")
        if not search.count():
            super().show(line)
        elif interview.row_of(self.visit, line.token) is None:
            self.visit.hands.enter(search, line.token)
            self.visit.hands.click(button(self.visit, "Go to this line"))
        _row(self.visit, line)

    def add(self) -> None:
        super().add()
        name = self.visit.page.locator("[data-line]:focus-within").get_attribute("data-line")
        self.place = self.visit.page.locator(f"[data-line='{name}']")

    def keep(self, line: Line) -> None:
        """Leave the row, and see that it is saved."""
        number = _row(self.visit, line).get_attribute("data-line")
        self.visit.hands.click(self.visit.page.get_by_role("heading", level=1))
        wait_here(self.visit, _SAVED, number)
        self.visit.notebook.acknowledged()


class LeanRows(Rows):
    """Rows have the essential fields; the others, and new lines, are on a page of the line's own."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._on_own_page = False

    @property
    def has_own_save(self) -> bool:
        return self._on_own_page

    def add(self) -> None:
        turn(self.visit, button(self.visit, "Add"))
        self._go_to_own_page()

    def open(self, line: Line, fields: "Collection[str]") -> None:
        super().open(line, fields)
        row = _row(self.visit, line)
        if not all(_field(row, suffix).count() for suffix in fields):
            turn(self.visit, row.get_by_role("button", name=re.compile(r"^Other fields of line \d+$")))
            self._go_to_own_page()

    def _go_to_own_page(self) -> None:
        self.visit.notebook.acknowledged()  # The way there saves the rows.
        self.place = self.visit.page.locator(".one-line")
        self._on_own_page = True

    def keep(self, line: Line) -> None:  # noqa: ARG002 - it is the line whose page this is
        interview.press(self.visit, "Save and continue")
        self._on_own_page = False
        self.visit.notebook.acknowledged()


class ListToRead:
    """A list to read; one line at a time is entered, changed and removed on a page of its own."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @property
    def has_own_save(self) -> bool:
        return True

    def show(self, line: Line) -> None:
        """By the links of the pages, towards the one where the line stands."""
        for _ in range(_most_turns(self.visit)):
            if interview.row_of(self.visit, line.token) is not None:
                return
            turn(self.visit, self._link_towards(line))
        _row(self.visit, line)

    def add(self) -> None:
        turn(self.visit, button(self.visit, "Add"))

    def enter(self, line: Line) -> None:
        self.visit.notebook.typed_new(line)
        _enter(self.visit, self.visit.page.locator(".one-line"), line.fields)

    def open(self, line: Line, fields: "Collection[str]") -> None:  # noqa: ARG002 - its page has every field
        turn(self.visit, _row(self.visit, line).get_by_role("link", name=re.compile(r"^Change line \d+$")))

    def correct(self, line: Line, fields: "Mapping[str, str]") -> None:
        self.visit.notebook.typed(line, fields)
        _enter(self.visit, self.visit.page.locator(".one-line"), fields)

    def keep(self, line: Line) -> None:  # noqa: ARG002 - it is the line whose page this is
        interview.press(self.visit, "Save and continue")
        self.visit.notebook.acknowledged()

    def remove(self, line: Line) -> None:
        turn(self.visit, _row(self.visit, line).get_by_role("link", name=re.compile(r"^Remove line \d+$")))
        self.visit.notebook.removing(line)
        turn(self.visit, button(self.visit, "Remove line"))
        self.visit.notebook.acknowledged()

    def _link_towards(self, line: Line) -> "Locator":
        """The link of the page nearest to the line's, of those that are shown."""
        links = self.visit.page.get_by_role("navigation", name="Pages of lines").get_by_role("link")
        texts = links.all_inner_texts()
        here = self.visit.page.locator("nav.pages [aria-current]")
        if not texts or not here.count():
            raise JourneyFailed(f'The line with "{line.token}" is not on the screen.')
        current = int(here.inner_text())
        wanted = _place(self.visit, line) // self.visit.axes["rows_per_page"] + 1
        others = [int(text) for text in texts if int(text) != current]
        nearest = min(others, key=lambda number: (abs(number - wanted), number))
        return links.nth([int(text) for text in texts].index(nearest))


def _enter(visit: Visit, place: "Locator | None", fields: "Mapping[str, str]") -> None:
    """Key values in, in the order of the screen; blank ones are left as they are."""
    assert place is not None, "a line is begun or opened before it is typed into"
    last = None
    for suffix in _ORDER:
        if fields.get(suffix):
            last = _field(place, suffix)
            if not last.count():
                raise NotOffered(f"A line has no field {suffix} to type into in this design.")
            visit.hands.enter(last, fields[suffix])
    if last is not None:
        visit.hands.leave_field(last)


def _field(place: "Locator", suffix: str) -> "Locator":
    return place.locator(f"[id$='_{suffix}']")


def _row(visit: Visit, line: Line) -> "Locator":
    row = interview.row_of(visit, line.token)
    if row is None:
        raise JourneyFailed(f'The line with "{line.token}" is not on the screen.')
    return row


def _place(visit: Visit, line: Line) -> int:
    """How many lines of its kind stand before a line."""
    same = [other for other in visit.lines if other.kind == line.kind]
    return same.index(line)


def _most_turns(visit: Visit) -> int:
    """No more pages than the bill can have."""
    size = visit.axes["rows_per_page"]
    return 0 if size is None else math.ceil(len(visit.lines) / size) + 1
