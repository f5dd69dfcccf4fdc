"""A claim at summary level: the whole profit costs as one line, with the breakdown as a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from billbench.fake_ccms.bill import YES, BillState, Global, lines_of
from billbench.fake_ccms.documents import BREAKDOWNS
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, Suffix
from billbench.fake_ccms.lists import SUMMARY_LINE
from billbench.fake_ccms.rules.totals import totals_of
from billbench.fake_ccms.values import for_people, money

PERMISSION_BELOW_PENCE = 2_500_00
MAGISTRATES = "Magistrates' Court"

_REPLACED = ("cpgfs", "pflrs", "hourly")
"""The line types whose work the summary line stands for. Counsel and disbursements keep their lines."""

_DOUBLED = (
    "The bill has the line “{summary}” and still has lines of {titles}. Remove those lines, or remove the "
    "summary line: the same work would be claimed twice."
)
_NO_BREAKDOWN = (
    "A claim at summary level needs a breakdown. Upload a CIV CLAIM1, a CIV CLAIM1A, the bill summary report "
    "or a document with the same information."
)
_NO_PERMISSION = (
    "This claim at summary level needs permission, because {reason}. Ask for permission before you submit it."
)


class Remedy(StrEnum):
    """Where an obstacle is put right."""

    DETAILS = "bill-details"
    DOCUMENTS = "documents"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known beside the bill itself."""

    document_kinds: frozenset[str]
    has_permission: bool
    court: str


def is_summary_level(state: BillState) -> bool:
    return any(line.values[Suffix.ACTIVITY] == SUMMARY_LINE for line in lines_of(state, DISBURSEMENTS))


def why_permission(state: BillState, court: str) -> str:
    """Why the claim needs permission; blank when it needs none."""
    if state.globals[Global.COURT_ASSESSED] == YES:
        return ""
    if court == MAGISTRATES:
        return f"the case ended in the {MAGISTRATES}"
    net = totals_of(state.lines).net
    if net < PERMISSION_BELOW_PENCE:
        amount = for_people(money(PERMISSION_BELOW_PENCE))
        return f"the costs to be assessed, £{for_people(money(net))}, are less than £{amount}"
    return ""


def obstacles(state: BillState, facts: Facts) -> dict[str, str]:
    """Why a claim at summary level cannot be submitted yet, by where that is put right (a `Remedy`)."""
    if not is_summary_level(state):
        return {}
    return {remedy.value: text for remedy, text in _obstacles(state, facts)}


def _obstacles(state: BillState, facts: Facts) -> Iterator[tuple[Remedy, str]]:
    doubled = [LINE_TYPES[slug].title for slug in _REPLACED if lines_of(state, slug)]
    if doubled:
        yield Remedy.DETAILS, _DOUBLED.format(summary=SUMMARY_LINE, titles=_listed(doubled))
    if facts.document_kinds.isdisjoint(BREAKDOWNS):
        yield Remedy.DOCUMENTS, _NO_BREAKDOWN
    reason = why_permission(state, facts.court)
    if reason and not facts.has_permission:
        yield Remedy.PERMISSION, _NO_PERMISSION.format(reason=reason)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
