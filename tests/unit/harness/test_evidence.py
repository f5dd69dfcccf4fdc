"""Causes are told by what was seen: the same loss has another cause with other evidence, and none without."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from billbench.harness.model.outcomes import Cause, Line
from billbench.harness.outcomes.evidence import (
    AppliedRule,
    Evidence,
    Sent,
    cause_of_line,
    cause_of_submission,
)

LINE = Line(kind="hourly", token="ref 7", known_by="ACTIVITY", fields={"ACTIVITY": "Drafting, ref 7"})
PATH = "http://x/paged/bills/1/lines/hourly"


def sent(*before: tuple[str, str], **more: Any) -> Sent:
    """A form that carries the line in its last two fields, and what came of it."""
    form = [*before, ("PRES_7_DATE", "01-02-2024"), ("PRES_7_ACTIVITY", "Drafting, ref 7")]
    return Sent(**{"path": PATH, "body": urlencode(form).encode(), "status": 303, **more})


def in_parts(form: Sent) -> Sent:
    """The same form as a multipart one."""
    part = '--xYz\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    text = "".join(part.format(*field) for field in form.form()) + "--xYz--\r\n"
    return replace(form, body=text.encode(), content_type="multipart/form-data; boundary=xYz")


def cause(*requests: Sent, rules: tuple[AppliedRule, ...] = (), **more: Any) -> Cause:
    seen = Evidence(sent=requests, rules=rules, **more)
    return cause_of_line(LINE, ["DATE"], seen).cause


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ({"status": 504}, Cause.GATEWAY_TIMEOUT),
        ({"status": 502}, Cause.GATEWAY_ERROR),
        ({"status": 401}, Cause.SESSION_EXPIRED),
        ({"status": 303, "to_sign_in": True}, Cause.SESSION_EXPIRED),
        ({"status": 409}, Cause.STALE_VERSION),
        ({"status": 422}, Cause.BAD_DATA),
        ({"status": 413}, Cause.BODY_LIMIT),
        ({"status": None, "failure": "net::ERR_EMPTY_RESPONSE"}, Cause.CONNECTION_LOST),
    ],
)
def test_the_answer_to_the_request_that_carried_the_line_tells_the_cause(
    end: dict[str, Any], expected: Cause
) -> None:
    assert cause(sent(**end)) is expected


def test_a_refusal_whose_status_names_no_cause_is_in_the_evidence() -> None:
    found = cause_of_line(LINE, ["DATE"], Evidence(sent=(sent(status=400),)))
    assert (found.cause, found.proof) == (Cause.NOT_FOUND, f"{PATH} was answered 400")
    found = cause_of_line(LINE, ["DATE"], Evidence(sent=(sent(status=200),)))
    assert (found.cause, found.proof) == (Cause.NOT_FOUND, "")


def test_a_bad_answer_to_a_request_without_the_line_proves_nothing() -> None:
    other = Sent(path=PATH, body=b"PRES_1_ACTIVITY=Letter%2C+ref+1", status=504)
    assert cause(other, sent()) is Cause.NOT_FOUND


def test_a_cut_form_explains_only_the_fields_beyond_the_limit() -> None:
    """The line's day is the third field of the form."""
    long = sent(("csrf", "x"), ("version", "1"))

    def limit(fields: int) -> tuple[AppliedRule, ...]:
        return (AppliedRule(kind="FieldCount", times=1, limit=fields, on_exceed="cut"),)

    for form in (long, in_parts(long)):
        assert cause(form, rules=limit(2)) is Cause.FIELD_LIMIT
        assert cause(form, rules=limit(3)) is Cause.NOT_FOUND


def test_a_limit_that_was_not_applied_explains_nothing() -> None:
    rule = AppliedRule(kind="FieldCount", times=0, limit=1, on_exceed="cut")
    assert cause(sent(), rules=(rule,)) is Cause.NOT_FOUND


def test_a_request_sent_again_by_the_browser_is_a_lost_connection() -> None:
    """The page only sees the answer to the second one, which comes too late."""
    dropped = (AppliedRule(kind="DropAfter", times=1),)
    assert cause(sent(status=409), rules=dropped) is Cause.CONNECTION_LOST


def test_the_same_request_twice_without_trouble_is_a_double_submit() -> None:
    assert cause(sent(), sent()) is Cause.DOUBLE_SUBMIT


def test_the_first_trouble_is_the_cause_of_what_came_after_it() -> None:
    assert cause(sent(status=504), sent(status=409)) is Cause.GATEWAY_TIMEOUT


def test_what_was_never_sent_is_explained_by_how_the_trial_ended() -> None:
    assert cause(gave_up=True) is Cause.GIVEN_UP
    assert cause(ending=Cause.FROZEN) is Cause.FROZEN
    assert cause() is Cause.NOT_FOUND


def test_a_request_that_its_own_page_left_behind_is_no_lost_connection() -> None:
    assert cause(sent(status=None, failure="net::ERR_ABORTED"), gave_up=True) is Cause.GIVEN_UP


def test_a_submission_is_explained_by_its_own_request() -> None:
    declaration = Sent(path="http://x/paged/bills/1/declaration", body=b"true=yes", status=504)
    assert cause_of_submission(Evidence(sent=(sent(status=409), declaration))).cause is Cause.GATEWAY_TIMEOUT


def test_a_file_that_carries_the_line_counts_as_its_request() -> None:
    file = Sent(
        path=PATH, body=b"--x\r\n<Activity>Drafting, ref 7</Activity>", content_type="multipart/form-data"
    )
    lost = Sent(path=PATH, body=file.body, content_type=file.content_type, status=504)
    assert cause(lost) is Cause.GATEWAY_TIMEOUT


def test_two_files_that_the_browser_does_not_show_are_not_taken_for_the_same() -> None:
    """Nobody knows what was in them: neither carried the line, and only by its size is a limit proved."""
    unseen = sent(body=None, unseen_bytes=5_000, content_type="multipart/form-data; boundary=x")
    assert cause(unseen, unseen) is Cause.NOT_FOUND
    seen = Evidence(sent=(unseen,), rules=(AppliedRule(kind="BodySize", times=1, limit=4_000),))
    assert cause_of_submission(seen).cause is Cause.BODY_LIMIT
