"""Who is told what about a bill, answering, and what the statement of account says then."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.driving import (
    Server,
    Support,
    disbursement,
    forms_of,
    heading,
    hourly_line,
    main_form,
    person_of,
    sign_in,
)
from tests.app.in_process import Inside, inside
from tests.app.papers import PDF, attach, declare, text_of


@pytest.fixture
def colleague(server: Server) -> Iterator[httpx.Client]:
    """Somebody of the same firm who is not the contact of the cases."""
    with person_of(server.url) as client:
        sign_in(client, "paged", "costs1")
        yield client


def told(client: httpx.Client, case: str, page: int = 1) -> list[str]:
    """The subjects that a person has about a case."""
    text = client.get(f"/paged/notifications?page={page}").text
    rows = re.findall(r'<tr><th scope="row"><a href="[^"]*">(.*?)</a></th><td>(\d+)</td>', text)
    return [subject for subject, reference in rows if reference == case]


def newest(client: httpx.Client) -> str:
    found = re.search(r'href="(/paged/notifications/\d+)"', client.get("/paged/notifications").text)
    assert found is not None
    return found[1]


def decide(client: httpx.Client, bill: int, action: str, text: str = "") -> httpx.Response:
    csrf = next(form.fields["csrf"] for form in forms_of(client.get("/paged/cases")))
    return client.post(f"/assessor/{bill}", data={"csrf": csrf, "action": action, f"text_{bill}": text})


def test_a_request_for_documents_goes_to_the_submitter_and_the_rest_to_the_contact(
    solicitor: httpx.Client, colleague: httpx.Client, support: Support
) -> None:
    made = support.make([hourly_line(TIME="03:30"), disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    case = made["case_reference"]
    assert heading(declare(colleague, made["bill_id"])) == "Bill submitted"
    assert told(colleague, case) == ["Documents required"]
    assert told(solicitor, case) == ["Bill received"]
    page = colleague.get(newest(colleague))
    said = text_of(page)
    assert "needs a voucher: Disbursements, line 1." in said
    assert "needs a file note: Hourly rates, line 1." in said
    assert solicitor.get(page.url.path).status_code == 404


def test_nothing_is_asked_for_that_is_attached_or_not_needed(
    solicitor: httpx.Client, support: Support
) -> None:
    made = support.make([disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    attach(solicitor, f"/paged/bills/{made['bill_id']}/documents", PDF, kind="Voucher")
    declare(solicitor, made["bill_id"])
    assert told(solicitor, made["case_reference"]) == ["Bill received"]


def test_submitting_twice_tells_once(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    form = main_form(solicitor.get(f"/paged/bills/{made['bill_id']}/declaration"))
    data = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
    for _ in range(2):
        solicitor.post(form.action, data=data)
    assert told(solicitor, made["case_reference"]) == ["Bill received"]


def test_an_action_is_answered_by_uploading_documents(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    declare(solicitor, made["bill_id"])
    path = newest(solicitor)
    page = solicitor.get(path)
    assert heading(page) == "Documents required"
    csrf = main_form(page).fields["csrf"]
    page = solicitor.post(path, data={"csrf": csrf, "action": "finish"})
    assert page.status_code == 422
    assert "Upload at least one document" in page.text
    assert attach(solicitor, path, b"no pdf", kind="Voucher").status_code == 422
    page = attach(solicitor, path, PDF, name="voucher.pdf", kind="Voucher")
    assert "voucher.pdf" in page.text
    page = solicitor.post(path, data={"csrf": csrf, "action": "finish"})
    assert "Answered" in page.text
    assert "Finish:" not in page.text
    assert "voucher.pdf" in solicitor.get(f"/paged/bills/{made['bill_id']}/documents").text
    late = solicitor.post(path, data={"csrf": csrf, "kind": "Voucher"}, files={"file": ("x.pdf", PDF)})
    assert "x.pdf" not in late.text


def test_the_statement_follows_what_the_assessor_decides(
    solicitor: httpx.Client, colleague: httpx.Client, support: Support
) -> None:
    made = support.make([hourly_line()])
    case, bill = made["case_reference"], made["bill_id"]
    statement = f"/paged/cases/{case}/billing"
    assert "Bills in draft £98.82" in text_of(solicitor.get(statement))
    declare(colleague, bill)
    said = text_of(solicitor.get(statement))
    assert "Bills submitted not authorised £98.82" in said
    assert "Limitation remaining £24,901.18" in said
    assert "Submitted, not authorised" in said
    decide(solicitor, bill, "documents", "The attendance note of 3 April")
    assert told(colleague, case) == ["Documents required"]
    assert "The attendance note of 3 April" in colleague.get(newest(colleague)).text
    decide(solicitor, bill, "authorise")
    said = text_of(solicitor.get(statement))
    assert "Bills authorised £98.82" in said
    assert "Bills submitted not authorised £0.00" in said
    assert "Limitation remaining £24,901.18" in said
    assert told(solicitor, case) == ["Bill authorised", "Bill received"]
    assert decide(solicitor, bill, "reject", "Again").status_code == 404


def test_a_rejected_bill_can_be_copied_to_a_new_draft(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line(ACTIVITY="Kept")])
    bill = made["bill_id"]
    declare(solicitor, bill)
    assert decide(solicitor, bill, "reject").status_code == 422
    decide(solicitor, bill, "reject", "No <b>note</b>")
    assert "No <b>note" not in solicitor.get("/paged/notifications").text
    page = solicitor.get(f"/paged/bills/{bill}/confirmation")
    assert "Rejected" in page.text
    page = solicitor.post(f"/paged/bills/{bill}/copy", data={"csrf": main_form(page).fields["csrf"]})
    copy = int(page.url.path.split("/")[-1])
    assert copy != bill
    assert support.read(copy)["lines"] == support.read(bill)["lines"]
    assert support.read(copy)["status"] == "Draft"
    said = text_of(solicitor.get(f"/paged/cases/{made['case_reference']}/billing"))
    assert "Limitation remaining £25,000.00" in said


def test_the_statement_shows_ten_bills_a_page(tmp_path: Path) -> None:
    with inside(tmp_path) as app:
        app.sign_in()
        check_pages(app)


def check_pages(app: Inside) -> None:
    cases = app.get("/paged/cases").text
    case = cases.split(">Leonie Baptiste<")[0].split("/paged/cases/")[-1].split('"')[0]
    statement = f"/paged/cases/{case}/billing"
    first, second = app.get(statement), app.get(f"{statement}?page=2")
    assert "Bills, page 1 of 2" in first.text
    numbers = [re.findall(r">Bill (\d+)<", page.text) for page in (first, second)]
    assert [len(found) for found in numbers] == [10, 3]
    assert sorted(map(int, numbers[0] + numbers[1]), reverse=True) == [
        int(n) for n in numbers[0] + numbers[1]
    ]
    for strange in ("0", "-1", "99", "x", "9" * 30):
        assert app.get(statement, params={"page": strange}).status_code == 200


def test_colleagues_find_a_case_and_other_firms_do_not(
    colleague: httpx.Client, server: Server, support: Support
) -> None:
    case = support.make([hourly_line()])["case_reference"]
    assert f"/paged/cases/{case}" in colleague.get("/paged/cases", params={"reference": case}).text
    assert f"/paged/cases/{case}" not in colleague.get("/paged/cases").text
    assert "Registered contact Amira Patel" in text_of(colleague.get(f"/paged/cases/{case}"))
    with person_of(server.url) as stranger:
        sign_in(stranger, "paged", "hill1")
        page = stranger.get("/paged/cases", params={"reference": case})
        assert f"/paged/cases/{case}" not in page.text
        for path in ("", "/billing", "/billing/permission", "/billing/upload"):
            assert stranger.get(f"/paged/cases/{case}{path}").status_code == 404
        assert stranger.get(f"/case-management/{case}").status_code == 404


def test_a_paper_case_is_answered_with_where_to_turn(solicitor: httpx.Client) -> None:
    page = solicitor.get("/paged/cases", params={"reference": "XKDMFKSI3D56/A/D/3"})
    assert "the reference of a case that began on paper" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/paged/notifications/9999999",
        "/paged/notifications/99999999999999999999",
        "/paged/bills/99999999999999999999",
        "/paged/claim-upload/99999999999999999999",
        "/paged/bills/1/documents/99999999999999999999",
        "/paged/cases/%00",
        "/case-management/%00",
    ],
)
def test_what_is_not_there_is_a_clear_page(path: str, solicitor: httpx.Client) -> None:
    page = solicitor.get(path)
    assert page.status_code == 404
    assert heading(page) == "Page not found"


def test_every_form_needs_its_token(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    case, bill = made["case_reference"], made["bill_id"]
    declare(solicitor, bill)
    for path in (
        "/paged/claim-upload",
        f"/paged/cases/{case}/billing/upload",
        f"/paged/cases/{case}/billing/permission",
        f"/paged/bills/{bill}/documents",
        f"/paged/bills/{bill}/documents/1/remove",
        f"/paged/bills/{bill}/copy",
        newest(solicitor),
        f"/case-management/{case}",
        f"/assessor/{bill}",
    ):
        for more in ({}, {"files": {"file": ("a.pdf", PDF)}}):
            page = solicitor.post(path, data={"csrf": "guessed", "action": "authorise"}, **more)
            assert page.status_code == 403, path
