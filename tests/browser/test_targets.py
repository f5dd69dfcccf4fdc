"""Somebody else's pages: worked by their map, read back, and told in one sentence when they do not fit it."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from billbench.harness.application.others.check import check_bill, problems
from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.pointing import point_out
from billbench.harness.model.errors import UnreachableError, UsageError
from billbench.harness.model.outcomes import Cause, Outcome, Submission
from billbench.harness.model.trials import TrialState
from billbench.harness.plan.target_file import TargetFile
from billbench.scenarios.page_map import Part
from tests.browser.plain_target import SECRET, Service, plain_target
from tests.browser.walking import door_of, walk, words
from tests.own_address import own_address

LOGIN = {
    "page": "/in",
    "fields": {"[name=password]": "PLAIN_PASSWORD"},
    "submit": "button",
    "shown_by": "#me",
}
KEPT = {"keep_content": True, "keep_content_reason": "made up"}


@pytest.fixture
def service() -> Iterator[Service]:
    with plain_target() as running:
        yield running


@pytest.mark.parametrize(
    ("journey", "touched"),
    [("open-bill", 0), ("edit-lines", 3), ("save-and-return", 1), ("key-in", 3), ("remove-line", 1)],
)
def test_a_journey_is_done_by_the_map_and_its_work_is_read_back(
    browser: Browser, service: Service, tmp_path: Path, journey: str, touched: int
) -> None:
    found = walk(browser, door_of(service, may_add_lines=True), tmp_path, journey, 12)
    assert (found.state, found.reason) == (TrialState.COMPLETED, "")
    assert words(found) == [Outcome.SAVED] * touched


def test_work_is_there_to_save_where_a_line_has_the_correction_already(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    service.lines("5")[0]["day"] = "2025-03-17"
    walk(browser, door_of(service), tmp_path, "save-and-return", 5, restored=False)
    assert service.bills["5"][0]["day"] == "2025-03-18"


@pytest.mark.parametrize(
    ("misbehaves", "outcome", "state"),
    [
        ("forgets", Outcome.LOST_ACKNOWLEDGED, TrialState.COMPLETED),
        ("refuses", Outcome.REFUSED, TrialState.FAILED),
        ("recants", Outcome.REFUSED, TrialState.FAILED),
    ],
)
def test_what_became_of_the_work_is_told_by_what_is_stored(
    browser: Browser,
    service: Service,
    tmp_path: Path,
    misbehaves: str,
    outcome: Outcome,
    state: TrialState,
) -> None:
    door = door_of(service, bills={"open": f"/bills/{{lines}}?{misbehaves}"})
    found = walk(browser, door, tmp_path, "edit-lines", 5)
    assert (found.state, set(words(found))) == (state, {outcome})


@pytest.mark.parametrize(("ways", "late"), [("later", True), ("beacon", False), ("outbox", True)])
def test_work_that_reaches_the_store_in_its_own_time_is_saved(
    browser: Browser, service: Service, tmp_path: Path, ways: str, late: bool
) -> None:
    """After the page is left as a person leaves it, and come back to before anything is called lost."""
    door = door_of(service, bills={"open": f"/bills/{{lines}}?{ways}"}, settles_within=2)
    found = walk(browser, door, tmp_path, "edit-lines", 5)
    assert (found.state, set(words(found))) == (TrialState.COMPLETED, {Outcome.SAVED})
    assert [fate.late_s is not None for fate in found.ledger.lines] == [late] * 3  # type: ignore[union-attr]


@pytest.mark.parametrize("kept", [True, False])
def test_what_no_field_took_is_told_and_not_saved_and_nobody_s_loss(
    browser: Browser, service: Service, tmp_path: Path, kept: bool
) -> None:
    bills = {"open": "/bills/{lines}?reverts"}
    found = walk(browser, door_of(service, bills=bills, **(KEPT if kept else {})), tmp_path, "edit-lines", 5)
    assert (found.state, words(found)) == (TrialState.FAILED, [Outcome.NOT_TAKEN])
    (fate,) = found.ledger.lines  # type: ignore[union-attr]
    assert fate.cause is Cause.KEPT_OUT_BY_FIELD
    typed_and_shown = "('2025-03-16'), it shows '2024-03-05'"
    masked = "([10 characters]), it shows [10 characters]"
    assert (
        f"DATE: the field did not take what was typed {typed_and_shown if kept else masked}" in fate.evidence
    )
    assert fate.evidence in found.reason
    assert not [path for _, path, _ in service.asked if path.startswith("POST")]


def test_without_a_way_to_read_back_nothing_is_known(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    found = walk(browser, door_of(service, read_back={"by": "none"}), tmp_path, "edit-lines", 5)
    assert found.state is TrialState.COMPLETED
    assert set(words(found)) == {Outcome.UNKNOWN}
    assert "cannot be read back" in found.ledger.lines[0].evidence  # type: ignore[union-attr]
    assert found.ledger.submission is Submission.NOT_TRIED  # type: ignore[union-attr]


@pytest.mark.parametrize("misbehaves", ["forgets", "refuses", ""])
def test_nothing_that_was_typed_or_shown_is_in_the_record(
    browser: Browser, service: Service, tmp_path: Path, misbehaves: str
) -> None:
    bills = {"open": f"/bills/{{lines}}?{misbehaves}"}
    silent = walk(browser, door_of(service, bills=bills), tmp_path, "edit-lines", 5)
    told = walk(browser, door_of(service, bills=bills, **KEPT), tmp_path, "edit-lines", 5)
    assert not re.search("Call|2024|2025|wrong", repr(silent))
    assert "Call" in repr(told)
    assert words(silent) == words(told)


@pytest.mark.parametrize(
    ("journey", "missing"),
    [
        ("remove-line", "may_add_lines = true"),
        ("change-page", "no back and no next"),
        ("submit-bill", "no submit"),
        ("claim-upload", "does not map"),
    ],
)
def test_what_a_target_lacks_is_not_offered(
    browser: Browser, service: Service, tmp_path: Path, journey: str, missing: str
) -> None:
    found = walk(browser, door_of(service), tmp_path, journey, 5)
    assert found.state is TrialState.NOT_OFFERED
    assert missing in found.reason
    assert not [path for _, path, _ in service.asked if path.startswith("POST")]


def test_the_check_finds_every_part_of_a_map_that_fits(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    with TargetDesk(browser, door_of(service), tmp_path) as desk:
        findings = check_bill(desk, "5", 5)
    assert not problems(findings)
    assert [one.count for one in findings if one.part in ("5 lines", "field DATE", "add", "remove")] == [
        5,
        1,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ({"add": "#nothing"}, "add was looked for with '#nothing' .*nothing matches"),
        ({"save": "text=Twin"}, "save was looked for with 'text=Twin' .*2 things match"),
        ({"remove": ".nothing"}, "remove was looked for with '.nothing' in the first row, and nothing"),
        (
            {"fields": {"ACTIVITY": {"cell": "[name=work]"}, "DATE": {"cell": "input"}}},
            "DATE .*2 things match",
        ),
        ({"confirmed": "#add"}, "confirmed can be seen with '#add' on a bill that was just opened"),
    ],
)
def test_a_part_that_is_not_there_once_is_told_with_its_place_and_a_picture(
    browser: Browser, service: Service, tmp_path: Path, page: dict[str, Any], told: str
) -> None:
    with TargetDesk(browser, door_of(service, page=page), tmp_path) as desk:
        (problem,) = problems(check_bill(desk, "5", 5))
    assert re.search(told, problem.problem)
    assert f"on {service.url}/bills/5" in problem.problem
    assert Path(problem.picture).exists()


def test_a_bill_of_another_size_is_told(browser: Browser, service: Service, tmp_path: Path) -> None:
    with TargetDesk(browser, door_of(service), tmp_path) as desk:
        (problem,) = problems(check_bill(desk, "5", 80))
    assert "bill 5 has 5 lines, the target file says 80" in problem.problem


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        (
            {"page": {"row": ".nothing"}},
            UsageError,
            "row with '.nothing' was looked for on .*/bills/5 and did",
        ),
        ({"bills": {"open": "/nobody/{id}", "ids": {"5": ["5"]}}}, UsageError, "HTTP 404"),
        ({"bills": {"open": "/broken?{lines}"}}, UnreachableError, "HTTP 500"),
        ({"bills": {"open": "/round?{lines}"}}, UnreachableError, "/round redirects for ever"),
        ({"bills": {"open": "/away?{lines}"}}, UsageError, "127.0.0.1 led to localhost"),
        ({"login": LOGIN}, UsageError, "The login did not work: '#me' was looked for on .*/in"),
        ({"login": {**LOGIN, "submit": "#nothing"}}, UsageError, "The login's .* was looked for on .*/in"),
    ],
)
def test_a_page_that_does_not_come_is_told_with_what_was_looked_for_and_a_picture(
    browser: Browser,
    service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    error: type[Exception],
    told: str,
) -> None:
    monkeypatch.setenv("PLAIN_PASSWORD", "wrong")
    with (
        TargetDesk(browser, door_of(service, **changes), tmp_path, timeout_s=2) as desk,
        pytest.raises(error, match=told) as refusal,
    ):
        desk.open("5")
    said = str(refusal.value)
    assert Path(said.partition("Screenshot: ")[2]).exists()
    assert "\n" not in said


def test_nobody_at_the_address_is_told(browser: Browser, service: Service, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    service.url = f"http://127.0.0.1:{port}"
    with (
        TargetDesk(browser, door_of(service), tmp_path) as desk,
        pytest.raises(UnreachableError, match=f"does not answer at {service.url}/ .ERR_CONNECTION_REFUSED"),
    ):
        desk.open("5")


def test_a_page_that_leads_to_itself_for_ever_is_told(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    """By script, which the browser does not count."""
    with (
        TargetDesk(browser, door_of(service, bills={"open": "/spin?{lines}"}), tmp_path, timeout_s=5) as desk,
        pytest.raises(UnreachableError, match="/spin redirects for ever"),
    ):
        desk.open("5")


def test_a_certificate_that_does_not_verify_is_told(browser: Browser, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: there is no certificate to refuse")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody", "-days", "1"]
    subprocess.run(
        [openssl, *made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    with (
        plain_target(keys=(certificate, key)) as service,
        TargetDesk(browser, door_of(service), tmp_path) as desk,
    ):
        with pytest.raises(
            UnreachableError, match=f"certificate of {service.url}/ does not verify .ERR_CERT_"
        ):
            desk.open("5")
        assert not service.asked


def test_somebody_logs_in_once_for_all_desks(
    browser: Browser, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAIN_PASSWORD", SECRET)
    door = door_of(service, login=LOGIN)
    for _ in range(2):
        with TargetDesk(browser, door, tmp_path) as desk:
            desk.open("5")
    asked = [(path, headers.get("Cookie")) for _, path, headers in service.asked]
    assert [path for path, _ in asked].count("/in") == 2, "its form and its answer"
    assert {cookie for path, cookie in asked if path == "/bills/5"} == {"who=me"}


@pytest.mark.parametrize("by", ["page", "api"])
def test_a_session_that_has_ended_is_begun_again(
    browser: Browser, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setenv("PLAIN_PASSWORD", SECRET)
    service.guarded = True
    read_back = {"by": by, "path": "/api/{lines}", "lines": "lines", "fields": {"ACTIVITY": "work"}}
    door = door_of(service, login=LOGIN, read_back=read_back)
    for session in ("me", "me again"):
        service.session = session
        with TargetDesk(browser, door, tmp_path, timeout_s=2) as desk:
            desk.log_in()
            if by == "page":
                desk.open("5")
            assert len(desk.read("5").lines) == 5


def test_a_bill_whose_link_opens_another_tab_is_opened_in_the_one_that_is_watched(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    bills = {"open": "/bills/{lines}", "list": "/list", "link": "#bill-{lines}"}
    found = walk(browser, door_of(service, bills=bills), tmp_path, "edit-lines", 5)
    assert (found.state, set(words(found)), found.diagnoses) == (TrialState.COMPLETED, {Outcome.SAVED}, ())


def test_a_saved_session_that_has_ended_is_told(browser: Browser, service: Service, tmp_path: Path) -> None:
    service.guarded, state = True, tmp_path / "state.json"
    state.write_text('{"cookies": [], "origins": []}', encoding="utf-8")
    door = door_of(service, login={"state": str(state), "page": "/in"})
    with (
        TargetDesk(browser, door, tmp_path, timeout_s=2) as desk,
        pytest.raises(UsageError, match=r"saved browser state .* has ended\. Save it anew"),
    ):
        desk.open("5")


def test_a_key_that_the_api_has_no_more_is_told_by_its_name(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    """Else every line would have nothing there, and get nothing back."""
    read_back = {
        "by": "api",
        "path": "/api/{lines}",
        "lines": "lines",
        "fields": {"DATE": "date", "ACTIVITY": "work"},
    }
    with TargetDesk(browser, door_of(service, read_back=read_back), tmp_path) as desk:
        desk.open("5")
        with pytest.raises(UsageError, match=r"has 'date', which read_back.fields names: was it renamed"):
            desk.read("5")


def test_nothing_of_ours_goes_with_what_a_page_on_this_machine_asks(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    """Another origin that the page asks would have to allow it."""
    walk(browser, door_of(service), tmp_path, "edit-lines", 5)
    assert {headers.get("X-Billbench") for _, _, headers in service.asked} == {None}


def test_a_target_file_is_made_by_pointing(browser: Browser, service: Service, tmp_path: Path) -> None:
    """Somebody clicks what they are asked for; what comes of it passes the check."""
    with TargetDesk(browser, door_of(service), tmp_path) as desk:
        desk.page.goto(f"{service.url}/bills/5")
        clicks = {
            "a line of": "tr >> nth=1 >> td >> nth=0",
            "the date": "tr >> nth=1 >> [name=day]",
            "text": "tr >> nth=1 >> [name=work]",
            "adds": "#add",
            "saves": "#save",
            "removes": "tr >> nth=1 >> .remove",
            "it worked": ".saved",
        }

        def tell(text: str) -> None:
            """The person's hand comes once the page shows that it waits for it."""
            wanted = next((at for word, at in clicks.items() if word in text), None)
            escape = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))"
            part = desk.page.locator(wanted) if wanted else desk.page.locator("body")
            act = "one.click()" if wanted else escape
            shown = "document.documentElement.lastElementChild.localName === 'div'"
            hand = f"const hand = () => {shown} ? {act} : setTimeout(hand, 10)"
            part.evaluate(f"(one) => {{ {hand}; setTimeout(hand, 10); }}")

        def wait(text: str) -> None:
            if text.startswith("Save"):
                desk.page.locator("#save").click()

        found = point_out(desk.page, tell, wait)
    made = Door(TargetFile.model_validate({"name": "made", **found}), "run-1")
    assert made.target.map.page.offers == {Part.ADD, Part.SAVE, Part.REMOVE}
    assert made.target.map.bills.path("7") == "/bills/7"
    with TargetDesk(browser, made, tmp_path) as desk:
        assert not problems(check_bill(desk, "5", 5))


def test_another_host_is_asked_no_more_often_than_is_allowed_and_told_who_asks(
    browser: Browser, tmp_path: Path
) -> None:
    with plain_target(own_address()) as service:
        allowed = {"authorised_by": "A. Owner", "most_people": 1, "most_requests_per_s": 10}
        door = door_of(service, bills={"open": "/bills/{lines}?many"}, **allowed)
        with TargetDesk(browser, door, tmp_path) as desk:
            desk.open("5")
        moments = [at for at, _, _ in service.asked]
        assert len(moments) >= 22
        assert all(later - at > 0.8 for at, later in zip(moments, moments[10:], strict=False)), (
            "no second has more than ten requests"
        )
        assert {headers["X-Billbench"] for _, _, headers in service.asked} == {"plain; run-1; A. Owner"}
