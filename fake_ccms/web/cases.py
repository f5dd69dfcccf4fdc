"""Finding a case, its overview, and its statement of account."""

import re
from collections.abc import Iterable

from starlette.responses import Response

from billbench.fake_ccms.bill import BillStatus, Global, new_state
from billbench.fake_ccms.errors import NotFound
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.store import bills, people
from billbench.fake_ccms.store.assessments import Outcome
from billbench.fake_ccms.store.bills import BillHeading
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.values import money, pence
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.moments import for_people, timestamp

_LISTED = 50
_BILLS_PER_PAGE = 10


def show_cases(call: Call) -> Response:
    wanted = call.request.query_params.get("reference", "").strip()[:60]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = people.cases_of(connection, call.person.user, limit=_LISTED, reference=wanted)
    # References of paper cases have letters and slashes; no case in this system has.
    on_paper = bool(re.search(r"[A-Za-z]", wanted)) and "/" in wanted
    return respond.page(call, "cases.html", cases=found, wanted=wanted, on_paper=on_paper, listed=_LISTED)


def show_case(call: Call) -> Response:
    case = case_in_address(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        contact = people.name_of(connection, case.user_id)
    titles = {slug: line_type.title for slug, line_type in LINE_TYPES.items()}
    return respond.page(call, "case.html", case=case, contact=contact, titles=titles)


def show_statement(call: Call) -> Response:
    case = case_in_address(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        headings = bills.headings_of(connection, case.id, Global.TOTAL_AMOUNT)
    pages = max(1, -(-len(headings) // _BILLS_PER_PAGE))
    page = min(_page_number(call), pages)
    drafts = [heading for heading in headings if heading.status is BillStatus.DRAFT]
    return respond.page(
        call,
        "statement.html",
        case=case,
        bills=headings[(page - 1) * _BILLS_PER_PAGE : page * _BILLS_PER_PAGE],
        page=page,
        pages=pages,
        figures=_figures(case, headings),
        draft=drafts[0] if drafts else None,
        for_people=for_people,
    )


def _page_number(call: Call) -> int:
    text = call.request.query_params.get("page", "1")
    return max(int(text), 1) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else 1


def _figures(case: Case, headings: list[BillHeading]) -> tuple[tuple[str, str], ...]:
    """The account of the case: what a rejected bill claims does not count."""
    authorised = _sum(heading for heading in headings if heading.outcome == Outcome.AUTHORISED)
    waiting = _sum(
        heading for heading in headings if heading.status is BillStatus.SUBMITTED and not heading.outcome
    )
    drafts = _sum(heading for heading in headings if heading.status is BillStatus.DRAFT)
    remaining = case.cost_limit_pence - authorised - waiting
    figures = [
        ("Certificate cost limitation", money(case.cost_limit_pence)),
        ("Bills authorised", money(authorised)),
        ("Bills submitted not authorised", money(waiting)),
        ("Bills in draft", money(drafts)),
        ("Limitation remaining", money(max(remaining, 0))),
    ]
    if remaining < 0:
        figures.append(("Above the limitation", money(-remaining)))
    return tuple(figures)


def _sum(headings: Iterable[BillHeading]) -> int:
    return sum(pence(heading.total) for heading in headings)


def create_bill(call: Call) -> Response:
    """Create the case's draft; where there is one already, go to it."""
    case = case_in_address(call)
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        bill = bills.create_bill(connection, case.id, new_state(case.fee_schemes), now)
    return respond.redirect(f"{call.base}/bills/{bill.id}")


def case_in_address(call: Call) -> Case:
    """The case in the address, if it is one of the person's firm. Raises `NotFound`."""
    reference = call.request.path_params["reference"]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        case = people.case_by_reference(connection, call.person.user.firm, reference)
    if case is None:
        raise NotFound(f"Your firm has no case with the reference {reference}.")
    return case
