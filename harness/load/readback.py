"""After the drain: every bill is read back, and every save gets the one word for what became of it.

No status and no page is believed. A save changes a line that no other save changes, as far as there are
lines; where there are none left, an earlier save of the same line is `SUPERSEDED` and proves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from billbench.harness.application.ours.support import Support
from billbench.harness.load.job import BillJob, Job, draft_of
from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.outcomes import Change, Line, LineFate, Noted, Outcome
from billbench.harness.model.verdicts import Verdict
from billbench.harness.outcomes.ledger import StoredBill, Work, judge
from billbench.harness.store.requests import SaveRow, read_parts
from billbench.scenarios.load.asking import CLEARLY_REFUSED
from billbench.scenarios.load.drafts import Draft

SUPERSEDED = "superseded"

_ACKNOWLEDGING = frozenset({Verdict.OK, Verdict.WRONG_VERSION, Verdict.WRONG_LINES})
"""The person saw the next page, whatever else was wrong with it."""
_COLUMNS = ("worker", "seq", "design", "lines", "sent_s", "verdict", "bill", "token", "field", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A save as it was sent."""

    worker: int
    seq: int
    design: str
    lines: int
    sent_s: float
    verdict: Verdict
    bill: int
    token: str
    field: str
    value: str


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
    stage = jobs[0].stage
    sent: dict[int | str, list[Sent]] = {}
    for save in _sent(folder, stage):
        # A claim file is known by its case: its bill gets a number only when it is taken.
        sent.setdefault(save.bill or save.value, []).append(save)
    bills = [(job, bill) for job in jobs for bill in job.bills if _key(bill) in sent]
    uploads = support.bills_of_cases() if any(_is_upload(job, bill) for job, bill in bills) else {}
    saves: list[SaveRow] = []
    checked = harmed = 0
    for job, bill in bills:
        draft = draft_of(bill, job.designs[bill.design], job.lists)
        own = sorted(sent[_key(bill)], key=lambda one: one.sent_s)
        if _is_upload(job, bill):
            number = uploads.get(bill.case_reference)
            stored = support.read_bill(number) if number is not None else None
            saves.append(_upload_fate(stage, own, draft.lines, stored))
            checked += len(draft.lines)
        else:
            stored = _read(support, bill.bill_id)
            fates = _line_fates(draft, own, stored)
            changed = {one.token for one in own}
            checked += len(draft.lines)
            harmed += sum(token not in changed for token in fates)
            saves += _save_fates(stage, own, fates)
    return ReadBack(saves=tuple(saves), bills=len(bills), lines_checked=checked, harmed=harmed)


def _sent(folder: Path, stage: int) -> Iterator[Sent]:
    for table in read_parts(folder, _COLUMNS, stage=stage):
        for row in table.filter(pc.is_valid(table["bill"])).to_pylist():
            yield Sent(**{**row, "verdict": Verdict(row["verdict"])})


def _key(bill: BillJob) -> int | str:
    return bill.bill_id or bill.case_reference


def _is_upload(job: Job, bill: BillJob) -> bool:
    return job.designs[bill.design].route == "upload"


def _read(support: Support, bill_id: int) -> StoredBill | None:
    try:
        return support.read_bill(bill_id)
    except UnreachableError:
        return None


def _line_fates(draft: Draft, own: Sequence[Sent], stored: StoredBill | None) -> Mapping[str, LineFate]:
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


def _save_fates(stage: int, own: Sequence[Sent], fates: Mapping[str, LineFate]) -> Iterator[SaveRow]:
    last = {one.token: one.seq for one in own}
    for one in own:
        fate = fates[one.token]
        word = _word(fate.outcome, one.verdict)
        if last[one.token] == one.seq:
            yield _row(stage, one, word, fate.evidence)
        else:
            yield _row(stage, one, SUPERSEDED, "")


def _word(outcome: Outcome, verdict: Verdict) -> str:
    if outcome is Outcome.LOST_UNSAVED and verdict in CLEARLY_REFUSED:
        return Outcome.REFUSED
    return outcome


def _upload_fate(
    stage: int, own: Sequence[Sent], lines: Sequence[Line], stored: StoredBill | None
) -> SaveRow:
    """One word for a whole claim file: the worst of its lines."""
    told = own[-1].verdict
    acknowledged = told in _ACKNOWLEDGING
    if stored is None:
        lost = Outcome.LOST_ACKNOWLEDGED if acknowledged else _word(Outcome.LOST_UNSAVED, told)
        return _row(stage, own[-1], lost, "no bill came of the file")
    changes = tuple(Change(token=line.token, fields={}, acknowledged=acknowledged) for line in lines)
    fates = judge(Work(before=tuple(lines), noted=Noted(changes=changes)), stored).lines
    whole = Outcome.SAVED if acknowledged else Outcome.UNKNOWN_COMMITTED
    worst = next((fate for fate in fates if fate.outcome is not whole), None)
    return _row(stage, own[-1], worst.outcome if worst else whole, worst.evidence if worst else "")


def _row(stage: int, one: Sent, outcome: str, evidence: str) -> SaveRow:
    return SaveRow(
        stage=stage,
        worker=one.worker,
        seq=one.seq,
        bill=one.bill,
        token=one.token,
        design=one.design,
        lines=one.lines,
        sent_s=one.sent_s,
        verdict=one.verdict.value,
        outcome=str(outcome),
        evidence=evidence[:300],
    )
