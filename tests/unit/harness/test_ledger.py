"""The ledger: one word a line, from what is stored."""

from dataclasses import replace
from typing import Any

import pytest

from billbench.harness.model.outcomes import Cause, Change, Line, Noted, NotTaken, Outcome, Submission
from billbench.harness.outcomes.evidence import Evidence, Sent
from billbench.harness.outcomes.ledger import StoredBill, StoredLine, Work, judge, unknown


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


def work(*before: Line, tells_values: bool = True, **noted: Any) -> Work:
    return Work(before=before, noted=Noted(**noted), tells_values=tells_values)


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


def test_a_line_known_by_its_whole_value_is_not_taken_for_one_that_begins_like_it() -> None:
    whole = [
        Line(kind="lines", token=token, known_by="WORK", fields={"WORK": token}, whole=True)
        for token in ("Call 1", "Call 10")
    ]
    assert judge(work(*whole), stored(*whole)).lines == ()
    assert [fate.token for fate in judge(work(*whole), stored(whole[1])).lines] == ["Call 1"]


def test_values_that_may_not_be_told_are_in_no_evidence() -> None:
    """A line is told by its place, a field by its name."""
    change = typed(line(2), acknowledged=True, TIME="01:00")
    done = work(line(1), line(2), changes=(change,), tells_values=False)
    (fate,) = judge(done, stored(line(1), line(2, TIME="09:09"))).lines
    assert (fate.token, fate.outcome) == ("line 2", Outcome.ALTERED)
    assert fate.evidence == "TIME: another value is stored than was entered"
    assert [fate.token for fate in unknown(done, "gone").lines] == ["line 1", "line 2"]


def test_a_submission_is_unknown_where_nobody_tells_what_was_received() -> None:
    silent = StoredBill(lines=(), submissions=None)
    assert judge(work(submitted=True), silent).submission is Submission.UNKNOWN
    assert judge(work(), silent).submission is Submission.NOT_TRIED


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


def test_an_entry_that_was_refused_and_stayed_on_the_screen_is_refused_not_lost() -> None:
    change = Change(token=line(1).token, fields={"TIME": "01:12"}, acknowledged=False, refused=True)
    assert outcome(work(line(1), changes=(change,)), stored(line(1))) is Outcome.REFUSED


def test_a_new_line_is_judged_by_all_its_fields() -> None:
    new = line(2)
    for acknowledged, there, word in (
        (True, True, Outcome.SAVED),
        (False, True, Outcome.UNKNOWN_COMMITTED),
        (True, False, Outcome.LOST_ACKNOWLEDGED),
        (False, False, Outcome.LOST_UNSAVED),
    ):
        change = Change(token=new.token, fields=new.fields, acknowledged=acknowledged)
        bill = stored(line(1), new) if there else stored(line(1))
        assert outcome(work(line(1), added=(new,), changes=(change,)), bill) is word


def test_a_new_line_of_which_a_part_was_stored_is_altered_never_as_before() -> None:
    new = line(2)
    change = Change(token=new.token, fields=new.fields, acknowledged=True)
    done = work(line(1), added=(new,), changes=(change,))
    half = StoredBill(lines=(*stored(line(1)).lines, *stored(new, TIME="").lines), submissions=())
    assert outcome(done, half) is Outcome.ALTERED


def test_a_removed_line_is_saved_when_it_is_gone_and_lost_when_it_is_there() -> None:
    gone = {line(2).token: True}
    assert outcome(work(line(1), line(2), removed=gone), stored(line(1))) is Outcome.SAVED
    both = stored(line(1), line(2))
    assert outcome(work(line(1), line(2), removed=gone), both) is Outcome.LOST_ACKNOWLEDGED
    unsure = {line(2).token: False}
    assert outcome(work(line(1), line(2), removed=unsure), stored(line(1))) is Outcome.UNKNOWN_COMMITTED


def test_a_word_other_than_saved_comes_with_its_cause() -> None:
    change = typed(line(1), acknowledged=False, ACTIVITY="Reading, ref 0001")
    body = b"PRES_1_ACTIVITY=Reading%2C+ref+0001"
    seen = Evidence(sent=(Sent(path="/lines/hourly", body=body, status=504),))
    (fate,) = judge(work(line(1), changes=(change,)), stored(line(1)), seen).lines
    assert (fate.outcome, fate.cause) == (Outcome.LOST_UNSAVED, Cause.GATEWAY_TIMEOUT)
    assert "504" in fate.evidence


def test_a_saved_line_has_no_cause_whatever_was_seen() -> None:
    """Trouble on the way that cost nothing is not a loss."""
    change = typed(line(1), acknowledged=True, TIME="01:12")
    seen = Evidence(gave_up=True, ending=Cause.FROZEN)
    (fate,) = judge(work(line(1), changes=(change,)), stored(line(1), TIME="01:12"), seen).lines
    assert (fate.outcome, fate.cause) == (Outcome.SAVED, None)


def test_a_submission_that_a_page_refused_is_refused() -> None:
    done = work(line(1), submitted=False, submit_refused=True)
    assert judge(done, stored(line(1))).submission is Submission.REFUSED


NEVER = NotTaken(token="ref 0001", name="TIME", evidence="TIME: it shows '9'", cause=Cause.KEPT_OUT_BY_FIELD)


def fates(work_done: Work, bill: StoredBill) -> list[tuple[str, Outcome, Cause | None]]:
    found = judge(work_done, bill).lines
    assert all(fate.evidence for fate in found if fate.outcome is not Outcome.SAVED)
    return [(fate.token, fate.outcome, fate.cause) for fate in found]


@pytest.mark.parametrize("there", ["00:30", "9"])
def test_what_no_field_held_is_neither_lost_nor_altered_whatever_is_stored_of_it(there: str) -> None:
    """A page that saves by itself may have stored what its field showed."""
    found = fates(work(line(1), not_taken=(NEVER,)), stored(line(1), TIME=there))
    assert found == [("ref 0001", Outcome.NOT_TAKEN, Cause.KEPT_OUT_BY_FIELD)]


def test_a_field_that_did_not_take_something_excuses_no_other_harm() -> None:
    done = work(line(1), line(2), not_taken=(NEVER,))
    assert fates(done, stored(line(2)))[0][1] is Outcome.LOST_ACKNOWLEDGED
    assert (
        fates(done, stored(line(1), line(2), ACTIVITY="Drafting, ref 0001 ref 0002"))[0][1]
        is Outcome.DUPLICATED
    )
    other = StoredBill(lines=(*stored(line(1)).lines, *stored(line(2), TIME="9").lines), submissions=())
    assert [fate[:2] for fate in fates(done, other)] == [
        ("ref 0001", Outcome.NOT_TAKEN),
        ("ref 0002", Outcome.ALTERED),
    ]


def test_work_that_was_not_saved_because_the_trial_ended_at_a_field_is_not_lost() -> None:
    change = typed(line(2), acknowledged=False, TIME="01:12")
    saved = typed(line(3), acknowledged=True, TIME="01:12")
    done = work(line(1), line(2), line(3), changes=(change, saved), not_taken=(NEVER,))
    found = {token: word for token, word, _ in fates(done, stored(line(1), line(2), line(3)))}
    assert found == {
        "ref 0001": Outcome.NOT_TAKEN,
        "ref 0002": Outcome.NOT_TAKEN,
        "ref 0003": Outcome.LOST_ACKNOWLEDGED,
    }


def test_what_nobody_had_read_from_its_field_when_the_page_hung_is_not_lost() -> None:
    """What was read before that is."""
    change = Change(token="ref 0001", fields={"TIME": "1"}, acknowledged=False, unread=("TIME",))
    seen = Evidence(ending=Cause.FROZEN)
    for fields, word in (({}, Outcome.NOT_TAKEN), ({"RATE": "2"}, Outcome.LOST_UNSAVED)):
        half = replace(change, fields={**change.fields, **fields})
        (fate,) = judge(work(line(1, RATE="1"), changes=(half,)), stored(line(1, RATE="1")), seen).lines
        assert fate.outcome is word


def test_a_new_line_of_which_no_field_held_the_name_is_told_and_is_on_no_bill() -> None:
    new = replace(NEVER, token="ref 0009")
    assert fates(work(line(1), not_taken=(new,)), stored(line(1)))[0][:2] == ("ref 0009", Outcome.NOT_TAKEN)
    masked = judge(work(line(1), not_taken=(new,), tells_values=False), stored(line(1))).lines
    assert [fate.token for fate in masked] == ["a new line"]


def test_what_the_field_has_for_the_same_is_the_same_and_nothing_else_is() -> None:
    change = Change(
        token=line(1).token, fields={"TIME": "Two"}, acknowledged=True, also={"TIME": ("2", "Two")}
    )
    assert outcome(work(line(1), changes=(change,)), stored(line(1), TIME="2")) is Outcome.SAVED
    assert outcome(work(line(1), changes=(change,)), stored(line(1), TIME="3")) is Outcome.ALTERED


def test_of_others_a_field_that_is_not_read_back_is_not_taken_for_blank() -> None:
    whole = Line(kind="lines", token="Call", known_by="WORK", fields={"WORK": "Call"}, whole=True)
    bill = StoredBill(
        lines=(StoredLine(kind="lines", fields={"WORK": "Call", "RATE": "2"}),), submissions=None
    )
    for fields, word in (({"DAY": "1"}, Outcome.UNKNOWN), ({"DAY": "1", "RATE": "2"}, Outcome.SAVED)):
        change = Change(token="Call", fields=fields, acknowledged=True)
        assert outcome(work(whole, changes=(change,)), bill) is word


def test_a_line_that_is_stored_in_capitals_is_saved_and_told_so() -> None:
    whole = Line(kind="lines", token="Call 1", known_by="WORK", fields={"WORK": "Call 1"}, whole=True)
    change = Change(token="Call 1", fields={"WORK": "Call 1"}, acknowledged=True)
    bill = StoredBill(lines=(StoredLine(kind="lines", fields={"WORK": "CALL 1"}),), submissions=None)
    (fate,) = judge(work(added=(whole,), changes=(change,)), bill).lines
    assert (fate.outcome, fate.evidence) == (Outcome.SAVED, "taken in other letters, large or small: WORK")
