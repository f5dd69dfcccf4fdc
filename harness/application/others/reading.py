"""Reading a target's bill before anything is typed into it: from its beginning, twice, against its file."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from billbench.harness.model.errors import UsageError
from billbench.harness.model.outcomes import Line
from billbench.scenarios.page_map import ADDED, PageMap, Part
from billbench.scenarios.pages import looking

_MOST_PAGES = 2_000
_TURNS_WITHIN_MS = 5000
"""A Back that changes nothing for so long stands at the beginning already."""
_MOST_PLACES = 5
_OWN_NAME = re.compile(rf"{re.escape(ADDED)}[0-9a-f]{{8}}", re.IGNORECASE)

Fields = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The lines of a bill, and how many rows stand blank beside them; read alike so many `times`."""

    lines: tuple[Fields, ...]
    spares: int = field(default=0, compare=False)
    times: int = field(default=1, compare=False)


def to_beginning(page: Page, page_map: PageMap, read: Callable[[], None]) -> bool:
    """To the first lines of the open bill, as a page may open where somebody was last.

    Whether lines are on the screen then: on some pages Back leads from the first of them out of the bill.
    """
    looking.scrolled(page, page_map, to=0)
    for _ in range(_MOST_PAGES):
        # Without a way on there is one page; where a page change saves, none is made for a look.
        if not page_map.next or page_map.next_saves or not looking.can_be_pressed(page, page_map, Part.BACK):
            break
        try:
            looking.turn(page, page_map, Part.BACK, within_ms=_TURNS_WITHIN_MS)
        except PlaywrightTimeout:
            break
        read()
        looking.scrolled(page, page_map, to=0)
    return bool(page.evaluate(looking.ROWS, looking.as_typed(page_map)))


def check_alike(first: Reading, second: Reading, bill: str) -> None:
    """Raises `UsageError` unless both readings say the same."""
    if first == second:
        return
    sizes = f"{len(first.lines)} lines, then {len(second.lines)}"
    if len(first.lines) == len(second.lines):
        places = [
            str(place)
            for place, (one, other) in enumerate(zip(first.lines, second.lines, strict=True), start=1)
            if one != other
        ]
        more = ", …" if len(places) > _MOST_PLACES else ""
        first_places = ", ".join(places[:_MOST_PLACES])
        sizes = f"{len(first.lines)} lines both times, which differ in line {first_places}{more}"
    raise UsageError(
        f"Bill {bill} was read twice before anything was typed, and the readings do not agree: {sizes}. "
        "Nothing was typed. Somebody may be at work on it, or its page shows its lines in parts: let nobody "
        "else use it, or look at rows_per_page, next, back and scroller in the target file."
    )


def check_size(read: Reading, lines: int, page_map: PageMap, bill: str) -> None:
    """Raises `UsageError` unless the bill has as many lines as the target file says."""
    if len(read.lines) == lines:
        return
    hint, often = "", " in both of two readings" if read.times > 1 else ""
    if told := of_ours(read.lines, page_map):
        hint = f" {told[0].upper()}{told[1:]}."
    elif page_map.next and not page_map.back:
        hint = " If its page opens where it was left, say what leads to its beginning (back)."
    raise UsageError(
        f"Bill {bill} has {len(read.lines)} lines{often} by now; the target file says {lines}. "
        f"Nothing was typed.{hint} Give it its size again, or name another bill."
    )


def of_ours(lines: Sequence[Fields], page_map: PageMap) -> str:
    """How many of the lines an earlier run left there, and what to do about it; empty without any."""
    count = sum(bool(_OWN_NAME.fullmatch(fields.get(page_map.known_by, ""))) for fields in lines)
    if not count:
        return ""
    return f"{count} of them are of a run of billbench: put its bills back (billbench target restore RUN)"


def check_told_apart(lines: Sequence[Line], bill: str) -> None:
    """Raises `UsageError` unless the known field of every line is its own."""
    for token, times in Counter(line.token for line in lines).items():
        if times > 1 or not token:
            what = "nothing" if not token else "the same"
            count = "a line" if times == 1 else f"{times} lines"
            raise UsageError(
                f"Lines of bill {bill} cannot be told apart: {count} have {what} in {lines[0].known_by}. "
                "Let known_by name a field that every line has for itself, or row leave out what is no line."
            )


def check_on_page(on_screen: Sequence[Fields], read: Reading, page_map: PageMap, bill: str) -> None:
    """Raises `UsageError` when the page shows lines that the API does not have: it may be another bill."""
    known = page_map.known_by
    told = {fields.get(known, "") for fields in read.lines}
    strangers = sum(fields.get(known, "") not in told for fields in on_screen)
    if strangers:
        raise UsageError(
            f"Bill {bill} was read from its page and from its API, and they do not agree: of "
            f"{len(on_screen)} lines on the screen the API does not have {strangers}. Nothing was typed. "
            f"Look at read_back.path, lines and fields.{known} in the target file."
        )
