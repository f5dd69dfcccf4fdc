"""Logging work by the support interface: it stands in the case management system as if typed there."""

import httpx
import pytest

from billbench.fake_ccms.claims.reading import read_claim_file
from tests.app.driving import Support

TIME = {
    "kind": "time",
    "worked_on": "03-04-2024",
    "work": "Preparation",
    "fee_earner": "Amira Patel",
    "time": "01:30",
    "note": "Drafting",
}
PAID = {**TIME, "kind": "expense", "work": "Court fee", "amount": "15.00", "vat": "0"}


def test_logged_work_is_exported_as_one_bill(support: Support, solicitor: httpx.Client) -> None:
    answer = support.client.post("/support/work", json={"user": "solicitor1", "work": [TIME, PAID]})
    assert answer.status_code == 201, answer.text
    case = answer.json()["case_reference"]
    (bill,) = read_claim_file("claim.xml", solicitor.get(f"/case-management/{case}/claim.xml").content)
    assert [line.type for line in bill.lines] == ["hourly", "disbursements"]
    assert bill.lines[0].attributes["ACTIVITY"].value == "Drafting"
    listed = support.client.get("/support/bills").json()["bills"]
    assert case not in {one["case_reference"] for one in listed}


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"user": "solicitor1", "work": "all"}, "work must be a list"),
        ({"user": "nobody", "work": [TIME]}, "there is no user 'nobody'"),
        ({"user": "solicitor1", "work": [{**TIME, "worked_on": "31-02-2024"}]}, "entry 0: Date"),
        ({"user": "solicitor1", "work": [{"kind": "golf"}]}, "entry 0: must be an object of texts"),
        ({"user": "solicitor1", "work": [{**TIME, "time": 90}]}, "entry 0: must be an object of texts"),
    ],
)
def test_work_that_cannot_be_logged_is_refused_with_the_reason(
    support: Support, wanted: dict[str, object], reason: str
) -> None:
    answer = support.client.post("/support/work", json=wanted)
    assert answer.status_code == 422
    assert reason in answer.text
