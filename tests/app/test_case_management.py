"""The firm's case management system: logging work, and exporting it."""

import re
from collections.abc import Iterator

import httpx
import pytest

from billbench.fake_ccms.claims.reading import read_claim_file
from tests.app.driving import Support, forms_of, sign_in
from tests.app.in_process import Inside, inside
from tests.app.papers import text_of

TIME = {
    "kind": "time",
    "worked_on": "3-4-2024",
    "work": "Preparation",
    "fee_earner": "Amira Patel",
    "time": "1:30",
    "note": "Drafting",
}
LETTERS = {**TIME, "work": "Letters out", "time": "", "items": "3"}
EXPENSE = {
    "kind": "expense",
    "worked_on": "05-04-2024",
    "work": "Court fee",
    "fee_earner": "Amira Patel",
    "amount": "255",
    "vat": "0",
}


def log(client: httpx.Client, case: str, entry: dict[str, str]) -> httpx.Response:
    path = f"/case-management/{case}"
    form = next(form for form in forms_of(client.get(path)) if form.fields.get("kind"))
    return client.post(path, data={**entry, "csrf": form.fields["csrf"]})


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """What needs neither a server nor a second database: a signed-in person on a fresh one."""
    with inside(tmp_path_factory.mktemp("app")) as started:
        started.sign_in()
        yield started


@pytest.fixture
def case(support: Support) -> str:
    return str(support.make([])["case_reference"])


def test_logged_work_is_listed_with_its_worth_and_can_be_removed(case: str, solicitor: httpx.Client) -> None:
    for entry in (TIME, LETTERS, EXPENSE):
        page = log(solicitor, case, entry)
    said = text_of(page)
    assert "3 April 2024 Amira Patel Preparation Drafting 1:30 82.35" in said
    assert "3 April 2024 Amira Patel Letters out Drafting 3 16.20" in said
    assert "Lines 3 Net £353.55 VAT £19.71 Total £373.26" in said
    assert "Net, VAT 20% £98.55" in said
    form = forms_of(page)[-1]
    numbers = [value for name, value in form.buttons if name == "remove"]
    page = solicitor.post(form.action, data={"csrf": form.fields["csrf"], "remove": numbers[0]})
    assert "Lines 2 Net £271.20" in text_of(page)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({**TIME, "worked_on": "31-02-2024"}, "Date must be a day that exists"),
        ({**TIME, "worked_on": ""}, "Date is missing"),
        ({**TIME, "time": "90"}, "Time must be hours and minutes"),
        ({**TIME, "time": ""}, "Time is missing"),
        ({**LETTERS, "items": "-1"}, "Items must be a whole number"),
        ({**TIME, "work": "<b>Golf</b>"}, "Choose the work"),
        ({**TIME, "note": "x" * 10_000}, "Note must be 120 characters or fewer"),
        ({**EXPENSE, "amount": "-5"}, "Amount must be an amount"),
        ({**EXPENSE, "vat": "19"}, "Choose the VAT"),
        ({**EXPENSE, "work": "Profit Cost (Summary)"}, "Choose the kind"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(entry: dict[str, str], says: str, app: Inside) -> None:
    case = app.support("POST", "bills", json={"user": "solicitor1", "lines": []}).json()["case_reference"]
    page = log(app, case, entry)
    assert page.status_code == 422
    assert says in page.text
    assert "Nothing is logged on this matter" in page.text
    assert "<b>" not in page.text
    fields = next(form for form in forms_of(page) if form.fields.get("kind")).fields
    for name in {"worked_on", "time", "items", "amount"} & entry.keys() & fields.keys():
        assert fields[name] == entry[name]


def test_one_click_exports_the_claim_file(case: str, solicitor: httpx.Client) -> None:
    log(solicitor, case, {**TIME, "note": 'Reading "A & B" <i>'})
    page = log(solicitor, case, EXPENSE)
    found = re.search(r'href="(/case-management/\d+/claim\.xml)"', page.text)
    assert found is not None
    answer = solicitor.get(found[1])
    name = re.search(r"filename\*=UTF-8''(\S+)", answer.headers["content-disposition"])
    assert name is not None
    (bill,) = read_claim_file(name[1], answer.content)
    assert bill.mistakes == []
    assert bill.reference == case
    assert [line.type for line in bill.lines] == ["hourly", "disbursements"]
    assert bill.lines[0].attributes["ACTIVITY"].value == 'Reading "A & B" <i>'


def test_demo_cases_of_every_fee_scheme_have_work_to_bill(app: Inside) -> None:
    page = app.get("/case-management")
    rows = re.findall(r'href="/case-management/(3\d+)".*?<td class="money">(\d+)</td>', page.text)
    demo = [(reference, int(entries)) for reference, entries in rows if int(entries) > 10]
    schemes = {
        text_of(app.get(f"/case-management/{reference}")).split("Billed under ")[1].split(".")[0]
        for reference, _entries in demo
    }
    assert schemes == {
        "Hourly rates",
        "Care proceedings graduated fee scheme (CPGFS)",
        "Private family law representation scheme (PFLRS)",
    }
    assert max(entries for _reference, entries in demo) > 80


def test_it_asks_to_sign_in_and_comes_back(visitor: httpx.Client) -> None:
    page = visitor.get("/case-management?reference=3000")
    assert page.url.path.endswith("/sign-in")
    form = forms_of(page)[0]
    page = visitor.post(form.action, data={**form.fields, "user_name": "solicitor2"})
    assert str(page.url).endswith("/case-management?reference=3000")
    sign_in(visitor, "paged", "hill1")
    assert visitor.get("/case-management").status_code == 200
