"""A target as trials need it: a bill to begin with, and what is stored of it afterwards.

No bill is made there. A bill keeps its size: lines that an earlier trial added are taken away first, and
lines that one took away or lost are added, where its page offers that.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from billbench.harness.application.office import Beginning
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.model.errors import UsageError
from billbench.harness.model.outcomes import BillHandle, Line
from billbench.harness.model.trials import Cell
from billbench.harness.outcomes.evidence import AppliedRule
from billbench.harness.outcomes.ledger import StoredBill, StoredLine
from billbench.harness.outcomes.readback import Begun, NotReadBack
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.page_map import ADDED, Part, ReadBackKind
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.target_lines import line_as_stored, lines_to_type

_NEAR = 0.1
"""A bill whose size is off by no more than this share still counts as of its size: trials lose lines."""


class TargetOffice:
    """A target in one launch."""

    def __init__(self, browser: Browser, door: Door, pictures: Path) -> None:
        self.door = door
        self.map = door.target.map
        self.site = door.target.site
        self._browser = browser
        self._pictures = pictures

    @property
    def tells_values(self) -> bool:
        return self.map.keeps_content

    def rules(self) -> tuple[AppliedRule, ...]:
        """Nobody says which limits a target applies."""
        return ()

    def pass_time(self, seconds: float) -> None:
        """A real session's clock cannot be moved: the person's time does not pass for it."""

    def prepare(self, cell: Cell, *, seed: int, launch: int) -> Beginning:  # noqa: ARG002 - nothing is drawn
        """A bill of the cell's size with what is on it; of several, each launch takes the next.

        Raises:
            UsageError: the bill is not there, is of another size, or its lines cannot be told apart.
            UnreachableError: the target does not answer.
        """
        lines = cell.lines
        bill = self.map.bills.bill_of(lines, launch)
        with TargetDesk(self._browser, self.door, self._pictures) as desk:
            desk.open(bill)
            found = desk.lines(bill)
            if len(found) != lines and _bring_to(desk, bill, lines, found):
                desk.open(bill)
                found = desk.lines(bill)
        before = tuple(line_as_stored(fields, self.map.page) for fields in found)
        if abs(len(before) - lines) > max(_NEAR * lines, 3):
            raise UsageError(f"Bill {bill} has {len(before)} lines by now; the target file says {lines}.")
        check_told_apart(before, bill)
        return Beginning(
            begun=Begun(bill=BillHandle(bill_id=0, case_reference=bill, user=""), before=before),
            to_key_in=lines_to_type(self.map.page, JOURNEYS[cell.journey].keys_in),
        )

    def read_bill(self, bill_id: int) -> StoredBill:
        raise NotReadBack(f"A target has no bill by the number {bill_id}.")

    def bill_of_case(self, case_reference: str) -> StoredBill:
        """The bill as it is stored, read in a browser of its own.

        Raises:
            NotReadBack: the target file says that there is no way, or the bill did not open.
            UnreachableError: the target does not answer.
        """
        by = self.door.target.read_back.by
        if by is ReadBackKind.NONE:
            raise NotReadBack("The target file says that saved work cannot be read back.")
        try:
            with TargetDesk(self._browser, self.door, self._pictures) as desk:
                if by is ReadBackKind.PAGE:
                    desk.open(case_reference)
                else:
                    desk.log_in()
                found = desk.lines(case_reference)
        except UsageError as error:
            raise NotReadBack(str(error)) from error
        return StoredBill(
            lines=tuple(StoredLine(kind="lines", fields=fields) for fields in found), submissions=None
        )


def check_told_apart(lines: Sequence[Line], bill: str) -> None:
    """Raises `UsageError` unless the known field of every line is its own."""
    for token, times in Counter(line.token for line in lines).items():
        if times > 1 or not token:
            what = "nothing" if not token else "the same"
            count = "a line" if times == 1 else f"{times} lines"
            raise UsageError(
                f"Lines of bill {bill} cannot be told apart: {count} have {what} in {lines[0].known_by}. "
                "Let known_by name a field that every line has for itself."
            )


def _bring_to(desk: TargetDesk, bill: str, lines: int, found: Sequence[dict[str, str]]) -> bool:
    """Take added lines away, or add what is missing; whether anything was changed."""
    page_map = desk.map.page
    there = tuple(line_as_stored(fields, page_map) for fields in found)
    pages = MappedLines(replace(desk.visit(bill), lines=there))
    with desk.told("a way to give the bill its size again", f"bill-{bill}"):
        if len(there) > lines and Part.REMOVE in page_map.offers:
            added = [line for line in there if line.token.startswith(ADDED)][: len(there) - lines]
            for line in added:
                pages.show(line)
                pages.remove(line)
            changed = bool(added)
        elif len(there) < lines and Part.ADD in page_map.offers:
            for line in lines_to_type(page_map, lines - len(there)):
                pages.add()
                pages.enter(line)
            changed = True
        else:
            changed = False
        if changed and Part.SAVE in page_map.offers:
            pages.bill.save_and_leave()
    return changed
