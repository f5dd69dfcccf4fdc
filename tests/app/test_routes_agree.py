"""The same logged work billed by every route comes to the same amount, to the penny."""

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from billbench.fake_ccms.bill import BillState, Global, new_state, with_new_line
from billbench.fake_ccms.case_management.billing import claim_of, price
from billbench.fake_ccms.case_management.demo import demo_work
from billbench.fake_ccms.claims.accepting import Upload, check_bills
from billbench.fake_ccms.claims.reading import read_claim_file
from billbench.fake_ccms.claims.writing import write_claim_file
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.lists import choice_lists
from billbench.fake_ccms.rules.engine import determine
from billbench.fake_ccms.rules.table import PRESCRIBED_RATES
from billbench.fake_ccms.settings import ListSettings
from billbench.fake_ccms.store.case_management import NewWork, Work, WorkKind
from billbench.fake_ccms.store.people import Case, User
from billbench.fake_ccms.values import money
from tests.app.driving import heading, main_form, send
from tests.app.in_process import Inside, inside
from tests.app.papers import PDF, attach, bills_in, declare, text_of, upload

LISTS = choice_lists(ListSettings())
CASE = Case(
    id=3,
    reference="300000100003",
    user_id=1,
    client="Test Client",
    matter="Care proceedings",
    fee_schemes=("cpgfs", "counsel"),
    certificate_start="2023-01-09",
    certificate_end="",
    cost_limit_pence=25_000_00,
    court="Family Court",
)


def numbered(work: list[NewWork]) -> list[Work]:
    return [
        Work(id=number, **{name: getattr(entry, name) for name in NewWork.__dataclass_fields__})
        for number, entry in enumerate(work, 1)
    ]


def total(state: BillState) -> str:
    assert state.globals[Global.COMPLETE] == "Yes"
    return state.globals[Global.TOTAL_AMOUNT]


def uploaded(work: list[Work]) -> str:
    read = read_claim_file("claim.xml", write_claim_file([claim_of(CASE, work)]))
    user = User(id=1, name="x", full_name="X", firm="F")
    upload = Upload(user=user, file_name="claim.xml", digest="", only_case="")
    (candidate,) = check_bills(upload, read, {CASE.reference: CASE}, LISTS)
    assert candidate.state is not None, read[0].mistakes
    return total(candidate.state)


def started() -> BillState:
    state = new_state(CASE.fee_schemes)
    return replace(state, globals={**state.globals, Global.DISBURSEMENTS: "Yes"})


def keyed_in(work: list[Work]) -> str:
    state = started()
    for line in claim_of(CASE, work).lines:
        typed = {n: v for n, v in line.values.items() if n not in ("RATE", "VAT") or line.type != "cpgfs"}
        state = with_new_line(state, LINE_TYPES[line.type], typed)
    return total(determine(state))


def at_summary_level(work: list[Work]) -> str:
    state = started()
    for line in claim_of(CASE, work).lines:
        if line.type != "cpgfs":
            state = with_new_line(state, LINE_TYPES[line.type], line.values)
    for summary in price(CASE, work).summary:
        values = {
            "ACTIVITY": "Profit Cost (Summary)",
            "DATE": "01-03-2024",
            "NET_CLAIM_INC_UPLFT": summary.net,
            "VAT": summary.vat,
            "FEE_EARNER": "Amira Patel",
        }
        state = with_new_line(state, LINE_TYPES["disbursements"], values)
    return total(determine(state))


BY_ITEM = ("Letters out", "Letters in", "Telephone calls")


def entry(work: str, minutes: int, items: int, day: int) -> NewWork:
    by_item = work in BY_ITEM
    return NewWork(
        kind=WorkKind.TIME,
        worked_on=f"{2009 + day % 3}-{1 + day % 12:02}-{1 + day % 28:02}",
        fee_earner="Amira Patel",
        work=work,
        minutes=0 if by_item else minutes,
        items=items if by_item else 0,
    )


def paid(amount: int, vat: str, counsel: bool) -> NewWork:
    return NewWork(
        kind=WorkKind.COUNSEL if counsel else WorkKind.EXPENSE,
        worked_on="2023-05-17",
        fee_earner="Amira Patel",
        work="Conference" if counsel else "Expert report",
        pence=amount,
        vat=vat,
    )


ENTRIES = st.builds(
    entry,
    st.sampled_from(tuple(PRESCRIBED_RATES)),
    st.integers(1, 600),
    st.integers(1, 40),
    st.integers(0, 500),
)
PAID = st.builds(paid, st.integers(1, 500_000), st.sampled_from(("20", "17.5", "15", "0")), st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=40), st.lists(PAID, max_size=4))
def test_any_work_costs_the_same_by_every_route(time: list[NewWork], other: list[NewWork]) -> None:
    """Days on both sides of the changes of VAT, odd minutes, expenses at every rate."""
    work = numbered([*time, *other])
    logged = money(price(CASE, work).totals.gross)
    assert keyed_in(work) == uploaded(work) == at_summary_level(work) == logged


def test_the_demo_work_costs_the_same_by_every_route() -> None:
    for entries in (1, 24, 110):
        work = numbered(demo_work(CASE, entries))
        logged = money(price(CASE, work).totals.gross)
        assert keyed_in(work) == uploaded(work) == at_summary_level(work) == logged


def test_a_person_bills_the_same_work_by_each_route(tmp_path: Path) -> None:
    """Over HTTP: export and upload, the same lines made as if keyed in, and the figures at summary level."""
    with inside(tmp_path) as app:
        app.sign_in()
        check_routes(app, "Aled Griffiths")


def check_routes(app: Inside, client_name: str) -> None:
    cases = app.get("/paged/cases").text
    case = cases.split(f">{client_name}<")[0].split("/paged/cases/")[-1].split('"')[0]
    matter = app.get(f"/case-management/{case}").text
    logged = re.findall(r"<dt>Total</dt><dd[^>]*>£([\d,.]+)", matter)[0]

    page = upload(app, app.get(f"/case-management/{case}/claim.xml").content)
    assert heading(page) == "The bill was accepted"
    bill = bills_in(page)[0]
    stored = read(app, bill)
    keyed = [{"type": line["type"], "fields": typed(line["fields"])} for line in stored["lines"]]
    by_hand = read(app, make(app, keyed))["globals"]["BILL_SUBMITTED_TOTAL_AMT"]
    page = app.get(f"/paged/bills/{bill}/lines/cpgfs")
    while "Remove all lines on this page" in page.text:
        page = send(app, page, "remove-all")
    ((rate, net),) = re.findall(r"<dt>Net, VAT ([\d.]+)%</dt><dd[^>]*>£([\d,.]+)", matter)
    page = send(app, app.get(f"/paged/bills/{bill}/lines/disbursements"), "add")
    name = next(reversed([n for n in main_form(page).fields if n.endswith("_DATE")]))[: -len("DATE")]
    line = {
        "ACTIVITY": "Profit Cost (Summary)",
        "DATE": "01-03-2024",
        "NET_CLAIM_INC_UPLFT": net,
        "VAT": rate,
        "FEE_EARNER": "Amira Patel",
    }
    send(app, page, "next", **{f"{name}{suffix}": value for suffix, value in line.items()})
    summary = read(app, bill)["globals"]["BILL_SUBMITTED_TOTAL_AMT"]
    attach(app, f"/paged/bills/{bill}/documents", PDF)
    page = declare(app, bill)
    assert heading(page) == "Bill submitted", text_of(page)

    uploaded_total = stored["globals"]["BILL_SUBMITTED_TOTAL_AMT"]
    assert uploaded_total == by_hand == summary == logged.replace(",", "")


def read(app: Inside, bill: int) -> dict:
    return app.support("GET", f"bills/{bill}").json()


def make(app: Inside, lines: list[dict[str, object]]) -> int:
    answer = app.support("POST", "bills", json={"user": "solicitor1", "lines": lines})
    assert answer.status_code == 201, answer.text
    return answer.json()["bill_id"]


def typed(fields: dict[str, str]) -> dict[str, str]:
    """What a person would enter: neither blanks nor what the rules work out."""
    timed = "TIME" in fields
    worked_out = {"TOTAL_CLAIM", *(("NET_CLAIM_INC_UPLFT",) if timed else ())}
    return {name: value for name, value in fields.items() if value and name not in worked_out}
