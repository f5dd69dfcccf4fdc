"""Reading back: what is stored, beside what was entered. For trials that ended, and those that were ended."""

import time
from dataclasses import dataclass
from typing import Protocol

from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.outcomes import BillHandle, Cause, Ledger, Line, Noted
from billbench.harness.outcomes import ledger
from billbench.harness.outcomes.evidence import AppliedRule, Evidence

_SETTLES_WITHIN_S = 2.0
"""A save that nobody waits for counts as ended when the bill has been the same for so long."""


class Records(Protocol):
    """What an application says of itself. `tells_values`: what stands in its bills may be repeated."""

    @property
    def tells_values(self) -> bool: ...
    def rules(self) -> tuple[AppliedRule, ...]: ...
    def pass_time(self, seconds: float) -> None: ...
    def read_bill(self, bill_id: int) -> ledger.StoredBill: ...
    def bill_of_case(self, case_reference: str) -> ledger.StoredBill: ...


class NotReadBack(Exception):  # noqa: N818 - it is a property of the application, not a fault of ours
    """There is no way to what is stored; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a trial began with: the bill, the lines on it, the counts of limits and faults."""

    bill: BillHandle
    before: tuple[Line, ...]
    rules: tuple[AppliedRule, ...] = ()


def read_back(support: Records, begun: Begun, noted: Noted, seen: Evidence) -> Ledger:
    """The ledger of a trial; where the application does not answer, nothing is known."""
    work = ledger.Work(before=begun.before, noted=noted, tells_values=support.tells_values)
    try:
        bill_id = noted.bill_id or begun.bill.bill_id
        stored = _stored(support, begun, bill_id)
        while seen.unsettled:
            time.sleep(_SETTLES_WITHIN_S)
            before, stored = stored, _stored(support, begun, bill_id)
            if stored == before:
                break
        return ledger.judge(work, stored, seen)
    except NotReadBack as absence:
        return ledger.unknown(work, str(absence))
    except UnreachableError as error:
        gone = Evidence(sent=seen.sent, rules=seen.rules, ending=Cause.SERVER_DIED)
        return ledger.unknown(work, str(error), gone)


def _stored(support: Records, begun: Begun, bill_id: int) -> ledger.StoredBill:
    return support.read_bill(bill_id) if bill_id else support.bill_of_case(begun.bill.case_reference)


def applied_since(support: Records, before: tuple[AppliedRule, ...]) -> tuple[AppliedRule, ...]:
    """How often each limit or fault was applied in the trial; none where the application does not say."""
    try:
        now = support.rules()
    except UnreachableError:
        return ()
    if len(now) != len(before):
        return now
    return tuple(
        AppliedRule(kind=n.kind, times=n.times - b.times, limit=n.limit, on_exceed=n.on_exceed)
        for n, b in zip(now, before, strict=True)
    )
