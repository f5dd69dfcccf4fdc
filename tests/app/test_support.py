"""The controls of the support interface: the clock, the list of bills, back to the start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.driving import TOKEN, heading, hourly_line, main_form
from tests.app.in_process import Inside, inside

MORNING = 1_760_000_000.0


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path, clock=lambda: MORNING) as client:
        client.sign_in()
        yield client


def make(app: Inside, lines: int = 1) -> dict[str, int]:
    wanted = {"user": "solicitor1", "lines": [hourly_line()] * lines}
    answer = app.support("POST", "bills", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def listed(app: Inside) -> list[dict[str, Any]]:
    return app.support("GET", "bills").json()["bills"]


def test_moving_the_clock_ends_a_session_that_has_been_idle_too_long(app: Inside) -> None:
    assert heading(app.get("/paged/cases")) == "Your cases"
    app.support("POST", "clock", json={"advance_s": 59 * 60})
    assert heading(app.get("/paged/cases")) == "Your cases"
    # Used a moment ago by this clock: the hour begins again.
    app.support("POST", "clock", json={"advance_s": 59 * 60})
    assert heading(app.get("/paged/cases")) == "Your cases"
    answer = app.support("POST", "clock", json={"advance_s": 60 * 60 + 1})
    assert answer.json()["ahead_s"] == 2 * 59 * 60 + 3601
    assert heading(app.get("/paged/cases")) == "Sign in"


def test_what_is_typed_into_an_ended_session_is_not_saved_and_the_script_is_told(app: Inside) -> None:
    bill = make(app)["bill_id"]
    page = app.get(f"/paged/bills/{bill}/lines/hourly")
    app.support("POST", "clock", json={"advance_s": 3601})
    form = main_form(page)
    data = {**form.fields, "PRES_1_ACTIVITY": "Typed", "action": "save"}
    answer = app.post(form.action, data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert "session has ended" in answer.json()["problem"]["title"]
    assert app.support("GET", f"bills/{bill}").json()["version"] == 2


@pytest.mark.parametrize("wrong", [{}, {"advance_s": -1}, {"advance_s": "1"}, {"advance_s": True}, [], 1e300])
def test_the_clock_only_goes_forward(app: Inside, wrong: object) -> None:
    value = {"advance_s": wrong} if isinstance(wrong, float) else wrong
    assert app.support("POST", "clock", json=value).status_code == 422
    assert app.support("GET", "clock").json() == {"ahead_s": 0.0, "now": "2025-10-09T08:53:20Z"}


def test_bills_are_listed_with_their_versions(app: Inside) -> None:
    seeded = len(listed(app))
    made = [make(app, lines=3), make(app)]
    page = app.get(f"/paged/bills/{made[1]['bill_id']}/lines/hourly")
    form = main_form(page)
    app.post(form.action, data={**form.fields, "action": "save"})
    own = listed(app)[seeded:]
    assert [(bill["bill_id"], bill["version"], bill["lines"]) for bill in own] == [
        (made[0]["bill_id"], 2, 3),
        (made[1]["bill_id"], 3, 1),
    ]
    assert own[0]["case_reference"] == made[0]["case_reference"]


def test_a_reset_leaves_people_signed_in_and_nothing_of_their_bills(app: Inside) -> None:
    at_start = [(bill["status"], bill["lines"]) for bill in listed(app)]
    bill = make(app, lines=2)["bill_id"]
    assert app.support("POST", "reset").status_code == 200
    assert [(bill["status"], bill["lines"]) for bill in listed(app)] == at_start
    assert app.get(f"/paged/bills/{bill}").status_code == 404
    page = app.get("/paged/cases")
    assert heading(page) == "Your cases"
    assert make(app)["version"] == 2


def test_every_control_asks_for_the_token(app: Inside) -> None:
    for method, path in (
        ("GET", "bills"),
        ("GET", "clock"),
        ("POST", "clock"),
        ("GET", "faults"),
        ("PUT", "faults"),
        ("DELETE", "faults"),
        ("POST", "reset"),
    ):
        for headers in ({}, {"Authorization": f"Bearer {TOKEN} "}, {"Authorization": "Bearer ünïcode"}):
            encoded = {name: value.encode() for name, value in headers.items()}
            answer = app.ask(method, f"/support/{path}", headers=encoded, json={"advance_s": 5})
            assert answer.status_code == 401, (method, path)
    assert app.support("GET", "clock").json()["ahead_s"] == 0.0
