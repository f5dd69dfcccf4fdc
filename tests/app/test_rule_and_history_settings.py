"""Rules and history as settings: what they change in the service and on its screens."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from billbench.fake_ccms.bill import to_checkpoint
from billbench.fake_ccms.store import bills
from tests.app.driving import JSON, disbursement, heading, hourly_line
from tests.app.in_process import Inside, inside, settings_of
from tests.app.papers import declare, text_of

SETTINGS = {
    "rules": {"voucher_from_pounds": 50, "note_from_hours": 1, "more_visibility": 30},
    "history": {"earlier_bills": 3, "lines_each": 12},
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path, settings_of(SETTINGS)) as started:
        started.sign_in()
        yield started


def make(app: Inside, *lines: dict[str, object]) -> dict[str, Any]:
    answer = app.support("POST", "bills", json={"user": "solicitor1", "lines": list(lines)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_case_begins_with_its_earlier_bills_on_its_statement(app: Inside) -> None:
    page = text_of(app.get(f"/paged/cases/{make(app, hourly_line())['case_reference']}/billing"))
    assert page.count("Authorised") == 3
    assert "Bills authorised £1,185.84" in page


def test_a_new_bill_carries_the_lines_of_earlier_bills_in_every_checkpoint(app: Inside) -> None:
    bill_id = make(app, hourly_line())["bill_id"]
    with app.database.reading() as connection:
        bill = bills.find_bill(connection, bill_id)
    assert bill is not None
    assert len(bill.state.lines) == 1
    assert len(bill.state.history) == 3 * 12
    assert len(to_checkpoint(bill.state)) > 3 * 12 * 200


def test_a_line_of_an_earlier_bill_is_warned_of_in_the_next(app: Inside) -> None:
    repeated = {
        "DATE": "01-01-2022",
        "COST_TYPE": "Profit cost",
        "CATEGORY": "Preparation",
        "TIME": "00:30",
        "ACTIVITY": "Earlier work 1.1",
        "FEE_EARNER": "Amira Patel",
    }
    bill = make(app, hourly_line(), {"type": "hourly", "fields": repeated})["bill_id"]
    page = text_of(app.get(f"/paged/bills/{bill}/summary"))
    assert "The same work was claimed in an earlier bill: Hourly rates, line 2" in page


def test_a_submitted_bill_is_history_for_the_next_of_its_case(app: Inside) -> None:
    made = make(app, hourly_line())
    assert heading(declare(app, made["bill_id"])) == "Bill submitted"  # type: ignore[arg-type]
    billing = f"/paged/cases/{made['case_reference']}/billing"
    csrf = re.search(r'name="csrf" value="([^"]+)"', app.get(billing).text)
    assert csrf is not None
    created = app.post(billing, data={"csrf": csrf[1], "action": "create"})
    with app.database.reading() as connection:
        bill = bills.find_bill(connection, int(created.url.path.split("/")[-1]))
    assert bill is not None
    assert len(bill.state.history) == 3 * 12 + 1


def test_the_figures_of_warnings_are_those_of_the_settings(app: Inside) -> None:
    lines = [hourly_line(TIME="01:00"), disbursement(NET_CLAIM_INC_UPLFT="49.99")]
    page = text_of(app.get(f"/paged/bills/{make(app, *lines)['bill_id']}/summary"))
    assert "Work of 1 hour or more in one piece needs a file note" in page
    assert "voucher" not in page


def test_the_browser_is_given_the_further_visibility_rules(app: Inside) -> None:
    bill = make(app, hourly_line())["bill_id"]
    for design in ("rewritten-page", "windowed-grid"):
        path = f"/{design}/bills/{bill}/lines/hourly"
        rules = app.get(path, headers=JSON).json()["screen"]["rules"]
        assert len(rules) == 4 + 30
        assert all(rule["hide"]["values"] for rule in rules[4:])
