"""Finding a case, its overview, and its statement of account."""

import re

from starlette.responses import Response

from fake_ccms.bill import BillStatus, Global, new_state
from fake_ccms.errors import NotFound
from fake_ccms.store import bills, people
from fake_ccms.store.people import Case
from fake_ccms.values import money, pence
from fake_ccms.web import respond
from fake_ccms.web.call import Call
from fake_ccms.web.moments import for_people, timestamp

_LISTED = 50


def show_cases(call: Call) -> Response:
    wanted = call.request.query_params.get("reference", "").strip()[:60]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = people.cases_of(connection, call.person.user, limit=_LISTED, reference=wanted)
    # References of paper cases have letters and slashes; no case in this system has.
    on_paper = bool(re.search(r"[A-Za-z]", wanted)) and "/" in wanted
    return respond.page(call, "cases.html", cases=found, wanted=wanted, on_paper=on_paper, listed=_LISTED)


def show_case(call: Call) -> Response:
    return respond.page(call, "case.html", case=_case(call))


def show_statement(call: Call) -> Response:
    case = _case(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        headings = bills.headings_of(connection, case.id, Global.TOTAL_AMOUNT)
    billed = sum(pence(heading.total) for heading in headings if heading.status is BillStatus.SUBMITTED)
    figures = (
        ("Certificate cost limitation", money(case.cost_limit_pence)),
        ("Bills submitted not authorised", money(billed)),
        ("Limitation remaining", money(max(case.cost_limit_pence - billed, 0))),
    )
    drafts = [heading for heading in headings if heading.status is BillStatus.DRAFT]
    return respond.page(
        call,
        "statement.html",
        case=case,
        bills=headings,
        figures=figures,
        draft=drafts[0] if drafts else None,
        for_people=for_people,
    )


def create_bill(call: Call) -> Response:
    """Create the case's draft; where there is one already, go to it."""
    case = _case(call)
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        bill = bills.create_bill(connection, case.id, new_state(case.fee_schemes), now)
    return respond.redirect(f"{call.base}/bills/{bill.id}")


def _case(call: Call) -> Case:
    reference = call.request.path_params["reference"]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        case = people.case_by_reference(connection, call.person.user, reference)
    if case is None:
        raise NotFound(f"You have no case with the reference {reference}.")
    return case
