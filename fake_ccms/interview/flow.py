"""Where an interview goes: screens and pages forwards and backwards, and their addresses."""

from dataclasses import dataclass

from fake_ccms.bill import QUESTION, SUMMARY, BillState, Line, Place, lines_of
from fake_ccms.designs import Design
from fake_ccms.rules.engine import screens


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The lines of one type that a page shows; `first` is the number of the first of them, from 1."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    first: int
    total: int


def page_of(state: BillState, type_slug: str, design: Design, number: int) -> Page:
    """A page of lines; a number beyond the last page gives the last page."""
    lines = lines_of(state, type_slug)
    size = design.rows_per_page or max(len(lines), 1)
    pages = max(1, -(-len(lines) // size))
    number = min(max(number, 1), pages)
    start = (number - 1) * size
    return Page(
        lines=tuple(lines[start : start + size]),
        number=number,
        pages=pages,
        first=start + 1,
        total=len(lines),
    )


def is_line_screen(screen: str) -> bool:
    return screen not in (QUESTION, SUMMARY)


def last_page(state: BillState, screen: str, design: Design) -> int:
    return page_of(state, screen, design, 1).pages if is_line_screen(screen) else 1


def next_place(state: BillState, design: Design, place: Place) -> Place | None:
    """The next page of the same lines, else the next screen; `None` after the summary."""
    if place.page < last_page(state, place.screen, design):
        return Place(screen=place.screen, page=place.page + 1)
    visited = screens(state.globals)
    later = visited[visited.index(place.screen) + 1 :]
    return Place(screen=later[0]) if later else None


def previous_place(state: BillState, design: Design, place: Place) -> Place | None:
    """The page before, else the last page of the screen before; `None` before the first screen."""
    if place.page > 1:
        return Place(screen=place.screen, page=place.page - 1)
    visited = screens(state.globals)
    earlier = visited[: visited.index(place.screen)]
    if not earlier:
        return None
    return Place(screen=earlier[-1], page=last_page(state, earlier[-1], design))


def bill_address(design: Design, bill_id: int) -> str:
    return f"/{design.name}/bills/{bill_id}"


def address(design: Design, bill_id: int, place: Place) -> str:
    """The address of a screen; only paged designs have page numbers in it."""
    base = bill_address(design, bill_id)
    if not is_line_screen(place.screen):
        return f"{base}/{place.screen}"
    page = f"?page={place.page}" if design.rows_per_page else ""
    return f"{base}/lines/{place.screen}{page}"
