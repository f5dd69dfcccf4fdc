"""Claim Upload over HTTP: what a file becomes, what is rejected, and that nothing is half-stored."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from billbench.fake_ccms.claims.writing import ClaimLine
from tests.app.driving import (
    Server,
    Support,
    forms_of,
    heading,
    hourly_line,
    main_form,
    person_of,
    send,
    sign_in,
)
from tests.app.in_process import Inside, inside
from tests.app.papers import bills_in, claim_file, new_case, plain, text_of, upload, work


@pytest.fixture
def case(support: Support, solicitor: httpx.Client) -> str:
    """A case billed at hourly rates, without a draft."""
    return new_case(support, solicitor)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """What needs neither a server nor a second database: a signed-in person on a fresh one."""
    with inside(tmp_path_factory.mktemp("app")) as started:
        started.sign_in()
        yield started


def court_fee(**changes: str) -> ClaimLine:
    values = {
        "ACTIVITY": "Court fee",
        "DATE": "05-04-2024",
        "NET_CLAIM_INC_UPLFT": "15.00",
        "VAT": "0",
        "FEE_EARNER": "Amira Patel",
    }
    return ClaimLine(type="disbursements", label="E1", values={**values, **changes})


def test_an_uploaded_bill_is_what_it_would_be_keyed_in(
    case: str, solicitor: httpx.Client, support: Support
) -> None:
    lines = [plain(work("1")), work("2", CATEGORY="Letters out", TIME="", ITEM="3", RATE="", **NO_SUMS)]
    page = upload(solicitor, claim_file((case, [*lines, court_fee()])))
    assert heading(page) == "The bill was accepted"
    uploaded = support.read(bills_in(page)[0])
    fields = [{n: v for n, v in line.values.items() if v} for line in (*lines, court_fee())]
    types = ["hourly", "hourly", "disbursements"]
    keyed = support.read(
        support.make([{"type": t, "fields": f} for t, f in zip(types, fields, strict=True)])["bill_id"]
    )
    assert uploaded["lines"] == keyed["lines"]
    assert uploaded["globals"] == keyed["globals"]
    assert uploaded["globals"]["BILLING_IS_COMPLETE"] == "Yes"
    bill = uploaded["bill_id"]
    assert heading(solicitor.get(f"/paged/bills/{bill}/summary")) == "Bill summary"
    lines_page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    saved = send(solicitor, lines_page, "save", PRES_1_ACTIVITY="Edited after the upload")
    assert "The bill is saved" in saved.text
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Edited after the upload"


NO_SUMS = {"NET_CLAIM_INC_UPLFT": "", "TOTAL_CLAIM": ""}


@pytest.mark.parametrize(
    ("changes", "field", "says", "advice"),
    [
        ({"DATE": "31-02-2024"}, "Date", "“31-02-2024” is not accepted", "a day that exists"),
        ({"DATE": ""}, "Date", "This is missing", "Enter it"),
        ({"TIME": "1h30"}, "Time", "“1h30” is not accepted", "hours and minutes"),
        ({"RATE": "-5"}, "Rate (£)", "“-5” is not accepted", "pounds and pence"),
        ({"FEE_EARNER": "Nobody"}, "Fee earner", "“Nobody” is not accepted", "chosen from the list"),
        ({"CATEGORY": "Travel", "UPLIFT": "50"}, "Uplift (%)", "cannot be given together", "Leave it out"),
        ({"TOTAL_CLAIM": "98.83"}, "Total claim (£)", "the rules make it 98.82", "or leave it out"),
        ({"ACTIVITY": "x" * 10_000}, "Work conducted", "is not accepted", "120 characters or fewer"),
        ({"ACTIVITY": "a\u202eb"}, "Work conducted", "is not accepted", "control characters"),
    ],
)
def test_a_wrong_value_is_told_with_line_field_and_advice(
    changes: dict[str, str],
    field: str,
    says: str,
    advice: str,
    app: Inside,
) -> None:
    case = "300000100001"
    sums = {} if "TOTAL_CLAIM" in changes else {**NO_SUMS, **({"RATE": ""} if "RATE" not in changes else {})}
    page = upload(app, claim_file((case, [work("7"), work("8", **sums, **changes)])))
    assert heading(page) == "The bill was rejected"
    said = text_of(page)
    assert f"Hourly rates, line 2 (label 8) {field} " in said
    assert says in said
    assert advice in said
    assert said.count("Hourly rates, line") == 1
    assert "no bills on this case" in app.get(f"/paged/cases/{case}/billing").text


def test_the_line_of_the_file_is_the_one_with_the_mistake(case: str, solicitor: httpx.Client) -> None:
    content = claim_file((case, [work("1"), work("2", VAT="19")]))
    row = content[: content.index(b">19<")].count(b"\n") + 1
    assert f"What to do {row} Hourly rates, line 2 (label 2) VAT (%)" in text_of(upload(solicitor, content))


def test_good_bills_of_a_file_are_kept_and_bad_ones_rejected(
    solicitor: httpx.Client, support: Support
) -> None:
    good, bad, drafted, also = (new_case(support, solicitor) for _ in range(4))
    page = solicitor.get(f"/paged/cases/{drafted}/billing")
    draft = solicitor.post(page.url, data=main_form(page).fields).url.path.split("/")[-1]
    send(solicitor, solicitor.get(f"/paged/bills/{draft}/disbursements-question"), "next", **{ANSWER: "No"})
    send(solicitor, solicitor.get(f"/paged/bills/{draft}/lines/hourly"), "add")
    page = upload(
        solicitor,
        claim_file(
            (good, [work()]),
            (bad, [work(VAT="19")]),
            (drafted, [work()]),
            ("300000000001", [work()]),
            ("XKDMFKSI3D56/A/D/3", [work()]),
            (good, [work()]),
            (also, [court_fee()]),
        ),
    )
    said = text_of(page)
    assert heading(page) == "2 bills accepted, 5 rejected"
    assert f"has a draft bill already, bill {draft}" in said
    assert "Your firm has no case with the reference 300000000001" in said
    assert "bill it on its paper form" in said
    assert f"The file has another bill of case {good} before" in said
    assert {support.read(bill)["case_reference"] for bill in bills_in(page)} == {good, also}


ANSWER = "BILL_DISBURSEMENTS"


def test_a_bill_has_only_lines_that_its_case_is_billed_under(case: str, solicitor: httpx.Client) -> None:
    line = ClaimLine(type="cpgfs", label="1", values=work().values)
    said = text_of(upload(solicitor, claim_file((case, [line]))))
    assert f"Case {case} is not billed under Care proceedings graduated fee scheme" in said
    content = claim_file((case, [court_fee()])).replace(b">Yes<", b">No<")
    assert "BillDisbursements is No" in text_of(upload(solicitor, content))


def test_the_page_of_a_case_takes_only_its_own_bill(
    case: str, solicitor: httpx.Client, support: Support
) -> None:
    other = new_case(support, solicitor)
    path = f"/paged/cases/{case}/billing/upload"
    page = upload(solicitor, claim_file((case, [work()]), (other, [work()])), path=path)
    assert heading(page) == "1 bill accepted, 1 rejected"
    assert f"This bill is for case {other}; you are uploading for case {case}" in text_of(page)


def test_the_same_file_again_adds_nothing(case: str, solicitor: httpx.Client) -> None:
    content = claim_file((case, [work()]))
    first = upload(solicitor, content)
    again = upload(solicitor, content, name="renamed.xml")
    assert "uploaded before" in again.text
    assert again.url.path == first.url.path
    bill = bills_in(first)[0]
    page = solicitor.get(f"/paged/bills/{bill}/delete")
    solicitor.post(main_form(page).action, data=main_form(page).fields)
    assert f"Bill {bill}, deleted since" in text_of(solicitor.get(first.url.path))
    anew = upload(solicitor, content)
    assert heading(anew) == "The bill was accepted"
    assert anew.url.path != first.url.path


def test_the_same_file_sent_five_times_at_once_makes_one_bill(
    case: str, server: Server, solicitor: httpx.Client
) -> None:
    content = claim_file((case, [work(str(number)) for number in range(40)]))
    form = next(f for f in forms_of(solicitor.get("/paged/claim-upload")) if "sign-out" not in f.action)

    def send_it(_number: int) -> httpx.Response:
        with person_of(server.url, solicitor.cookies) as client:
            file = {"file": ("claim.xml", content, "text/xml")}
            return client.post(form.action, data={"csrf": form.fields["csrf"]}, files=file)

    with ThreadPoolExecutor(5) as pool:
        pages = list(pool.map(send_it, range(5)))
    assert {page.status_code for page in pages} == {200}
    statement = solicitor.get(f"/paged/cases/{case}/billing")
    assert len(bills_in(statement)) == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("claim.xml", b"", "The file is empty"),
        ("", b"", "No file was chosen"),
        ("my claim.xml", b"<x/>", "has spaces in it"),
        ("claim.txt", b"<x/>", "is not an XML file"),
        ("claim.xml", claim_file(("300000100001", []))[:90], "stops in the middle"),
        ("claim.xml", b"PK\x03\x04" + bytes(100), "compressed archive"),
        ("claim.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type declaration"),
        ("claim.xml", "<a>\N{HEBREW LETTER ALEF}</a>".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_the_form(
    name: str, content: bytes, says: str, app: Inside
) -> None:
    page = upload(app, content, name=name)
    assert page.status_code == 422
    assert heading(page) == "Claim upload"
    assert says in text_of(page)
    assert "Error: " in page.text


@pytest.mark.parametrize("megabytes", [8.5, 11, 40])
def test_a_file_that_is_too_large_is_told_on_the_form(megabytes: float, solicitor: httpx.Client) -> None:
    page = upload(solicitor, bytes(int(megabytes * 1024 * 1024)))
    assert page.status_code == (422 if megabytes < 10 else 413)
    assert heading(page) == "Claim upload"
    assert "larger than 8 MB" in page.text


def test_a_request_that_is_cut_off_or_no_form_is_refused(solicitor: httpx.Client) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    whole = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<x/>\r\n--b--\r\n'
    for content in (whole[:60], whole[:-6], b"--b\r\n\r\n", b"nonsense", b"\r\n--b--"):
        assert solicitor.post("/paged/claim-upload", content=content, headers=kind).status_code in (400, 403)
    for headers in ({"Content-Type": "multipart/form-data"}, {"Content-Type": "text/plain"}, {}):
        answer = solicitor.post("/paged/claim-upload", content=whole, headers=headers)
        assert answer.status_code in (400, 403)
    assert solicitor.post("/paged/claim-upload", content=whole, headers=kind).status_code == 403


def test_a_value_is_never_markup(case: str, solicitor: httpx.Client, support: Support) -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = upload(solicitor, claim_file((case, [work(nasty[:45], ACTIVITY=nasty, VAT=nasty)])))
    assert heading(page) == "The bill was rejected"
    assert "<img" not in page.text
    assert "<script>" not in page.text
    page = upload(solicitor, claim_file((case, [work(ACTIVITY=nasty)])), name="<b>.xml")
    bill = bills_in(page)[0]
    for path in ("lines/hourly", "report", "summary"):
        page = solicitor.get(f"/paged/bills/{bill}/{path}")
        assert page.status_code == 200
        assert "<img" not in page.text
        assert "<script>alert" not in page.text
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == nasty


def test_another_firm_sees_neither_the_result_nor_the_case(
    case: str, solicitor: httpx.Client, server: Server
) -> None:
    page = upload(solicitor, claim_file((case, [work()])))
    with person_of(server.url) as stranger:
        sign_in(stranger, "paged", "hill1")
        assert stranger.get(page.url.path).status_code == 404
        assert stranger.get(f"/paged/cases/{case}/billing/upload").status_code == 404
        said = text_of(upload(stranger, claim_file((case, [work()]))))
        assert f"Your firm has no case with the reference {case}" in said


def test_many_lines_are_stored_each_with_its_own_values(
    case: str, solicitor: httpx.Client, support: Support
) -> None:
    solicitor.timeout = support.client.timeout = httpx.Timeout(60)
    content = claim_file((case, [work(str(number), ACTIVITY=f"Work {number}") for number in range(1200)]))
    page = upload(solicitor, content)
    assert heading(page) == "The bill was accepted"
    stored = support.read(bills_in(page)[0])
    assert [line["fields"]["ACTIVITY"] for line in stored["lines"]] == [f"Work {n}" for n in range(1200)]
    assert stored["globals"]["BILL_SUBMITTED_TOTAL_AMT"] == "118584.00"


def test_five_thousand_lines_are_accepted_in_under_five_seconds(app: Inside) -> None:
    """In processor time, so that other work on the machine does not count: parsing, rules and storage."""
    content = claim_file(
        ("300000100002", [work(str(number), ACTIVITY=f"Work {number}") for number in range(5000)])
    )
    started = time.process_time()
    page = upload(app, content)
    took = time.process_time() - started
    assert heading(page) == "The bill was accepted"
    assert "5,000" in page.text
    assert took < 5


def test_schema_and_example_can_be_had(solicitor: httpx.Client) -> None:
    schema = solicitor.get("/paged/claim-upload/schema.xsd")
    assert "attachment" in schema.headers["content-disposition"]
    assert "SYNTHETIC" in schema.text
    assert b"<ClaimUpload" in solicitor.get("/paged/claim-upload/example.xml").content


def test_the_draft_of_a_case_is_not_overwritten(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    before = support.read(made["bill_id"])
    page = upload(solicitor, claim_file((made["case_reference"], [work()])))
    assert heading(page) == "The bill was rejected"
    assert support.read(made["bill_id"]) == before
