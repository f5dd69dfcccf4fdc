"""Looking at the pages of somebody else's application: its rows, and whether it has done what was asked.

The scripts get the page map as it is typed. They leave nothing in the page.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from billbench.scenarios.page_map import PageMap, Part, in_our_way

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_MOST_LOOKS = 2_000
_CALM_MS = 150
"""A list that is scrolled mounts its rows some frames later."""

_COMMON = """
const seen = (selector) => selector
  ? [...document.querySelectorAll(selector)].find((one) => one.checkVisibility()) ?? null : null;
const said = (selector) => seen(selector)?.innerText.trim() ?? null;
const shown = (cell) => {
  if (!cell) return "";
  const own = "input:not([type=hidden]), select, textarea";
  const box = cell.matches(own) ? cell : cell.querySelector(own);
  if (!box) return cell.textContent.trim();
  if (box.type === "checkbox") return box.checked ? "yes" : "no";
  return box.tagName === "SELECT" ? box.selectedOptions[0]?.text.trim() ?? "" : box.value;
};
const rows = () => [...document.querySelectorAll(map.row)]
  .map((row, place) => ({ row, place })).filter(({ row }) => row.checkVisibility());
const known = (row) => shown(row.querySelector(map.fields[map.known_by].cell));
const name = (row) => map.row_name ? row.getAttribute(map.row_name) : null;
"""

ROWS = f"""(map) => {{ {_COMMON}
  return rows().map(({{ row, place }}) => ({{ place, name: name(row), fields: Object.fromEntries(
    Object.entries(map.fields).map(([field, {{ cell }}]) => [field, shown(row.querySelector(cell))])) }}));
}}"""

_PLACE = f"""([map, wanted]) => {{ {_COMMON}
  const found = rows().filter(({{ row }}) => known(row).trim() === wanted);
  if (!found.length) return null;
  const {{ row, place }} = found[found.length - 1];
  return {{ place, name: name(row) }};
}}"""

STATE = f"""(map) => {{ {_COMMON}
  const all = rows().map(({{ row }}) => row);
  const ends = [all[0], all[all.length - 1]].map((row) => row ? [name(row), known(row)] : null);
  return {{
    href: location.href, origin: performance.timeOrigin, success: said(map.success), error: said(map.error),
    confirmed: said(map.confirmed), rows: all.length, shape: JSON.stringify([all.length, ends]),
    begun: map.fields ? all.filter((row) => known(row).trim() === "").length : 0,
  }};
}}"""

# What tells that the page has done what was asked: other rows, one more, one fewer, or a word that is new.
DONE = f"""([wanted, map, before]) => {{ {_COMMON}
  if (document.readyState !== "complete" || seen(map.busy)) return null;
  const anew = performance.timeOrigin !== before.origin;
  if (map.login && seen(map.login)) return {{ error: null, login: true }};
  const status = anew ? performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0 : 0;
  const told = () => document.body?.innerText ?? "";
  if (status >= 400) return {{ error: `HTTP ${{status}}. ${{told()}}`, login: false }};
  const fresh = (key) => said(map[key]) !== null && (anew || location.href !== before.href ||
    said(map[key]) !== before[key]);
  if (fresh("error")) return {{ error: said(map.error), login: false }};
  const all = rows().map(({{ row }}) => row);
  const ends = () => [all[0], all[all.length - 1]].map((row) => row ? [name(row), known(row)] : null);
  const turned = () => anew || location.href !== before.href ||
    JSON.stringify([all.length, ends()]) !== before.shape;
  const done = {{
    open: () => all.length > 0,
    turn: turned,
    add: () => all.filter((row) => known(row).trim() === "").length > before.begun,
    remove: () => all.length < before.rows || (map.row_name !== "" && turned()),
    save: () => fresh("success"),
    submit: () => fresh("confirmed"),
  }}[wanted]();
  return done ? {{ error: null, login: false }} : null;
}}"""

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
    """The fields of every mounted row, in our way of writing."""
    return [in_our_way(page_map, row["fields"]) for row in page.evaluate(ROWS, as_typed(page_map))]


def all_rows(page: "Page", page_map: PageMap) -> list[dict[str, str]]:
    """The fields of every line of the bill that is open: through its scrolling list and its pages."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for _ in range(_MOST_LOOKS):
        _gather(found, page, page_map)
        if not scrolled(page, page_map) and not _paged_on(page, page_map):
            break
    return list(found.values())


def _gather(found: dict[tuple[str, int], dict[str, str]], page: "Page", page_map: PageMap) -> None:
    """Rows that are mounted at two looks are one; two rows with the same value at one look are two."""
    times: dict[str, int] = {}
    for fields in rows_on_screen(page, page_map):
        value = fields.get(page_map.known_by, "")
        times[value] = times.get(value, 0) + 1
        found[value, times[value]] = fields


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
    control = control_of(page, page_map, Part.NEXT)
    if not page_map.next or page_map.next_saves or control.count() != 1:
        return False
    before = page.evaluate(STATE, as_typed(page_map))
    control.click()
    page.wait_for_function(DONE, arg=["turn", as_typed(page_map), before])
    return bool(rows_on_screen(page, page_map))


def control_of(page: "Page", page_map: PageMap, part: Part) -> "Locator":
    """What can be seen of a part of the page."""
    return page.locator(page_map.selector(part) or "billbench-none").filter(visible=True)


def row_with(page: "Page", page_map: PageMap, value: str) -> "Locator | None":
    """The row on the screen whose known field holds just this."""
    # By its name where it has one: which rows stand before it can change while it is worked on.
    place: Mapping[str, Any] | None = page.evaluate(_PLACE, [as_typed(page_map), value])
    if place is None:
        return None
    if place["name"] is not None:
        return page.locator(f':is({page_map.row})[{page_map.row_name}="{place["name"]}"]')
    return page.locator(page_map.row).nth(place["place"])
