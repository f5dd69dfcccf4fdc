"""After the drain: every bill is read back, and every save gets the one word for what became of it.

No status and no page is believed. A save changes a line that no other save changes, as far as there are
lines; where there are none left, an earlier save of the same line is `SUPERSEDED` and proves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc

from billbench.harness.application.ours.support import Support
from billbench.harness.load.job import Job
from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.outcomes import Change, Line, LineFate, Noted, Outcome
from billbench.harness.model.verdicts import Verdict
from billbench.harness.outcomes.ledger import StoredBill, Work, judge
from billbench.harness.store.requests import SUPERSEDED, SaveRow, read_parts
from billbench.scenarios.load.drafts import Draft, LoadBill, draft_of
from billbench.scenarios.load.judging import CLEARLY_REFUSED

_ACKNOWLEDGING = frozenset({Verdict.OK, Verdict.WRONG_VERSION, Verdict.WRONG_LINES})
"""The person saw the next page, whatever else was wrong with it."""
_COLUMNS = ("worker", "seq", "design", "lines", "sent_s", "verdict", "bill", "token", "field", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSave:
    """A save as it was sent: its row without what became of it, and what it was to change."""

    row: SaveRow
    field: str
    value: str

    @property
    def token(self) -> str:
        return self.row.token

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.row.verdict)

    def became(self, outcome: str, evidence: str) -> SaveRow:
        return replace(self.row, outcome=outcome, evidence=evidence[:300])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """The fates of a stage's saves, and of the lines of all bills that were saved into.

    `harmed` are lines that no save had changed and that are not as they were.
    """

    saves: tuple[SaveRow, ...]
    bills: int
    lines_checked: int
    harmed: int


def read_back(folder: Path, jobs: Sequence[Job], support: Support) -> ReadBack:
    """Read back every bill of a stage that a save was sent to.

    Raises:
        UnreachableError: the application does not answer at all.
    """
    sent: dict[int | str, list[SentSave]] = {}
    for save in _sent(folder, jobs[0].stage):
        # A claim file is known by its case: its bill gets a number only when it is taken.
        sent.setdefault(save.row.bill or save.value, []).append(save)
    bills = [(job, bill) for job in jobs for bill in job.bills if _key(bill) in sent]
    uploads = support.bills_of_cases() if any(_is_upload(job, bill) for job, bill in bills) else {}
    saves: list[SaveRow] = []
    checked = harmed = 0
    for job, bill in bills:
        draft = draft_of(bill, job.designs[bill.design], job.lists)
        own = sorted(sent[_key(bill)], key=lambda one: one.row.sent_s)
        checked += len(draft.lines)
        if _is_upload(job, bill):
            number = uploads.get(bill.case_reference)
            stored = support.read_bill(number) if number is not None else None
            saves.append(_upload_fate(own[-1], draft.lines, stored))
        else:
            fates = _line_fates(draft, own, _read(support, bill.bill_id))
            harmed += len(fates.keys() - {one.token for one in own})
            saves += _save_fates(own, fates)
    return ReadBack(saves=tuple(saves), bills=len(bills), lines_checked=checked, harmed=harmed)


def _sent(folder: Path, stage: int) -> Iterator[SentSave]:
    for table in read_parts(folder, _COLUMNS, stage=stage):
        for one in table.filter(pc.is_valid(table["bill"])).to_pylist():
            field, value = one.pop("field"), one.pop("value")
            yield SentSave(row=SaveRow(stage=stage, **one), field=field, value=value)


def _key(bill: LoadBill) -> int | str:
    return bill.bill_id or bill.case_reference


def _is_upload(job: Job, bill: LoadBill) -> bool:
    return job.designs[bill.design].route == "upload"


def _read(support: Support, bill_id: int) -> StoredBill | None:
    try:
        return support.read_bill(bill_id)
    except UnreachableError:
        return None


def _line_fates(draft: Draft, own: Sequence[SentSave], stored: StoredBill | None) -> Mapping[str, LineFate]:
    """The fate of every line that was changed or that is not as it was, by token."""
    if stored is None:
        lost = "the bill could not be read back"
        return {one.token: LineFate(token=one.token, outcome=Outcome.UNKNOWN, evidence=lost) for one in own}
    last = {one.token: one for one in own}
    changes = tuple(
        Change(token=one.token, fields={one.field: one.value}, acknowledged=one.verdict in _ACKNOWLEDGING)
        for one in last.values()
    )
    found = judge(Work(before=draft.lines, noted=Noted(changes=changes)), stored)
    return {fate.token: fate for fate in found.lines}


def _save_fates(own: Sequence[SentSave], fates: Mapping[str, LineFate]) -> Iterator[SaveRow]:
    last = {one.token: one for one in own}
    for one in own:
        if last[one.token] is not one:
            yield one.became(SUPERSEDED, "")
        else:
            fate = fates[one.token]
            yield one.became(_word(fate.outcome, one.verdict), fate.evidence)


def _word(outcome: Outcome, verdict: Verdict) -> Outcome:
    if outcome is Outcome.LOST_UNSAVED and verdict in CLEARLY_REFUSED:
        return Outcome.REFUSED
    return outcome


def _upload_fate(last: SentSave, lines: Sequence[Line], stored: StoredBill | None) -> SaveRow:
    """One word for a whole claim file: the worst of its lines."""
    acknowledged = last.verdict in _ACKNOWLEDGING
    if stored is None:
        lost = Outcome.LOST_ACKNOWLEDGED if acknowledged else _word(Outcome.LOST_UNSAVED, last.verdict)
        return last.became(lost, "no bill came of the file")
    changes = tuple(Change(token=line.token, fields={}, acknowledged=acknowledged) for line in lines)
    fates = judge(Work(before=tuple(lines), noted=Noted(changes=changes)), stored).lines
    whole = Outcome.SAVED if acknowledged else Outcome.UNKNOWN_COMMITTED
    worst = next((fate for fate in fates if fate.outcome is not whole), None)
    return last.became(worst.outcome, worst.evidence) if worst else last.became(whole, "")
