"""Cases to look around in: one of each fee scheme, one with a history of bills, and logged work on all."""

from dataclasses import replace

from sqlalchemy import Connection

from billbench.fake_ccms.bill import NO, SUMMARY, BillState, Global, Place, new_state, with_new_line
from billbench.fake_ccms.case_management.demo import demo_work
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.rules.engine import determine
from billbench.fake_ccms.store import bills
from billbench.fake_ccms.store.assessments import Outcome, decide
from billbench.fake_ccms.store.case_management import log_work
from billbench.fake_ccms.store.people import Case, NewCase, User, add_case, cases_of
from billbench.fake_ccms.summary_level import MAGISTRATES

_CERTIFICATE_START = "2023-01-09"
_ENTRIES = 24
_MANY_ENTRIES = 260
_BILLS = 13
_MANY = 100


def add_demo(connection: Connection, user: User) -> None:
    """Add to a person's cases what there is to look around in."""
    few = [
        _new(user, "Priya Raman", "Contact and residence", ("pflrs", "counsel")),
        replace(_new(user, "Marcus Bell", "Enforcement of contact", ("hourly",)), court=MAGISTRATES),
    ]
    many = _new(user, "Aled Griffiths", "Care proceedings, escape case", ("cpgfs", "counsel"))
    for new in few:
        add_case(connection, new)
    long_case = add_case(connection, many)
    history = add_case(connection, _new(user, "Leonie Baptiste", "Child arrangements", ("hourly",)))
    _add_bills(connection, history, user)
    for case in cases_of(connection, user, limit=_MANY):
        entries = _MANY_ENTRIES if case.id == long_case.id else _ENTRIES
        log_work(connection, case.id, demo_work(case, entries))


def _new(user: User, client: str, matter: str, fee_schemes: tuple[str, ...]) -> NewCase:
    return NewCase(
        user_id=user.id,
        client=client,
        matter=matter,
        fee_schemes=fee_schemes,
        certificate_start=_CERTIFICATE_START,
    )


def _add_bills(connection: Connection, case: Case, user: User) -> None:
    """Bills of a year gone by: authorised ones, a rejected one, and the last one not decided yet."""
    for number in range(1, _BILLS + 1):
        now = f"2023-{number:02}-28T10:00:00Z" if number <= 12 else "2024-01-29T10:00:00Z"
        state = _state(case, number)
        bill = bills.create_bill(connection, case.id, state, now)
        total = state.globals[Global.TOTAL_AMOUNT]
        bills.submit(connection, bill, user_id=user.id, total=total, now=now)
        if number == _BILLS - 1:
            decide(connection, bill.id, Outcome.REJECTED, "The attendance note is missing.", now)
        elif number < _BILLS:
            decide(connection, bill.id, Outcome.AUTHORISED, "", now)


def _state(case: Case, number: int) -> BillState:
    blank = new_state(case.fee_schemes)
    state = replace(blank, globals={**blank.globals, Global.DISBURSEMENTS: NO}, place=Place(screen=SUMMARY))
    values = {
        "DATE": f"{number + 9:02}-01-2023",
        "COST_TYPE": "Profit cost",
        "CATEGORY": "Preparation",
        "ACTIVITY": f"Preparing review {number}",
        "TIME": f"0{1 + number % 3}:{number % 2 * 3}0",
        "FEE_EARNER": "Amira Patel",
    }
    return determine(with_new_line(state, LINE_TYPES["hourly"], values))
