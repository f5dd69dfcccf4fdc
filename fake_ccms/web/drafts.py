"""The draft at hand in a request: finding it, what its screens are built from, and saving it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from billbench.fake_ccms.bill import Bill, BillState, BillStatus, Place
from billbench.fake_ccms.errors import AlreadySubmitted, NotFound, StaleVersion
from billbench.fake_ccms.fields import LINE_TYPES, LineType
from billbench.fake_ccms.interview.frame import Setting
from billbench.fake_ccms.interview.steps import MAX_LINES
from billbench.fake_ccms.rules.engine import determine
from billbench.fake_ccms.settings import Commits
from billbench.fake_ccms.store import bills
from billbench.fake_ccms.web.billing import case_of, find_bill, measure_of
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.moments import timestamp

FULL = {
    "title": "The bill is full",
    "message": f"A bill can have {MAX_LINES:,} lines. No line was added and nothing was saved.",
}


def draft_of(call: Call) -> Bill:
    """The bill in the address, to be changed. Raises `AlreadySubmitted`."""
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        raise AlreadySubmitted
    return bill


def line_type_of(call: Call) -> LineType:
    """The line type in the address. Raises `NotFound`."""
    slug = call.request.path_params["type"]
    if slug not in LINE_TYPES:
        raise NotFound(f"There is no screen for lines of the type “{slug}”.")
    return LINE_TYPES[slug]


def setting_of(call: Call, bill: Bill) -> Setting:
    """What the screens of a bill are built from."""
    case = case_of(call, bill)
    return Setting(
        design=call.design,
        bill=bill,
        case_reference=case.reference,
        measure=measure_of(call, case),
        more_visibility=call.services.settings.rules.more_visibility,
        csrf=call.person.csrf,
        lists=call.services.lists,
    )


def save_bill(
    call: Call, bill: Bill, state: BillState, place: Place, *, determined: BillState | None = None
) -> Bill:
    """Store a new state of a bill, with the place to come back to. Raises `StaleVersion`.

    The rules are run, unless the state is the one that they have `determined` already.
    """
    with call.timings.measure("rules"):
        state = state if state is determined else determine(state)
    now = timestamp(call.services.clock())
    for step in _commits(call, bill.state, replace(state, place=place)):
        with call.timings.measure("store"), call.services.database.writing() as connection:
            version = bills.save(connection, bill, step, now)
        bill = replace(bill, version=version, state=step)
    return bill


def _commits(call: Call, before: BillState, after: BillState) -> Iterator[BillState]:
    """The states in which a bill is stored, one after the other; the last has everything in it."""
    if call.services.settings.saving.commits is Commits.LINE:
        entered = {line.instance: line for line in after.lines}
        lines = before.lines
        for place, line in enumerate(before.lines):
            if entered.get(line.instance, line) != line:
                lines = (*lines[:place], entered[line.instance], *lines[place + 1 :])
                yield replace(before, lines=lines)
        if replace(before, lines=lines) == after:
            return
    yield after


def stale_problem(href: str) -> Mapping[str, str]:
    """The refusal of a stale version, as a box on the screen with the entries."""
    stale = StaleVersion()
    return {
        "title": stale.title,
        "message": stale.message,
        "href": href,
        "text": "Open the latest version of the bill",
    }


def with_query(address: str, name: str, number: int) -> str:
    """The address with a number for the notice on the page it leads to; 0 adds nothing."""
    return f"{address}{'&' if '?' in address else '?'}{name}={number}" if number else address
