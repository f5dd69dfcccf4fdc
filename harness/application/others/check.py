"""Checking a target file on the target's own pages: is every part of its map there, exactly once, and where.

Nothing is typed, pressed or changed, apart from the login and a click that opens a field's editor.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.reading import check_told_apart, of_ours
from billbench.scenarios.field_map import FieldMap
from billbench.scenarios.page_map import Part, Sign
from billbench.scenarios.pages import looking, screens
from billbench.scenarios.pages.mapped import path_of
from billbench.scenarios.target_lines import line_as_stored

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_LATER = frozenset({Part.BACK, Part.SUBMIT})
"""These may stand on a later page only."""
_EDITOR_MS = 2000

_WHERE = """(one) => { const box = one.getBoundingClientRect();
  return `${one.tagName.toLowerCase()}${one.id ? "#" + one.id : ""} at ${Math.round(box.left + scrollX)}, ` +
    `${Math.round(box.top + scrollY)}`; }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A part of the map: how many of it can be seen, where the first is, and what is wrong with that."""

    part: str
    selector: str
    count: int
    where: str = ""
    problem: str = ""
    picture: str = ""


def check_bill(desk: TargetDesk, bill: str, lines: int) -> list[Finding]:
    """Open a bill and look for every part; for its size in any case."""
    found = desk.read_twice(bill).lines
    page_map = desk.map.page
    check_told_apart([line_as_stored(fields, page_map) for fields in found], bill)
    where = path_of(desk.page.url)
    wrong = ""
    if len(found) != lines:
        told = (f"bill {bill} has {len(found)} lines, the target file says {lines}", of_ours(found, page_map))
        wrong = "; ".join(part for part in told if part)
    size = Finding(part=f"{lines} lines", selector=page_map.row, count=len(found), where=where, problem=wrong)
    if page_map.next:
        desk.open(bill)  # Its lines may have been read through its pages.
    looking.scrolled(desk.page, page_map, to=0)
    return [_with_picture(desk, one) for one in (size, *_fields(desk), *_parts(desk, lines), *_states(desk))]


def _fields(desk: TargetDesk) -> Iterator[Finding]:
    row = desk.page.locator(desk.map.page.row).filter(visible=True).first
    for name, field in desk.map.page.fields.items():
        cell = row.locator(field.cell)
        yield _once(f"field {name}", field.cell, cell, "in the first row")
        if field.editor and cell.count() == 1:
            yield _editor(desk, f"editor of {name}", field, cell)


def _editor(desk: TargetDesk, name: str, field: FieldMap, cell: "Locator") -> Finding:
    cell.click()
    editor = cell.locator(field.editor)
    with suppress(Error):  # That it did not come is what is told.
        editor.first.wait_for(timeout=_EDITOR_MS)
    found = _once(name, field.editor, editor, "in its cell after a click")
    desk.page.keyboard.press("Escape")
    return found


def _parts(desk: TargetDesk, lines: int) -> Iterator[Finding]:
    page_map = desk.map.page
    absent = _LATER if page_map.has_pages(lines) else _LATER | {Part.NEXT}
    for part in Part:
        selector = page_map.selector(part)
        if not selector:
            yield Finding(part=part.value, selector="", count=0, where="not offered")
        elif part is Part.REMOVE:
            row = desk.page.locator(page_map.row).filter(visible=True).first
            yield _once(part.value, selector, row.locator(selector).filter(visible=True), "in the first row")
        else:
            control = looking.control_of(desk.page, page_map, part)
            if part in absent and not control.count():
                yield Finding(part=part.value, selector=selector, count=0, where="not on the first page")
            else:
                yield _once(part.value, selector, control, "on the page of the bill")


def _states(desk: TargetDesk) -> Iterator[Finding]:
    """What shows a state must not be there all the time, or it shows nothing."""
    page_map = desk.map.page
    signs = desk.page.evaluate(screens.STATE, looking.as_typed(page_map))["signs"]
    for name in (*signs, "login", "busy"):
        sign = getattr(page_map, name)
        if not sign:
            continue
        selector = sign.css if isinstance(sign, Sign) else sign
        count, words = desk.page.locator(selector).filter(visible=True).count() if selector else 0, "shown"
        if isinstance(sign, Sign):
            words, selector = signs[name], f"{selector} {' or '.join(map(repr, sign.words))}".strip()
            count = 0 if words is None else max(count, 1)
        problem = ""
        if count and name != "success" and (words or name != "error"):
            problem = f"{name} can be seen with {selector!r} on a bill that was just opened"
        where = "to be seen already" if count else "not to be seen yet"
        yield Finding(part=name, selector=selector, count=count, where=where, problem=problem)


def _once(part: str, selector: str, found: "Locator", place: str) -> Finding:
    count = found.count()
    if count == 1:
        return Finding(part=part, selector=selector, count=1, where=found.evaluate(_WHERE))
    told = "nothing matches" if not count else f"{count} things match"
    problem = f"{part} was looked for with {selector!r} {place}, and {told}"
    return Finding(part=part, selector=selector, count=count, where=place, problem=problem)


def _with_picture(desk: TargetDesk, finding: Finding) -> Finding:
    if not finding.problem:
        return finding
    picture = desk.take_picture(finding.part)
    problem = f"{finding.problem}, on {path_of(desk.page.url)}"
    return Finding(
        part=finding.part,
        selector=finding.selector,
        count=finding.count,
        where=finding.where,
        problem=problem,
        picture=str(picture or ""),
    )


def problems(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.problem]
