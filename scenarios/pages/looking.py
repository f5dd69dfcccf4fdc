"""Looking at the pages of somebody else's application: its rows, and whether it has done what was asked.

The scripts get the page map as it is typed. They leave nothing in the page.
"""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from billbench.scenarios.page_map import ADDED, PageMap, Part, in_our_way
from billbench.scenarios.pages.screens import COMMON, DONE, STATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

_MOST_LOOKS = 2_000
_CALM_MS = 150
"""A list that is scrolled mounts its rows some frames later."""

ROWS = f"""(map) => {{ {COMMON}
  const fields = (row) => Object.entries(map.fields)
    .map(([field, {{ cell }}]) => [field, shown(row.querySelector(cell))]);
  return rows().map(({{ row }}) => ({{ spare: spare(row), fields: Object.fromEntries(fields(row)) }}));
}}"""

ROW_BY_NAME = "billbench-row"
"""The driver's selector of a row by what its known field holds; without a name, of a blank row.

A place in the list is no name: a list that sorts itself puts another row there between two keys. By this
selector the driver looks for the row anew at every act, and acts on none when it is gone.
"""

ROW_ENGINE = f"""({{
  queryAll(root, typed) {{
    const [map, wanted] = JSON.parse(decodeURIComponent(typed)); {COMMON}
    // A name of ours is drawn, and known again in capitals, too, and as far as it was typed or taken.
    const ours = wanted.startsWith("{ADDED}") ? wanted.toLowerCase() : "";
    const begun = (text) => text.length > {len(ADDED)} && ours.startsWith(text.toLowerCase());
    const named = (text) => text === wanted || begun(text);
    // By name before by sight: whether a row can be seen costs more, and this is asked at every act.
    return [...root.querySelectorAll(map.row)]
      .filter((row) => (wanted ? named(plain(known(row))) : spare(row)) && row.checkVisibility());
  }},
  query(root, typed) {{ return this.queryAll(root, typed)[0] ?? null; }},
}})"""

_FIELDS = f"""(row, map) => {{ {COMMON}
  return Object.fromEntries(Object.entries(map.fields)
    .map(([field, {{ cell }}]) => [field, shown(row.querySelector(cell))]));
}}"""

_CAN_BE_PRESSED = """(control) => !control.matches(":disabled") &&
  !control.closest("[aria-disabled=true], .disabled, [inert]")"""

# A field before and after it is typed into: what it shows, other words of the page for that, what kind it is,
# and why keys do not enter it.
FIELD = f"""(cell) => {{ const map = {{}}; {COMMON}
  const box = boxOf(cell), list = box?.tagName === "SELECT", chosen = list ? box.selectedOptions[0] : null;
  const hidden = box && !box.checkVisibility({{ visibilityProperty: true }});
  const shut = !box ? "" : hidden ? "hidden" : box.disabled || box.ariaDisabled === "true" ? "disabled" :
    box.readOnly || box.ariaReadOnly === "true" ? "read only" : "";
  const type = box?.role === "checkbox" ? "checkbox" : box?.type ?? "";
  return {{ shown: shown(cell), also: chosen ? [chosen.value] : [], type, shut, list,
    inside: Boolean(box) && box !== cell, offers: !list && (box?.role === "combobox" ||
      /^(list|both)$/.test(box?.ariaAutoComplete ?? "") || box?.ariaHasPopup === "listbox") }};
}}"""

OFFERS = """(list, wanted) => [...list.options].some((one) => !one.disabled &&
  [one.value, one.label, one.text.trim()].includes(wanted))"""

_SCROLL = """([selector, to]) => {
  const scroller = document.querySelector(selector);
  const before = scroller.scrollTop;
  scroller.scrollTop = to === null ? before + 0.8 * scroller.clientHeight : to;
  return Math.round(scroller.scrollTop) !== Math.round(before);
}"""


def as_typed(page_map: PageMap) -> dict[str, Any]:
    """The map as the scripts take it."""
    return page_map.model_dump(mode="json")


def rows_on_screen(page: "Page", page_map: PageMap) -> list[dict[str, str]]:
    """The fields of every mounted line, in our way of writing."""
    return lines_and_spares(page, page_map)[0]


def lines_and_spares(page: "Page", page_map: PageMap) -> tuple[list[dict[str, str]], int]:
    """The mounted lines, and how many rows are blank: those wait for a line and are none."""
    rows = page.evaluate(ROWS, as_typed(page_map))
    lines = [in_our_way(page_map, row["fields"]) for row in rows if not row["spare"]]
    return lines, len(rows) - len(lines)


def all_rows(
    page: "Page", page_map: PageMap, read: "Callable[[], None]" = lambda: None
) -> tuple[list[dict[str, str]], int]:
    """The fields of every line of the open bill from where it stands: through its list and its pages.

    Beside them how many rows are blank. `read` is called after each page.
    """
    found: list[dict[str, str]] = []
    spares = 0
    for _ in range(_MOST_LOOKS):
        lines, blank = _page_of_rows(page, page_map)
        found, spares = [*found, *lines], spares + blank
        read()
        if not _paged_on(page, page_map):
            break
    return found, spares


def _page_of_rows(page: "Page", page_map: PageMap) -> tuple[list[dict[str, str]], int]:
    """Rows that are mounted at two looks are one; two rows with the same value at one look are two."""
    _stand_still(page, page_map)
    found: dict[tuple[str, int], dict[str, str]] = {}
    spares = 0
    for _ in range(_MOST_LOOKS):
        lines, blank = lines_and_spares(page, page_map)
        spares = max(spares, blank)
        times: dict[str, int] = {}
        for fields in lines:
            value = fields.get(page_map.known_by, "")
            times[value] = times.get(value, 0) + 1
            found[value, times[value]] = fields
        if not scrolled(page, page_map):
            break
    return list(found.values()), spares


def _stand_still(page: "Page", page_map: PageMap) -> None:
    """Some pages show their rows one after the other: until no more come."""
    for _ in range(_MOST_LOOKS):
        before = page.evaluate(ROWS, as_typed(page_map))
        page.wait_for_timeout(_CALM_MS)
        if page.evaluate(ROWS, as_typed(page_map)) == before:
            return


def scrolled(page: "Page", page_map: PageMap, to: int | None = None) -> bool:
    """Scroll the list on, or to a place; whether it moved."""
    if not page_map.scroller:
        return False
    moved = bool(page.evaluate(_SCROLL, [page_map.scroller, to]))
    if moved:
        page.wait_for_timeout(_CALM_MS)
    return moved


def _paged_on(page: "Page", page_map: PageMap) -> bool:
    """Go to the next page of lines, if there is one with other rows."""
    if page_map.next_saves or not can_be_pressed(page, page_map, Part.NEXT):
        return False
    turn(page, page_map, Part.NEXT)
    scrolled(page, page_map, to=0)
    return bool(page.evaluate(ROWS, as_typed(page_map)))


def turn(page: "Page", page_map: PageMap, part: Part, *, within_ms: float | None = None) -> None:
    """Press what leads to other lines, and wait until they are there (or for the driver's own time)."""
    before = page.evaluate(STATE, as_typed(page_map))
    control_of(page, page_map, part).click()
    page.wait_for_function(DONE, arg=["turn", as_typed(page_map), before], timeout=within_ms)


def can_be_pressed(page: "Page", page_map: PageMap, part: Part) -> bool:
    """Whether a part is on the page, once, and not switched off."""
    if not page_map.selector(part):
        return False
    control = control_of(page, page_map, part)
    return control.count() == 1 and bool(control.evaluate(_CAN_BE_PRESSED))


def control_of(page: "Page", page_map: PageMap, part: Part) -> "Locator":
    """What can be seen of a part of the page."""
    return page.locator(page_map.selector(part) or "billbench-none").filter(visible=True)


def row_named(page: "Page", page_map: PageMap, value: str) -> "Locator":
    """The row whose known field holds just this, wherever it stands at the moment of each act."""
    known = {page_map.known_by: page_map.fields[page_map.known_by].model_dump(mode="json")}
    asked = {"row": page_map.row, "known_by": page_map.known_by, "row_name": "", "fields": known}
    return page.locator(f"{ROW_BY_NAME}={quote(json.dumps([asked, value]), safe='')}")


def blank_rows(page: "Page", page_map: PageMap) -> "Locator":
    """The rows in which nothing stands yet."""
    return page.locator(f"{ROW_BY_NAME}={quote(json.dumps([as_typed(page_map), '']), safe='')}")


def row_with(page: "Page", page_map: PageMap, value: str) -> "Locator | None":
    """The row on the screen whose known field holds just this."""
    row = row_named(page, page_map, value)
    return row if row.count() else None


def shown_in(row: "Locator", page_map: PageMap) -> dict[str, str]:
    """What stands in the fields of a row now, as the page writes it."""
    return dict(row.evaluate(_FIELDS, as_typed(page_map)))
