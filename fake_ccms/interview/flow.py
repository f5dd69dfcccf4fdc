"""Where an interview goes: screens and pages forwards and backwards, and their addresses."""

from dataclasses import dataclass

from billbench.fake_ccms.bill import QUESTION, SUMMARY, BillState, Line, Place, lines_of
from billbench.fake_ccms.designs import Design, EditableRows, SaveScope
from billbench.fake_ccms.rules.engine import screens

NEW_LINE = "new"
"""Stands in an address where a line's instance would, for a line that the bill does not have yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The lines of one type that a screen carries and its form sends; `first` is the number of the first.

    They are the lines on the page shown, except where the whole screen is saved: then all lines are
    carried, and those on the page shown begin `offset` lines later.
    """

    lines: tuple[Line, ...]
    number: int
    pages: int
    first: int
    total: int
    offset: int = 0
    size: int | None = None

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines on the page shown."""
        return self.lines[self.offset :][: self.size]

    @property
    def first_shown(self) -> int:
        return self.first + self.offset


def page_of(state: BillState, type_slug: str, design: Design, number: int) -> Page:
    """A page of lines; a number beyond the last page gives the last page."""
    lines = tuple(lines_of(state, type_slug))
    size = design.rows_per_page or max(len(lines), 1)
    pages = max(1, -(-len(lines) // size))
    number = min(max(number, 1), pages)
    start = (number - 1) * size
    if design.save_scope is SaveScope.SCREEN:
        return Page(
            lines=lines, number=number, pages=pages, first=1, total=len(lines), offset=start, size=size
        )
    carried = lines[start : start + size]
    return Page(lines=carried, number=number, pages=pages, first=start + 1, total=len(lines))


def page_with(state: BillState, type_slug: str, design: Design, instance: int) -> int:
    """The number of the page that shows a line, 1 for a line that the bill does not have."""
    instances = [line.instance for line in lines_of(state, type_slug)]
    if instance not in instances or design.rows_per_page is None:
        return 1
    return instances.index(instance) // design.rows_per_page + 1


def is_line_screen(screen: str) -> bool:
    return screen not in (QUESTION, SUMMARY)


def last_page(state: BillState, screen: str, design: Design) -> int:
    return page_of(state, screen, design, 1).pages if is_line_screen(screen) else 1


def _goes_through_pages(design: Design) -> bool:
    """Whether Next and Back turn pages.

    A list to read has links for its pages instead: nobody must leaf through it to go on.
    """
    return design.editable_rows is EditableRows.ALL


def next_place(state: BillState, design: Design, place: Place) -> Place | None:
    """The next page of the same lines, else the next screen; `None` after the summary."""
    if _goes_through_pages(design) and place.page < last_page(state, place.screen, design):
        return Place(screen=place.screen, page=place.page + 1)
    visited = screens(state.globals)
    later = visited[visited.index(place.screen) + 1 :]
    return Place(screen=later[0]) if later else None


def previous_place(state: BillState, design: Design, place: Place) -> Place | None:
    """The page before, else the last page of the screen before; `None` before the first screen."""
    goes_through = _goes_through_pages(design)
    if goes_through and place.page > 1:
        return Place(screen=place.screen, page=place.page - 1)
    visited = screens(state.globals)
    earlier = visited[: visited.index(place.screen)]
    if not earlier:
        return None
    page = last_page(state, earlier[-1], design) if goes_through else 1
    return Place(screen=earlier[-1], page=page)


def bill_address(design: Design, bill_id: int) -> str:
    return f"/{design.name}/bills/{bill_id}"


def address(design: Design, bill_id: int, place: Place) -> str:
    """The address of a screen; only paged designs have page numbers in it."""
    base = bill_address(design, bill_id)
    if not is_line_screen(place.screen):
        return f"{base}/{place.screen}"
    page = f"?page={place.page}" if design.rows_per_page else ""
    return f"{lines_address(design, bill_id, place.screen)}{page}"


def lines_address(design: Design, bill_id: int, type_slug: str) -> str:
    """The address of a line screen; followed by an instance, or `NEW_LINE`, it is that of a line's page."""
    return f"{bill_address(design, bill_id)}/lines/{type_slug}"
