"""From signing in to the confirmation, as a person goes."""

import httpx
import pytest

from tests.app.driving import DESIGNS, JSON, Support, heading, main_form, send, shell_screen, sign_in
from tests.app.papers import new_case

LINE = {
    "DATE": "03-04-2024",
    "COST_TYPE": "Profit cost",
    "CATEGORY": "Preparation",
    "ACTIVITY": "Drafting",
    "TIME": "01:30",
    "FEE_EARNER": "Amira Patel",
}


def test_a_paged_bill_goes_from_sign_in_to_confirmation(visitor: httpx.Client, support: Support) -> None:
    page = sign_in(visitor, "paged", "solicitor2")
    assert heading(page) == "Your cases"
    reference = new_case(support, visitor, "solicitor2")
    assert f'href="/paged/cases/{reference}"' in visitor.get("/paged/cases").text
    assert heading(visitor.get(f"/paged/cases/{reference}")) == "Case overview"
    page = visitor.get(f"/paged/cases/{reference}/billing")
    page = visitor.post(page.url, data=main_form(page).fields)
    assert heading(page) == "Create a bill: bill details"
    bill = int(page.url.path.split("/")[-1])

    page = visitor.get(f"/paged/bills/{bill}/disbursements-question")
    page = send(visitor, page, "next", BILL_DISBURSEMENTS="No")
    while heading(page) != "Hourly rates":
        page = send(visitor, page, "next")
    page = send(visitor, page, "add")
    name = next(name for name in main_form(page).fields if name.endswith("_DATE"))[: -len("DATE")]
    page = send(visitor, page, "next", **{f"{name}{suffix}": value for suffix, value in LINE.items()})
    while heading(page) != "Bill summary":
        page = send(visitor, page, "next")
    assert "98.82" in page.text
    page = send(visitor, page, "next")
    assert heading(page) == "Declaration"
    form = main_form(page)
    page = visitor.post(form.action, data={**form.fields, "true": "yes", "recorded": "yes", "client": "yes"})
    assert heading(page) == "Bill submitted"

    stored = support.read(bill)
    assert stored["status"] == "Submitted"
    assert stored["submissions"][0]["reference"] in page.text
    assert stored["lines"][0]["fields"]["RATE"] == "54.90"
    assert stored["lines"][0]["fields"]["VAT"] == "20"
    assert stored["lines"][0]["fields"]["NET_CLAIM_INC_UPLFT"] == "82.35"
    assert stored["lines"][0]["fields"]["TOTAL_CLAIM"] == "98.82"


def test_a_rewritten_page_bill_goes_from_sign_in_to_confirmation(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([])["bill_id"]
    base = f"/rewritten-page/bills/{bill}"
    screen = shell_screen(solicitor.get(f"{base}/disbursements-question"))
    screen = post(solicitor, screen, {"BILL_DISBURSEMENTS": "No", "action": "next"})
    assert screen["heading"] == "Hourly rates"
    screen = post(solicitor, screen, {"action": "add"})
    instance = screen["rows"][0]["instance"]
    entries = {f"PRES_{instance}_{suffix}": value for suffix, value in LINE.items()}
    screen = post(solicitor, screen, {**entries, "action": "next"})
    assert screen["kind"] == "summary"
    assert screen["total"] == "98.82"
    answer = solicitor.post(
        screen["url"],
        data={"csrf": screen["csrf"], "version": screen["version"], "action": "next"},
        headers=JSON,
    )
    page = solicitor.get(answer.json()["leave"])
    assert heading(page) == "Declaration"
    form = main_form(page)
    page = solicitor.post(
        form.action, data={**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
    )
    assert heading(page) == "Bill submitted"
    assert support.read(bill)["status"] == "Submitted"


def post(client: httpx.Client, screen: dict, fields: dict[str, str]) -> dict:
    data = {"csrf": screen["csrf"], "version": screen["version"], **fields}
    answer = client.post(screen["url"], data=data, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json()["screen"]


@pytest.mark.parametrize("design", DESIGNS)
def test_whoever_is_not_signed_in_signs_in_first_and_then_arrives(visitor: httpx.Client, design: str) -> None:
    page = visitor.get(f"/{design}/cases?reference=3000")
    assert heading(page) == "Sign in"
    form = main_form(page)
    page = visitor.post(form.action, data={**form.fields, "user_name": "costs1"})
    assert page.url.path == f"/{design}/cases"
    assert page.url.query == b"reference=3000"
