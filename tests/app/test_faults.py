"""Limits and faults on a real server: what a client meets, and what is stored all the same."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import tomli_w

from tests.app.driving import (
    JSON,
    NO_TLS,
    Server,
    Support,
    heading,
    hourly_line,
    main_form,
    person_of,
    running,
    shell_screen,
    sign_in,
    support_client,
)

LINES = "*/lines/*"


@pytest.fixture(scope="module")
def faulty() -> Iterator[Server]:
    """A server of its own: a fault would hit every other test of a shared one."""
    with running() as server:
        yield server


@pytest.fixture
def own_support(faulty: Server) -> Iterator[Support]:
    with support_client(faulty.url) as client:
        yield Support(client=client)
        assert client.delete("/support/faults").status_code == 200


@pytest.fixture
def person(faulty: Server) -> Iterator[httpx.Client]:
    with person_of(faulty.url) as client:
        sign_in(client, "paged")
        yield client


def set_faults(support: Support, *faults: dict[str, Any], **limits: Any) -> None:
    answer = support.client.put("/support/faults", json={"limits": limits, "fault": list(faults)})
    assert answer.status_code == 200, answer.text


def rules(support: Support) -> list[dict[str, Any]]:
    return support.client.get("/support/faults").json()["rules"]


def screen_form(client: httpx.Client, bill: int) -> dict[str, str]:
    """The fields of a whole screen of the rewritten page, as its script sends them."""
    screen = shell_screen(client.get(f"/rewritten-page/bills/{bill}/lines/hourly"))
    fields = {"csrf": screen["csrf"], "version": str(screen["version"]), "url": screen["url"]}
    for row in screen["rows"]:
        for column, value in zip(screen["columns"], row["values"], strict=True):
            fields[f"PRES_{row['instance']}_{column['suffix']}"] = value
    return fields


def save(client: httpx.Client, fields: dict[str, str], **changes: str) -> httpx.Response:
    form = {**fields, **changes, "action": "save"}
    return client.post(form.pop("url"), data=form, headers=JSON)


def made(support: Support, lines: int = 1) -> int:
    return int(support.make([hourly_line(ACTIVITY=f"Line {n}") for n in range(1, lines + 1)])["bill_id"])


def activities(support: Support, bill: int) -> list[str]:
    return [line["fields"]["ACTIVITY"] for line in support.read(bill)["lines"]]


def changed(lines: int) -> dict[str, str]:
    return {f"PRES_{n}_ACTIVITY": f"Changed {n}" for n in range(1, lines + 1)}


def test_tomcat_refuses_a_screen_of_80_lines_and_nothing_is_stored(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support, 80)
    fields = screen_form(person, bill)
    set_faults(own_support, preset="tomcat")
    answer = save(person, fields, **changed(80))
    assert answer.status_code == 400
    assert activities(own_support, bill)[0] == "Line 1"
    assert rules(own_support)[1]["applied"] == 1


def test_an_old_tomcat_cuts_the_last_lines_and_the_page_says_saved(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support, 80)
    fields = screen_form(person, bill)
    set_faults(own_support, preset="tomcat-old")
    answer = save(person, fields, **changed(80))
    assert answer.status_code == 200
    stored = activities(own_support, bill)
    # 2 fields of the form and 13 a line: 76 lines whole, of the next the first 10 fields.
    assert stored[:77] == [f"Changed {n}" for n in range(1, 78)]
    assert stored[77:] == ["Line 78", "Line 79", "Line 80"]


def test_the_same_screen_of_40_lines_is_saved_whole(person: httpx.Client, own_support: Support) -> None:
    bill = made(own_support, 40)
    fields = screen_form(person, bill)
    set_faults(own_support, preset="tomcat-old")
    save(person, fields, **changed(40))
    assert activities(own_support, bill) == [f"Changed {n}" for n in range(1, 41)]
    assert {rule["applied"] for rule in rules(own_support)} == {0}


def test_a_body_beyond_the_limit_is_refused_with_413(person: httpx.Client, own_support: Support) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, preset="nginx")
    answer = save(person, fields, padding="x" * (1 << 20))
    assert answer.status_code == 413
    assert save(person, fields, padding="x" * 1000).status_code == 200


def test_a_body_that_php_cuts_arrives_without_a_form(person: httpx.Client, own_support: Support) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, body_bytes=1000, body_on_exceed="cut")
    answer = save(person, fields, padding="x" * 1000)
    assert answer.status_code == 403
    assert activities(own_support, bill) == ["Line 1"]


def test_a_limit_can_lose_the_connection(person: httpx.Client, own_support: Support) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, fields=10, fields_on_exceed="drop")
    with pytest.raises(httpx.TransportError):
        save(person, fields, **changed(1))
    assert activities(own_support, bill) == ["Line 1"]


def test_a_connection_lost_before_the_service_stores_nothing(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, {"kind": "drop-before", "route": LINES, "methods": ["POST"]})
    with pytest.raises(httpx.TransportError):
        save(person, fields, **changed(1))
    assert activities(own_support, bill) == ["Line 1"]


def test_a_connection_lost_after_the_service_has_saved_leaves_it_saved(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, {"kind": "drop-after", "route": LINES, "methods": ["POST"]})
    with pytest.raises(httpx.TransportError):
        save(person, fields, **changed(1))
    assert activities(own_support, bill) == ["Changed 1"]
    assert rules(own_support)[0]["applied"] == 1
    assert person.get("/paged/cases").status_code == 200


def test_a_connection_lost_within_the_answer_shows_its_beginning_and_the_save_is_stored(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, {"kind": "drop-within", "route": LINES, "methods": ["POST"]})
    form = {**fields, **changed(1), "action": "save"}
    url = form.pop("url")
    with person.stream("POST", url, data=form, headers=JSON) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()
    assert answer.num_bytes_downloaded == int(answer.headers["content-length"]) // 2
    assert activities(own_support, bill) == ["Changed 1"]
    assert rules(own_support)[0]["applied"] == 1


def test_an_answer_without_a_body_has_no_middle_to_be_lost_in(
    person: httpx.Client, own_support: Support
) -> None:
    set_faults(own_support, {"kind": "drop-within", "route": "/"})
    assert person.get("/paged/cases").status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        person.get("/")
    set_faults(own_support, {"kind": "drop-within", "route": "/paged/"})
    assert person.get("/paged/", follow_redirects=False).status_code == 307
    (rule,) = rules(own_support)
    assert (rule["fitting"], rule["applied"]) == (1, 0)


def test_a_gateway_gives_up_with_504_while_the_service_goes_on_and_saves(
    person: httpx.Client, own_support: Support
) -> None:
    bill = made(own_support, 40)
    fields = screen_form(person, bill)
    set_faults(own_support, {"kind": "gateway-timeout", "after_s": 0, "route": LINES, "methods": ["POST"]})
    answer = save(person, fields, **changed(40))
    assert answer.status_code == 504
    spans = answer.headers["server-timing"]
    assert "gateway;dur=" in spans
    assert "total" not in spans, "a gateway does not know the time of the service"
    deadline = time.monotonic() + 10
    while activities(own_support, bill)[0] != "Changed 1" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert activities(own_support, bill) == [f"Changed {n}" for n in range(1, 41)]
    # The person tries again with what is on the screen: the version has moved on under it.
    own_support.client.delete("/support/faults")
    assert save(person, fields, **changed(40)).status_code == 409


def test_a_gateway_with_time_enough_changes_nothing(person: httpx.Client, own_support: Support) -> None:
    bill = made(own_support)
    fields = screen_form(person, bill)
    set_faults(own_support, preset="aws-elb")
    assert save(person, fields, **changed(1)).status_code == 200
    assert rules(own_support)[0]["applied"] == 0


@pytest.mark.parametrize("status", [502, 503])
def test_an_error_of_the_gateway_is_answered_without_the_service(
    person: httpx.Client, own_support: Support, status: int
) -> None:
    set_faults(own_support, {"kind": "error", "status": status, "route": "/paged/cases"})
    assert person.get("/paged/cases").status_code == status
    assert person.get("/rewritten-page/cases").status_code == 200


def test_an_answer_can_come_slowly(person: httpx.Client, own_support: Support) -> None:
    quick = person.get("/paged/cases")
    set_faults(own_support, {"kind": "slow-answer", "bytes_per_s": 2 * len(quick.content)})
    started = time.monotonic()
    slow = person.get("/paged/cases")
    assert slow.content == quick.content
    # The last of the pieces leaves a tenth of a second before the time is full.
    assert time.monotonic() - started > 0.35


def test_a_fault_holds_for_the_requests_of_its_window_and_they_are_counted(
    person: httpx.Client, own_support: Support
) -> None:
    set_faults(
        own_support,
        {"kind": "error", "status": 502, "route": "/paged/cases", "from_request": 2, "until_request": 4},
    )
    person.get("/rewritten-page/cases")
    assert [person.get("/paged/cases").status_code for _ in range(5)] == [200, 502, 502, 200, 200]
    (rule,) = rules(own_support)
    assert (rule["fitting"], rule["applied"]) == (5, 2)


def test_a_share_of_faults_is_the_same_with_the_same_seed(person: httpx.Client, own_support: Support) -> None:
    def statuses() -> list[int]:
        set_faults(own_support, {"kind": "error", "route": "/paged/cases", "share": 0.4, "seed": 5})
        return [person.get("/paged/cases").status_code for _ in range(15)]

    first = statuses()
    assert set(first) == {200, 502}
    assert statuses() == first


def test_a_fault_ends_when_its_time_is_over(person: httpx.Client, own_support: Support) -> None:
    set_faults(own_support, {"kind": "error", "route": "/paged/cases", "until_s": 0.5})
    assert person.get("/paged/cases").status_code == 502
    time.sleep(0.5)
    assert person.get("/paged/cases").status_code == 200


def test_a_full_queue_is_answered_with_503(tmp_path: Path) -> None:
    settings = {"server": {"threads": 1}, "limits": {"queue": 0}}
    with with_settings(tmp_path, settings) as server, signed_in(server) as client:
        cookies = dict(client.cookies)

        def ask(_: int) -> int:
            return httpx.get(f"{server.url}/paged/cases", cookies=cookies, verify=NO_TLS).status_code

        with ThreadPoolExecutor(12) as pool:
            statuses = set(pool.map(ask, range(120)))
    assert statuses == {200, 503}


def test_faults_of_the_settings_file_come_back_when_those_set_later_are_cleared(tmp_path: Path) -> None:
    settings = {"fault": [{"kind": "error", "status": 502, "route": "/paged/cases"}]}
    with with_settings(tmp_path, settings) as server, signed_in(server, "rewritten-page") as client:
        support = Support(client=support_client(server.url))
        with support.client:
            assert client.get("/paged/cases").status_code == 502
            set_faults(support)
            assert client.get("/paged/cases").status_code == 200
            support.client.delete("/support/faults")
            assert client.get("/paged/cases").status_code == 502


@contextmanager
def with_settings(folder: Path, settings: dict[str, Any]) -> Iterator[Server]:
    path = folder / "settings.toml"
    path.write_text(tomli_w.dumps(settings), encoding="utf-8")
    with running("--settings", str(path)) as server:
        yield server


@contextmanager
def signed_in(server: Server, design: str = "paged") -> Iterator[httpx.Client]:
    with person_of(server.url) as client:
        form = main_form(client.get(f"/{design}/sign-in"))
        client.post(form.action, data={**form.fields, "user_name": "solicitor1"})
        yield client


def test_a_client_that_leaves_in_the_middle_of_a_request_does_no_harm(
    person: httpx.Client, own_support: Support, faulty: Server
) -> None:
    import socket

    bill = made(own_support)
    fields = screen_form(person, bill)
    body = urlencode({**fields, **changed(1), "action": "save"}).encode()
    address = httpx.URL(faulty.url)
    for preset in ("none", "tomcat"):
        set_faults(own_support, preset=preset)
        with socket.create_connection((address.host, address.port or 0)) as connection:
            head = (
                f"POST {fields['url']} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
                f"Cookie: fake_ccms_session={person.cookies['fake_ccms_session']}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            )
            connection.sendall(head.encode() + body[: len(body) // 2])
        assert heading(person.get("/paged/cases")) == "Your cases"
    assert activities(own_support, bill) == ["Line 1"]


def test_wrong_faults_are_refused_with_every_reason_and_change_nothing(own_support: Support) -> None:
    set_faults(own_support, preset="tomcat")
    before = rules(own_support)
    wrong = {"limits": {"preset": "iis"}, "fault": [{"kind": "flood"}], "colour": 1}
    answer = own_support.client.put("/support/faults", json=wrong)
    assert answer.status_code == 422
    assert len(answer.json()["reasons"]) == 3
    assert own_support.client.put("/support/faults", content=b"nonsense").status_code == 422
    assert rules(own_support) == before
