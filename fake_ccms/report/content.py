"""What the bill summary report says: a heading, the lines by date and cost type, and their sums."""

from collections.abc import Mapping
from dataclasses import dataclass

from billbench.fake_ccms.bill import Bill, Global, Line
from billbench.fake_ccms.fields import DISBURSEMENTS, Suffix
from billbench.fake_ccms.rules.totals import totals_of
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.values import for_people, minutes, money, pence, sortable

COLUMNS = (
    "Date",
    "Cost type",
    "Category of work",
    "Work conducted",
    "Hours:min claimed",
    "Items claimed",
    "Rate claimed (£)",
    "Uplift claimed (%)",
    "Net claim (£)",
    "VAT (%)",
    "Total claim (£)",
    "Fee earner",
    "Prior authority",
)
NUMERIC = frozenset({4, 5, 6, 7, 8, 9, 10})
"""The columns whose entries stand on the right, by position from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the heading says beside the bill: its status, and the bills of the case in pence."""

    status: str
    billed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`rounding` is how far VAT on the whole bill is from the sum of the lines, blank where they agree."""

    title: str
    heading: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    hours: str
    net: str
    vat: str
    total: str
    rounding: str


def report_of(bill: Bill, case: Case, provider: str, account: Account) -> Report:
    state = bill.state
    totals = totals_of(state.lines)
    lines = sorted(state.lines, key=_order)
    by_line = sum(pence(line.values[Suffix.TOTAL]) for line in lines if line.values[Suffix.TOTAL])
    worked = sum(minutes(time) for line in lines if (time := line.values.get(Suffix.TIME, "")))
    return Report(
        title=f"Bill summary report, case {case.reference}, bill {bill.id}",
        heading=_heading(bill, case, provider, account),
        rows=tuple(_row(line) for line in lines),
        hours=f"{worked // 60}:{worked % 60:02}",
        net=for_people(money(totals.net)),
        vat=for_people(money(totals.vat)),
        total=for_people(money(totals.gross)),
        rounding="" if by_line == totals.gross else for_people(money(abs(by_line - totals.gross))),
    )


def _heading(bill: Bill, case: Case, provider: str, account: Account) -> tuple[tuple[str, str], ...]:
    answers: Mapping[str, str] = bill.state.globals
    available = max(case.cost_limit_pence - account.billed, 0)
    return (
        ("Case reference", case.reference),
        ("Provider", provider),
        ("Client", case.client),
        ("Bill type", answers[Global.TYPE]),
        ("Bill description", answers[Global.DESCRIPTION]),
        ("Status", account.status),
        ("Court assessed bill", answers[Global.COURT_ASSESSED]),
        ("Bills submitted on the case", f"£{for_people(money(account.billed))}"),
        ("Cost limitation", f"£{for_people(money(case.cost_limit_pence))}"),
        ("Available limit", f"£{for_people(money(available))}"),
        ("Total value of this bill", f"£{for_people(answers[Global.TOTAL_AMOUNT])}"),
    )


def _order(line: Line) -> tuple[bool, str, str]:
    # The real report leaves lines without a date out; here they stand at the end, for all to see.
    date = line.values[Suffix.DATE]
    return not date, sortable(date) if date else "", _cost_type(line)


def _cost_type(line: Line) -> str:
    if line.type == DISBURSEMENTS:
        return "Disbursement"
    return "Counsel" if line.type == "counsel" else line.values[Suffix.COST_TYPE]


def _row(line: Line) -> tuple[str, ...]:
    values = line.values
    category = values[Suffix.COST_TYPE] if line.type == "counsel" else values.get(Suffix.CATEGORY, "")
    return (
        values[Suffix.DATE] or "No date",
        _cost_type(line),
        category,
        values[Suffix.ACTIVITY],
        values.get(Suffix.TIME, ""),
        values.get(Suffix.ITEM, ""),
        values.get(Suffix.RATE, ""),
        values.get(Suffix.UPLIFT, ""),
        values[Suffix.NET],
        values[Suffix.VAT],
        values[Suffix.TOTAL],
        values.get(Suffix.FEE_EARNER, ""),
        values.get(Suffix.PRIOR_AUTH, ""),
    )
