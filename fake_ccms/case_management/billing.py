"""From logged work to bill lines: what the Claim Upload file holds, and what to key in for the same bill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from billbench.fake_ccms.bill import YES, BillState, Global, Line, new_state
from billbench.fake_ccms.claims.writing import Claim, ClaimLine
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, Suffix
from billbench.fake_ccms.lists import PER_ITEM, TRAVEL, WAITING
from billbench.fake_ccms.rules.engine import determine
from billbench.fake_ccms.rules.formulas import vat_by_date
from billbench.fake_ccms.rules.table import PRESCRIBED_RATES
from billbench.fake_ccms.rules.totals import Totals, totals_of
from billbench.fake_ccms.store.case_management import NewWork, Work, WorkKind
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.values import money, pence

COUNSEL = "counsel"
_COST_TYPES = {TRAVEL: "Travel and waiting", WAITING: "Travel and waiting", "Advocacy": "Advocacy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """What to enter on the disbursement page for a claim at summary level; one line for each rate of VAT."""

    net: str
    vat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A case's work as it would be billed: the worth of each entry, and of all."""

    nets: tuple[str, ...]
    totals: Totals
    summary: tuple[SummaryLine, ...]


def scheme_of(case: Case) -> str:
    """The line type under which the firm bills its own work on the case."""
    return next(slug for slug in case.fee_schemes if slug != COUNSEL)


def kinds_of(case: Case) -> tuple[WorkKind, ...]:
    """What can be logged on the case; counsel only where the case is billed with counsel's fees."""
    if COUNSEL in case.fee_schemes:
        return (WorkKind.TIME, WorkKind.COUNSEL, WorkKind.EXPENSE)
    return (WorkKind.TIME, WorkKind.EXPENSE)


def claim_of(case: Case, work: Sequence[Work]) -> Claim:
    """The claim to export; each entry becomes one line, with the entry's number as its label."""
    lines = tuple(
        ClaimLine(type=_type_of(case, entry), label=str(entry.id), values=_values(entry)) for entry in work
    )
    return Claim(case_reference=case.reference, lines=lines)


def price(case: Case, work: Sequence[NewWork]) -> Priced:
    """What the work is worth, by the rules that the bill will meet."""
    lines = tuple(
        Line(instance=number, type=slug, values=_all_values(slug, _values(entry)))
        for number, entry in enumerate(work, 1)
        for slug in (_type_of(case, entry),)
    )
    determined = determine(_state(case, lines)).lines
    own = [line for line in determined if line.type not in (COUNSEL, DISBURSEMENTS)]
    return Priced(
        nets=tuple(line.values[Suffix.NET] for line in determined),
        totals=totals_of(determined),
        summary=_summary(own),
    )


def _state(case: Case, lines: tuple[Line, ...]) -> BillState:
    state = new_state(case.fee_schemes)
    return replace(state, lines=lines, globals={**state.globals, Global.DISBURSEMENTS: YES})


def _summary(lines: Sequence[Line]) -> tuple[SummaryLine, ...]:
    net_by_rate: dict[str, int] = {}
    for line in lines:
        rate = line.values[Suffix.VAT]
        net_by_rate[rate] = net_by_rate.get(rate, 0) + pence(line.values[Suffix.NET] or "0")
    return tuple(SummaryLine(net=money(net), vat=rate) for rate, net in net_by_rate.items() if net)


def _type_of(case: Case, entry: NewWork) -> str:
    if entry.kind is WorkKind.TIME:
        return scheme_of(case)
    return COUNSEL if entry.kind is WorkKind.COUNSEL else DISBURSEMENTS


def _all_values(slug: str, values: Mapping[str, str]) -> dict[str, str]:
    return {suffix: values.get(suffix, "") for suffix in LINE_TYPES[slug].suffixes}


def _values(entry: NewWork) -> Mapping[str, str]:
    year, month, day = entry.worked_on.split("-")
    date = f"{day}-{month}-{year}"
    if entry.kind is WorkKind.TIME:
        return _time_values(entry, date)
    paid: dict[str, str] = {Suffix.DATE: date, Suffix.NET: money(entry.pence), Suffix.VAT: entry.vat}
    if entry.kind is WorkKind.COUNSEL:
        return {**paid, Suffix.COST_TYPE: entry.work, Suffix.ACTIVITY: entry.note}
    return {**paid, Suffix.ACTIVITY: entry.work, Suffix.FEE_EARNER: entry.fee_earner}


def _time_values(entry: NewWork, date: str) -> Mapping[str, str]:
    by_item = entry.work in PER_ITEM
    return {
        Suffix.DATE: date,
        Suffix.COST_TYPE: _COST_TYPES.get(entry.work, "Profit cost"),
        Suffix.CATEGORY: entry.work,
        Suffix.ACTIVITY: entry.note,
        Suffix.TIME: "" if by_item else f"{entry.minutes // 60:02}:{entry.minutes % 60:02}",
        Suffix.ITEM: str(entry.items) if by_item else "",
        Suffix.RATE: PRESCRIBED_RATES[entry.work],
        Suffix.VAT: vat_by_date({Suffix.DATE: date}),
        Suffix.FEE_EARNER: entry.fee_earner,
    }
