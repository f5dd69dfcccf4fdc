"""The ledger: one word a line, from what is stored."""

from typing import Any

from harness.ledger import StoredBill, StoredLine, Work, judge, unknown
from harness.model import Change, Line, Outcome, Submission


def line(number: int, **fields: str) -> Line:
    token = f"ref {number:04d}"
    return Line(
        kind="hourly",
        token=token,
        known_by="ACTIVITY",
        fields={"ACTIVITY": f"Drafting, {token}", "TIME": "00:30"} | fields,
    )


def stored(*lines: Line, submissions: tuple[str, ...] = (), **changes: str) -> StoredBill:
    return StoredBill(
        lines=tuple(StoredLine(kind=item.kind, fields={**item.fields, **changes}) for item in lines),
        submissions=submissions,
    )


def work(*before: Line, **changes: Any) -> Work:
    return Work(**{"before": before, "changes": ()} | changes)


def typed(item: Line, *, acknowledged: bool, **fields: str) -> Change:
    return Change(token=item.token, fields=fields, acknowledged=acknowledged)


def outcome(work_done: Work, bill: StoredBill) -> Outcome:
    (fate,) = judge(work_done, bill).lines
    return fate.outcome


def test_an_untouched_bill_is_all_saved() -> None:
    """Lines that are as they were are counted, not listed."""
    found = judge(work(line(1), line(2)), stored(line(1), line(2)))
    assert (found.lines_checked, found.lines) == (2, ())


def test_an_acknowledged_change_that_is_stored_is_saved() -> None:
    change = typed(line(1), acknowledged=True, TIME="01:12")
    assert outcome(work(line(1), changes=(change,)), stored(line(1), TIME="01:12")) is Outcome.SAVED


def test_an_acknowledged_change_that_is_not_stored_is_lost() -> None:
    """The page said saved: the worst kind of loss."""
    change = typed(line(1), acknowledged=True, TIME="01:12")
    assert outcome(work(line(1), changes=(change,)), stored(line(1))) is Outcome.LOST_ACKNOWLEDGED


def test_a_change_never_acknowledged_and_not_stored_is_lost_unsaved() -> None:
    change = typed(line(1), acknowledged=False, TIME="01:12")
    assert outcome(work(line(1), changes=(change,)), stored(line(1))) is Outcome.LOST_UNSAVED


def test_a_change_never_acknowledged_yet_stored_is_unknown_committed() -> None:
    change = typed(line(1), acknowledged=False, TIME="01:12")
    bill = stored(line(1), TIME="01:12")
    assert outcome(work(line(1), changes=(change,)), bill) is Outcome.UNKNOWN_COMMITTED


def test_a_line_that_vanished_is_lost() -> None:
    assert outcome(work(line(1), line(2)), stored(line(2))) is Outcome.LOST_ACKNOWLEDGED


def test_a_line_stored_twice_is_duplicated() -> None:
    assert outcome(work(line(1)), stored(line(1), line(1))) is Outcome.DUPLICATED


def test_a_line_stored_otherwise_is_altered_with_the_evidence() -> None:
    (fate,) = judge(work(line(1)), stored(line(1), TIME="09:99")).lines
    assert fate.outcome is Outcome.ALTERED
    assert fate.evidence == "TIME: '09:99' is stored, '00:30' was entered"


def test_submissions_are_judged_by_what_was_received() -> None:
    """A confirmation page alone proves nothing."""
    bill = stored(line(1))
    received = stored(line(1), submissions=("INV1",))
    twice = stored(line(1), submissions=("INV1", "INV2"))
    assert judge(work(line(1)), bill).submission is Submission.NOT_TRIED
    assert judge(work(line(1), submitted=True), bill).submission is Submission.NOT_SENT
    assert judge(work(line(1), submitted=True), received).submission is Submission.RECEIVED
    assert judge(work(line(1), submitted=True), twice).submission is Submission.SENT_TWICE


def test_a_bill_that_cannot_be_read_back_is_unknown_never_saved() -> None:
    found = unknown(work(line(1), line(2)), "no answer")
    assert {fate.outcome for fate in found.lines} == {Outcome.UNKNOWN}
    assert found.lines_checked == 0
