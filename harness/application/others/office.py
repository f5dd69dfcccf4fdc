"""A target as trials need it: a bill to begin with, and what is stored of it afterwards.

No bill is made there, and none is given a size. What a trial changes is put back after it.
"""

import functools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from billbench.harness.application.office import Beginning, NotPreparedError
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.owed import Debt, Kind, Owed
from billbench.harness.application.others.reading import Reading, check_size, check_told_apart
from billbench.harness.application.others.restoring import restore_all
from billbench.harness.model.errors import UsageError
from billbench.harness.model.outcomes import BillHandle, Line
from billbench.harness.model.trials import Cell
from billbench.harness.outcomes.evidence import AppliedRule
from billbench.harness.outcomes.ledger import StoredBill, StoredLine
from billbench.harness.outcomes.readback import Begun, NotReadBack
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.page_map import ADDED, ReadBackKind
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.protocol import MappedNotebook, Notebook
from billbench.scenarios.target_lines import line_as_stored, lines_to_type


class TargetOffice:
    """A target in one launch."""

    def __init__(self, browser: Browser, door: Door, pictures: Path, owed: Owed | None = None) -> None:
        self.door = door
        self.map = door.target.map
        self.site = door.target.site
        self._browser = browser
        self._pictures = pictures
        self._owed = owed or Owed()
        self._not_as_found: dict[str, str] = {}

    @property
    def tells_values(self) -> bool:
        return self.map.keeps_content

    @property
    def settles_within_s(self) -> float:
        return self.door.target.settles_within

    def rules(self) -> tuple[AppliedRule, ...]:
        """Nobody says which limits a target applies."""
        return ()

    def pass_time(self, seconds: float) -> None:
        """A real session's clock cannot be moved: but for pauses, which are made, no time passes for it."""

    def prepare(self, cell: Cell, *, seed: int, launch: int) -> Beginning:  # noqa: ARG002 - nothing is drawn
        """A bill of the cell's size with what is on it; of several, each launch takes the next.

        Raises:
            UsageError: the bill is not there, or is not what the file says.
            NotPreparedError: an earlier trial has changed it, and it could not be put back.
            UnreachableError: the target does not answer.
        """
        journey, bill = JOURNEYS[cell.journey], self.map.bills.bill_of(cell.lines, launch)
        self.restore()
        if bill in self._not_as_found:
            raise NotPreparedError(f"{self._not_as_found[bill]}. Nothing more is typed into it.")
        with TargetDesk(self._browser, self.door, self._pictures) as desk:
            read = self._as_the_file_says(desk, cell, bill)
            before = self._lines(read)
            offered = journey.needs is not None and journey.needs <= self.map.page.offers
            if offered and journey.needs:
                adds = bool(journey.keys_in or journey.takes_away)
                self._owe(bill, Kind.SIZE, lines=len(before), spares=read.spares, adds=adds)
            if offered and journey.takes_away and self.map.may_add_lines:
                before = self._with_ours(desk, bill, before, journey.takes_away)
        return Beginning(
            begun=Begun(bill=BillHandle(bill_id=0, case_reference=bill, user=""), before=before),
            to_key_in=lines_to_type(self.map.page, journey.keys_in),
        )

    def before_writing(self, begun: Begun, notebook: Notebook) -> None:
        """Write down how the bill was found, before the person changes it."""
        self._owed.note(_debts(begun, notebook, self.door.target.name, time.time()))

    def restore(self) -> None:
        """Put every bill back that a trial has changed; one that cannot be is left alone from then on.

        Raises:
            UnreachableError: the target does not answer.
        """
        left = self._not_as_found
        left.update(restore_all(self._browser, self.door, self._pictures, self._owed, but_not=set(left)))

    def _as_the_file_says(self, desk: TargetDesk, cell: Cell, bill: str) -> Reading:
        """The bill in two readings that agree; for a journey that types nothing, one is enough."""
        if JOURNEYS[cell.journey].needs:
            read = desk.read_twice(bill)
        else:
            desk.open(bill)
            read = desk.read(bill)
        check_told_apart(self._lines(read), bill)
        check_size(read, cell.lines, self.map.page, bill)
        return read

    def _with_ours(
        self, desk: TargetDesk, bill: str, before: tuple[Line, ...], count: int
    ) -> tuple[Line, ...]:
        """The bill with so many lines of ours on it, for a journey to take away again."""
        ours = lines_to_type(self.map.page, count)
        for line in ours:
            self._owe(bill, Kind.ADDED, token=line.token)
        pages = MappedLines(replace(desk.visit(bill), lines=before))
        desk.open(bill)
        with desk.told("a way to add a line that the journey takes away", f"bill-{bill}"):
            for line in ours:
                pages.add()
                pages.enter(line)
            pages.bill.save_and_leave()
        there = self._lines(desk.read_twice(bill))
        missing = {line.token for line in (*before, *ours)} - {line.token for line in there}
        if missing:
            raise UsageError(
                f"A line was typed into bill {bill} for the journey to take away, and the bill does not have "
                f"it, or has lost another: {len(missing)} of {len(before) + count} lines are missing."
            )
        return there

    def _lines(self, read: Reading) -> tuple[Line, ...]:
        return tuple(line_as_stored(fields, self.map.page) for fields in read.lines)

    def _owe(self, bill: str, kind: Kind, **more: Any) -> None:
        self._owed.note([Debt(design=self.door.target.name, bill=bill, kind=kind, at=time.time(), **more)])

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
                found = desk.read(case_reference).lines
        except UsageError as error:
            raise NotReadBack(str(error)) from error
        return StoredBill(
            lines=tuple(StoredLine(kind="lines", fields=fields) for fields in found), submissions=None
        )


def _debts(begun: Begun, notebook: Notebook, target: str, at: float) -> Iterator[Debt]:
    """What the bill is owed for what the person is about to do, as far as the notebook tells."""
    owe = functools.partial(Debt, design=target, bill=begun.bill.case_reference, at=at)
    places = {line.token: place for place, line in enumerate(begun.before, start=1)}
    for token in notebook.removed:
        if token.startswith(ADDED):
            yield owe(kind=Kind.REMOVED, token=token)
    for token in notebook.added:
        yield owe(kind=Kind.ADDED, token=token)
    for token, change in notebook.changes.items():
        stood = notebook.stood.get(token, {}) if isinstance(notebook, MappedNotebook) else {}
        for name, was in stood.items():
            yield owe(
                kind=Kind.VALUE,
                token=token,
                place=places.get(token, 0),
                field=name,
                was=was,
                typed=change.fields.get(name, ""),
            )
    if notebook.submitted is not None:
        yield owe(kind=Kind.SUBMITTED)
