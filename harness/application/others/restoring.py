"""Putting a bill back as it was found: what was typed over is typed back, lines of ours are taken away.

Only what is still as this run left it is touched. What somebody else has changed meanwhile, what is gone and
what cannot be taken back stays as it is, and is told.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser

from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.owed import Debt, Kind, Owed
from billbench.harness.application.others.reading import Reading
from billbench.harness.model.errors import UsageError
from billbench.harness.model.outcomes import Line
from billbench.scenarios.page_map import ADDED, PageMap, Part, ReadBackKind
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.protocol import JourneyFailed
from billbench.scenarios.target_lines import line_as_stored

NOT_AS_FOUND = "Not as it was found is bill"
_LOOKS_APART_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """What is to be put back in a bill as it stands now.

    `typed_over` is by the line's name; `unseen` counts what was typed and is not stored, perhaps not
    yet; `left` is what is not ours to put back, in words.
    """

    lines: tuple[Line, ...]
    typed_over: Mapping[str, Mapping[str, str]]
    added: tuple[Line, ...]
    blank: int
    unseen: int
    left: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.typed_over or self.added or self.blank)


def restore_bill(desk: TargetDesk, bill: str, debts: Sequence[Debt]) -> tuple[str, ...]:
    """Put a bill back; what is not as it was found afterwards, in words without anything that stands in it.

    Raises:
        UsageError: the page does not take it.
        UnreachableError: the target does not answer.
    """
    # A page may store so late what it was told: until then a bill that looks untouched need not stay so.
    settles_within_s = desk.target.settles_within
    settled_at = max(debt.at for debt in debts) + settles_within_s
    todo = _look(desk, bill, debts)
    while todo.unseen and time.time() < settled_at:
        desk.page.wait_for_timeout(_LOOKS_APART_MS)
        todo = _look(desk, bill, debts)
    if todo.is_nothing:
        return todo.left
    with desk.told("a way to put the bill back as it was found", f"bill-{bill}"):
        _put_back(desk, bill, todo)
    settled_at = time.time() + settles_within_s
    todo = _look(desk, bill, debts)
    while not todo.is_nothing and time.time() < settled_at:
        desk.page.wait_for_timeout(_LOOKS_APART_MS)
        todo = _look(desk, bill, debts)
    return (*todo.left, *_not_taken(todo, debts))


def restore_all(
    browser: Browser, door: Door, pictures: Path, owed: Owed, *, but_not: Collection[str] = ()
) -> Mapping[str, str]:
    """Put back all that this target's bills are owed, and settle it; of the others, by bill, what is left.

    Raises:
        UnreachableError: the target does not answer.
    """
    left: dict[str, str] = {}
    for bill, debts in owed.of(door.target.name).items():
        if bill in but_not:
            continue
        if still := _restored(browser, door, pictures, bill, debts):
            left[bill] = f"{NOT_AS_FOUND} {bill} of {door.target.name}: {'; '.join(still)}"
        else:
            owed.settle(door.target.name, bill)
    return left


def _restored(
    browser: Browser, door: Door, pictures: Path, bill: str, debts: Sequence[Debt]
) -> tuple[str, ...]:
    # A bill that was submitted is out of reach; the ledger of its trial tells of it.
    if any(debt.kind is Kind.SUBMITTED for debt in debts):
        return ()
    try:
        with TargetDesk(browser, door, pictures) as desk:
            return restore_bill(desk, bill, debts)
    except UsageError as error:
        return (str(error),)


def _look(desk: TargetDesk, bill: str, debts: Sequence[Debt]) -> ToDo:
    desk.open(bill)
    told, read_back = {debt.field for debt in debts if debt.field}, desk.target.read_back
    # An API need not tell of every field that was typed over.
    by_page = read_back.by is not ReadBackKind.API or not told <= set(read_back.fields)
    return to_do(desk.read_page(bill) if by_page else desk.read(bill), debts, desk.map.page)


def to_do(read: Reading, debts: Sequence[Debt], page_map: PageMap) -> ToDo:
    """What a bill that reads like this is owed."""
    lines = tuple(line_as_stored(fields, page_map) for fields in read.lines)
    added = _added(lines, debts)
    typed_over, unseen, left = _values(lines, debts, page_map)
    theirs = [line for line in lines if line not in added]
    removed = {debt.token for debt in debts if debt.kind is Kind.REMOVED}
    waited_for = [d for d in debts if d.kind is Kind.ADDED and d.token not in removed]
    found = {line.token.lower() for line in lines}
    unseen += sum(debt.token.lower() not in found for debt in waited_for)
    size = next((debt for debt in debts if debt.kind is Kind.SIZE), None)
    if size is not None and len(theirs) != size.lines:
        left = [*left, f"it has {len(theirs)} lines in the place of {size.lines}"]
    removes = Part.REMOVE in page_map.offers
    if added and not removes:
        left = [*left, f"{len(added)} lines that were added are there, and its page has no remove"]
    begun = size is not None and size.adds and removes
    blank = max(read.spares - size.spares, 0) if begun and size is not None else 0
    return ToDo(
        lines=lines,
        typed_over=typed_over,
        added=added if removes else (),
        blank=blank,
        unseen=unseen,
        left=tuple(left),
    )


def _added(lines: Sequence[Line], debts: Sequence[Debt]) -> tuple[Line, ...]:
    """Our lines on the bill, whole or as far as they were typed when the page stored them."""
    names = [debt.token.lower() for debt in debts if debt.kind is Kind.ADDED]

    def is_ours(token: str) -> bool:
        begun = len(token) > len(ADDED)
        return any(token == name or (begun and name.startswith(token)) for name in names)

    return tuple(line for line in lines if is_ours(line.token.lower()))


def _values(
    lines: Sequence[Line], debts: Sequence[Debt], page_map: PageMap
) -> tuple[Mapping[str, Mapping[str, str]], int, list[str]]:
    """What was typed over, by line; how much that was typed is not stored; what is not ours to put back."""
    by_name = {line.token: line for line in lines}
    typed_over: dict[str, dict[str, str]] = {}
    unseen, left = 0, list[str]()
    for (token, name), several in _by_field(debts).items():
        was, place = several[0].was, several[0].place
        line = by_name.get(token)
        if line is None:
            left.append(f"line {place} is not there")
        elif line.fields.get(name, "") == page_map.fields[name].as_ours(was):
            unseen += 1
        elif line.fields.get(name, "") in {debt.typed for debt in several}:
            typed_over.setdefault(token, {})[name] = was
        else:
            left.append(f"line {place} has in {name} neither what was there nor what was typed")
    return typed_over, unseen, left


def _by_field(debts: Sequence[Debt]) -> Mapping[tuple[str, str], Sequence[Debt]]:
    found: dict[tuple[str, str], list[Debt]] = {}
    for debt in debts:
        if debt.kind is Kind.VALUE:
            found.setdefault((debt.token, debt.field), []).append(debt)
    return found


def _put_back(desk: TargetDesk, bill: str, todo: ToDo) -> None:
    pages = MappedLines(replace(desk.visit(bill), lines=todo.lines))
    for line in todo.lines:
        if line.token in todo.typed_over:
            pages.show(line)
            pages.put_back(line, todo.typed_over[line.token])
    for line in todo.added:
        pages.show(line)
        pages.remove(line)
    with suppress(JourneyFailed):  # That they are there still is told.
        pages.remove_blanks(todo.blank)
    if Part.SAVE in desk.map.page.offers:
        pages.bill.save_and_leave()


def _not_taken(todo: ToDo, debts: Sequence[Debt]) -> list[str]:
    """What was put back and is not stored."""
    places = {debt.token: debt.place for debt in debts if debt.kind is Kind.VALUE}
    told = [
        f"line {places[token]} still has in {' and '.join(fields)} what was typed"
        for token, fields in todo.typed_over.items()
    ]
    if todo.added:
        told.append(f"{len(todo.added)} lines that were added are still there")
    if todo.blank:
        told.append(f"{todo.blank} blank rows that were added are still there")
    return told
