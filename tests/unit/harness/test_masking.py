"""What of a real target is kept: lengths and kinds, never a text, a value, a credential or a secret."""

import json
from typing import Any

import pytest

from billbench.harness.model.masking import Masking, mask_line, mask_trace, mask_trial
from billbench.harness.model.outcomes import Cause, Ledger, Line, LineFate, Outcome
from billbench.harness.model.trials import TrialState
from tests.unit.harness.factory import trial

MASKED = Masking(keeps_content=False)
KEPT = Masking(keeps_content=True)
SECRET = 'pa"ss w/ö%rd'


def event(name: str = "Layout", cat: str = "devtools.timeline", **args: Any) -> dict[str, Any]:
    return {"name": name, "cat": cat, "ph": "X", "ts": 1, "dur": 2, "pid": 1, "tid": 1, "args": args}


def test_a_masked_text_becomes_its_length() -> None:
    assert MASKED.text("Mrs Smith") == "[9 characters]"
    assert KEPT.text("Mrs Smith") == "Mrs Smith"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://anna:pw@ccms.example:8443/bills/7?name=Smith#line-3", "https://ccms.example:8443/bills/7"),
        ("http://[::1]:8000/a?b=c", "http://[::1]:8000/a"),
        ("data:text/plain,Smith", "data:"),
        ("blob:https://ccms.example/Smith", "blob:"),
        ("javascript:alert('Smith')", "javascript:"),
        ("", ""),
    ],
)
def test_a_masked_address_has_no_user_query_or_content(address: str, kept: str) -> None:
    assert MASKED.url(address) == kept


@pytest.mark.parametrize("masking", [MASKED, KEPT])
@pytest.mark.parametrize(
    "name", ["Cookie", "set-cookie", "Authorization", "Proxy-Authorization", "X-CSRF-Token", "x-api-key"]
)
def test_headers_that_say_who_somebody_is_are_never_kept(masking: Masking, name: str) -> None:
    assert masking.headers({name: "abc"}) == {}


def test_a_masked_header_keeps_its_value_only_where_that_is_about_the_sending() -> None:
    assert MASKED.headers({"Content-Type": "text/html", "Referer": "https://x/?q=1", "X-Case": "A1"}) == {
        "Content-Type": "text/html",
        "Referer": "[14 characters]",
        "X-Case": "[2 characters]",
    }


def test_a_secret_is_found_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, in an address, in a form, in JSON: also where content may be kept."""
    monkeypatch.setenv("CCMS_PASSWORD", SECRET)
    masking = Masking(keeps_content=True, secret_variables=("CCMS_PASSWORD",))
    for written in (SECRET, json.dumps(SECRET), "pa%22ss%20w/%C3%B6%25rd", "pa%22ss+w%2F%C3%B6%25rd"):
        cleaned = masking.text(f"before {written} after")
        assert "ss" not in cleaned.replace("PASSWORD", "")
        assert "[CCMS_PASSWORD]" in cleaned


def test_a_secret_inside_another_does_not_uncover_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORT", "abcd")
    monkeypatch.setenv("LONG", "abcdefgh")
    masking = Masking(keeps_content=True, secret_variables=("SHORT", "LONG"))
    assert masking.text("abcdefgh") == "[LONG]"


def test_a_masked_trace_keeps_functions_and_places_but_no_words_of_the_page() -> None:
    stack = [{"functionName": "act", "url": "https://x/a.js?user=Smith", "lineNumber": 3}]
    kept = mask_trace(
        [
            event(beginData={"stackTrace": stack, "dirtyObjects": 7}),
            event(data={"nodeName": "INPUT id='smith'", "newKeyOfTomorrow": "Smith"}),
            event(name="Smith", cat="blink.user_timing"),
            event(name="navigationStart", cat="blink.user_timing"),
            event(name="Smith", cat="blink.console"),
        ],
        MASKED,
    )
    assert "mith" not in json.dumps(kept)
    assert kept[0]["args"]["beginData"]["stackTrace"][0] == {
        "functionName": "act",
        "url": "https://x/a.js",
        "lineNumber": 3,
    }
    assert kept[1]["args"]["data"]["nodeName"] == "INPUT"
    assert kept[3]["name"] == "navigationStart"


def test_a_masked_trace_still_tells_the_threads_apart() -> None:
    """Without the names of threads nobody finds the page's own; the label of a tab is the page's title."""
    thread = {"ph": "M", "name": "thread_name", "pid": 1, "tid": 1, "args": {"name": "CrRendererMain"}}
    label = {"ph": "M", "name": "process_labels", "pid": 1, "tid": 1, "args": {"labels": "Smith"}}
    kept = mask_trace([thread, label], MASKED)
    assert kept[0] == thread
    assert "Smith" not in json.dumps(kept)


def test_an_unmasked_trace_is_left_as_it_is() -> None:
    assert mask_trace([event(name="Smith", cat="blink.user_timing")], KEPT)[0]["name"] == "Smith"


def test_a_masked_record_of_a_trial_says_what_became_of_each_line_and_nothing_that_it_held() -> None:
    fate = LineFate(
        token="Smith-1", outcome=Outcome.ALTERED, evidence="RATE is 5, typed 6", cause=Cause.BAD_DATA
    )
    record = trial(
        state=TrialState.FAILED,
        reason="The page said: Smith is unknown.",
        ledger=Ledger(lines_checked=1, lines=(fate,)),
    )
    masked = mask_trial(record, MASKED)
    assert masked.ledger == Ledger(
        lines_checked=1, lines=(LineFate(token="line 1", outcome=Outcome.ALTERED, cause=Cause.BAD_DATA),)
    )
    assert masked.reason == "[32 characters]"
    assert mask_trial(record, KEPT) == record


def test_a_masked_bill_line_keeps_which_fields_it_has() -> None:
    line = Line(kind="hourly", token="ref-1", known_by="WORK", fields={"WORK": "Call ref-1", "RATE": ""})
    assert mask_line(line, MASKED).fields == {"WORK": "[10 characters]", "RATE": ""}
    assert mask_line(line, MASKED).token == ""
