"""Reading back: what is stored, beside what was entered. For trials that ended, and those that were ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.outcomes import BillHandle, Cause, Ledger, Line, Noted
from billbench.harness.outcomes import ledger
from billbench.harness.outcomes.evidence import AppliedRule, Evidence
from billbench.harness.outcomes.later import accuses, seen_later

_STANDS_STILL_S = 2.0
"""A save that nobody waits for counts as ended when the bill has been the same for so long."""
_FIRST_PAUSE_S = 1.0
"""Before the second look at a bill; each pause after it is twice as long, as most stores are quick."""
_BREATH_S = 2.0
"""Whoever watches over a trial is told so often that it only waits."""


class Records(Protocol):
    """What an application says of itself. `tells_values`: what stands in its bills may be repeated.

    `settles_within_s`: how long it may take until what was saved can be read.
    """

    @property
    def tells_values(self) -> bool: ...
    @property
    def settles_within_s(self) -> float: ...
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


def read_back(
    support: Records,
    begun: Begun,
    noted: Noted,
    seen: Evidence,
    *,
    meanwhile: Callable[[], None] = lambda: None,
    again: Callable[[], None] = lambda: None,
) -> Ledger:
    """The ledger of a trial; where the application does not answer, nothing is known.

    What looks lost is looked at again until the application has had its own time: only then it counts.
    `meanwhile` is called every few seconds, `again` once after a look that lost something: the person comes
    back then, and their page may send what it has kept for that.
    """
    work = ledger.Work(before=begun.before, noted=noted, tells_values=support.tells_values)
    bill_id = noted.bill_id or begun.bill.bill_id

    def read() -> ledger.StoredBill:
        meanwhile()
        return _stored(support, begun, bill_id)

    try:
        stored = read()
        while seen.unsettled:
            time.sleep(_STANDS_STILL_S)
            before, stored = stored, read()
            if stored == before:
                break
        first = ledger.judge(work, stored, seen)
        if accuses(first) and support.settles_within_s:
            meanwhile()
            again()
        return _in_its_time(first, lambda: ledger.judge(work, read(), seen), support, meanwhile)
    except NotReadBack as absence:
        return ledger.unknown(work, str(absence))
    except UnreachableError as error:
        gone = Evidence(sent=seen.sent, rules=seen.rules, ending=Cause.SERVER_DIED)
        return ledger.unknown(work, str(error), gone)


def _in_its_time(
    found: Ledger, look: Callable[[], Ledger], support: Records, meanwhile: Callable[[], None]
) -> Ledger:
    """Look again while something is held against the application, the last time when its time is over."""
    began = looked = time.monotonic()
    due, pause_s = began + support.settles_within_s, _FIRST_PAUSE_S
    while accuses(found) and looked < due:
        _wait_until(min(time.monotonic() + pause_s, due), meanwhile)
        looked, pause_s = time.monotonic(), 2 * pause_s
        now = look()
        found = seen_later(found, now, time.monotonic() - began)
    return found


def _wait_until(moment: float, meanwhile: Callable[[], None]) -> None:
    while (left_s := moment - time.monotonic()) > 0:
        meanwhile()
        time.sleep(min(left_s, _BREATH_S))


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
