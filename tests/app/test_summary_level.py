"""A claim at summary level: its breakdown, its permission, and the documents of a bill."""

from collections.abc import Iterator

import httpx
import pytest

from tests.app.driving import Support, disbursement, heading, hourly_line, main_form, send
from tests.app.in_process import Inside, inside
from tests.app.papers import PDF, RTF, TIFF, attach, declare, docx, text_of


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """What needs neither a server nor a second database: a signed-in person on a fresh one."""
    with inside(tmp_path_factory.mktemp("app")) as started:
        started.sign_in()
        yield started


def new_bill(app: Inside) -> int:
    return app.support("POST", "bills", json={"user": "solicitor1", "lines": []}).json()["bill_id"]


def summary_line(net: str) -> dict[str, object]:
    return disbursement(ACTIVITY="Profit Cost (Summary)", NET_CLAIM_INC_UPLFT=net, VAT="20")


def submit_error(client: httpx.Client, bill: int) -> str:
    page = client.get(f"/paged/bills/{bill}")
    page = send(client, page, "submit")
    assert page.status_code == 422
    assert client.get(f"/paged/bills/{bill}/declaration").status_code == 409
    return text_of(page)


def test_it_needs_a_breakdown_and_then_goes_through(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([summary_line("4321.00")])["bill_id"]
    said = submit_error(solicitor, bill)
    assert "needs a breakdown" in said
    assert "needs permission" not in said
    page = attach(solicitor, f"/paged/bills/{bill}/documents", PDF)
    assert "The document was uploaded" in page.text
    assert heading(declare(solicitor, bill)) == "Bill submitted"
    assert support.read(bill)["globals"]["BILL_SUBMITTED_TOTAL_AMT"] == "5185.20"


def test_a_voucher_is_no_breakdown(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([summary_line("4321.00")])["bill_id"]
    attach(solicitor, f"/paged/bills/{bill}/documents", PDF, kind="Voucher")
    assert "needs a breakdown" in submit_error(solicitor, bill)


def test_below_2500_pounds_it_needs_permission_which_can_be_asked_for_in_advance(
    solicitor: httpx.Client, support: Support
) -> None:
    made = support.make([summary_line("2499.99")])
    bill = made["bill_id"]
    attach(solicitor, f"/paged/bills/{bill}/documents", PDF)
    assert "the costs to be assessed, £2,499.99, are less than £2,500.00" in submit_error(solicitor, bill)
    path = f"/paged/cases/{made['case_reference']}/billing/permission"
    empty = solicitor.post(path, data={**main_form(solicitor.get(path)).fields, "reason": " "})
    assert empty.status_code == 422
    assert "Enter why you ask" in empty.text
    page = solicitor.post(path, data={**main_form(empty).fields, "reason": "90 lines, <b>frozen</b>"})
    assert "Granted, SLP" in page.text
    assert "<b>frozen" not in page.text
    assert heading(declare(solicitor, bill)) == "Bill submitted"


def test_from_2500_pounds_it_needs_none(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([summary_line("2500.00")])["bill_id"]
    attach(solicitor, f"/paged/bills/{bill}/documents", PDF)
    assert heading(declare(solicitor, bill)) == "Bill submitted"


def test_a_case_that_ended_in_the_magistrates_court_needs_permission(app: Inside) -> None:
    cases = app.get("/paged/cases").text
    reference = cases.split(">Marcus Bell<")[0].split("/paged/cases/")[-1].split('"')[0]
    page = app.get(f"/paged/cases/{reference}/billing")
    page = app.post(page.url, data=main_form(page).fields)
    bill = int(page.url.path.split("/")[-1])
    page = app.get(f"/paged/bills/{bill}/disbursements-question")
    page = send(app, page, "next", BILL_DISBURSEMENTS="Yes")
    page = send(app, page, "next")
    page = send(app, page, "add")
    line = summary_line("9000.00")["fields"]
    assert isinstance(line, dict)
    send(app, page, "next", **{f"DISB_1_{suffix}": value for suffix, value in line.items()})
    attach(app, f"/paged/bills/{bill}/documents", PDF)
    assert "because the case ended in the Magistrates" in submit_error(app, bill)
    page = app.get(f"/paged/bills/{bill}/delete")
    app.post(main_form(page).action, data=main_form(page).fields)


def test_the_same_work_is_not_claimed_twice(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(), summary_line("4321.00")])["bill_id"]
    attach(solicitor, f"/paged/bills/{bill}/documents", PDF)
    assert "still has lines of Hourly rates" in submit_error(solicitor, bill)
    send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "remove-all")
    assert heading(declare(solicitor, bill)) == "Bill submitted"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("a.PDF", PDF), ("a.rtf", RTF), ("b.tif", TIFF), ("b.tiff", TIFF), ("c d.docx", docx())],
)
def test_a_document_comes_back_as_it_was(name: str, content: bytes, app: Inside) -> None:
    bill = new_bill(app)
    page = attach(app, f"/paged/bills/{bill}/documents", content, name=name)
    link = page.text.split(f'href="/paged/bills/{bill}/documents/')[1].split('"')[0]
    answer = app.get(f"/paged/bills/{bill}/documents/{link}")
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = app.get(f"/paged/bills/{bill}/documents")
    remove = f"/paged/bills/{bill}/documents/{link}/remove"
    assert app.post(remove, data={"csrf": "guessed"}).status_code == 403
    page = app.post(remove, data={"csrf": main_form(page).fields["csrf"]})
    assert "No document has been uploaded" in page.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("", b"", "Choose the document"),
        ("a.pdf", b"", "The file is empty"),
        ("a.pdf", b"MZ\x90\0", "no PDF, DOCX, RTF or TIFF"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "no PDF, DOCX, RTF or TIFF"),
        ("a.pdf", RTF, "its name does not end in .rtf"),
        ("a.html", PDF, "its name does not end in .pdf"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj", "stops in the middle"),
        ("a.rtf", RTF[:-1], "stops in the middle"),
        ("a.tif", TIFF[:8], "stops in the middle"),
        ("a.docx", docx()[:60], "stops in the middle"),
        ("a.docx", docx("word/vbaProject.bin"), "macros"),
        ("a.docx", b"PK\x03\x04" + bytes(500), "stops in the middle"),
        ("a.pdf", PDF + bytes(9 * 1024 * 1024), "larger than 8 MB"),
        ("a.pdf", PDF + bytes(12 * 1024 * 1024), "larger than 8 MB"),
    ],
)
def test_what_a_document_is_decides_its_content(name: str, content: bytes, says: str, app: Inside) -> None:
    bill = new_bill(app)
    page = attach(app, f"/paged/bills/{bill}/documents", content, name=name)
    assert page.status_code in (413, 422)
    assert says in text_of(page)
    assert "No document has been uploaded" in page.text


def test_a_document_needs_its_kind(app: Inside) -> None:
    bill = new_bill(app)
    page = attach(app, f"/paged/bills/{bill}/documents", PDF, kind="<b>Novel</b>")
    assert page.status_code == 422
    assert "Choose what the document is" in page.text
    assert "<b>" not in page.text


def test_a_submitted_bill_keeps_its_documents(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    path = f"/paged/bills/{bill}/documents"
    page = attach(solicitor, path, PDF)
    form = main_form(page)
    declare(solicitor, bill)
    file = {"file": ("late.pdf", PDF, "application/pdf")}
    data = {"csrf": form.fields["csrf"], "kind": "Voucher"}
    assert solicitor.post(path, data=data, files=file).status_code == 409
    assert solicitor.post(f"{path}/1/remove", data=data).status_code == 409
    assert "late.pdf" not in solicitor.get(path).text
    assert "breakdown.pdf" in solicitor.get(path).text
