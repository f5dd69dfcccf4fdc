"""Earlier bills of a case, as deep as the settings say: what an interview loads beside its own lines."""

from dataclasses import replace
from functools import cache

from sqlalchemy import Connection

from billbench.fake_ccms.bill import NO, SUMMARY, BillState, Global, Place, new_state, with_new_line
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.rules.engine import determine
from billbench.fake_ccms.settings import HistorySettings
from billbench.fake_ccms.store import bills
from billbench.fake_ccms.store.assessments import Outcome, decide
from billbench.fake_ccms.store.people import Case, User

_LINE_TYPE = LINE_TYPES["hourly"]


def add_history(connection: Connection, case: Case, user: User, settings: HistorySettings) -> None:
    """Add the earlier bills, a month each, submitted and authorised."""
    for number in range(1, settings.earlier_bills + 1):
        now = f"{2022 + (number - 1) // 12}-{(number - 1) % 12 + 1:02}-28T10:00:00Z"
        state = _earlier_bill(number, settings.lines_each)
        bill = bills.create_bill(connection, case.id, state, now)
        total = state.globals[Global.TOTAL_AMOUNT]
        bills.submit(connection, bill, user_id=user.id, total=total, now=now)
        decide(connection, bill.id, Outcome.AUTHORISED, "", now)


@cache
def _earlier_bill(number: int, lines: int) -> BillState:
    """The same for every case, so that making many of them is quick."""
    blank = new_state((_LINE_TYPE.slug,))
    state = replace(blank, globals={**blank.globals, Global.DISBURSEMENTS: NO}, place=Place(screen=SUMMARY))
    for line in range(1, lines + 1):
        values = {
            "DATE": f"{(line - 1) % 28 + 1:02}-{(number - 1) % 12 + 1:02}-{2022 + (number - 1) // 12}",
            "COST_TYPE": "Profit cost",
            "CATEGORY": "Preparation",
            "ACTIVITY": f"Earlier work {number}.{line}",
            "TIME": "00:30",
            "FEE_EARNER": "Amira Patel",
        }
        state = with_new_line(state, _LINE_TYPE, values)
    return determine(state)
