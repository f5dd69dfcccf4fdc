"""A bill as a value: its globals, its lines and where its interview stands.

The whole of it is what one checkpoint holds. Values are replaced, never changed in place.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from billbench.fake_ccms.fields import LineType


class BillStatus(StrEnum):
    DRAFT = "Draft"
    SUBMITTED = "Submitted"


class Global(StrEnum):
    """Attributes of the bill itself."""

    TYPE = "BILL_TYPE"
    DESCRIPTION = "BILL_DESCRIPTION"
    POA_OR_BILL = "POA_OR_BILL_FLAG"
    COURT_ASSESSED = "COURT_ASSESS_BILL"
    FEE_SCHEMES = "BILL_FEE_SCHEMES"
    DISBURSEMENTS = "BILL_DISBURSEMENTS"
    TOTAL_AMOUNT = "BILL_SUBMITTED_TOTAL_AMT"
    TOTAL_VAT = "BILL_SUBMITTED_TOTAL_VAT"
    COMPLETE = "BILLING_IS_COMPLETE"


YES, NO = "Yes", "No"

QUESTION = "disbursements-question"
SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `values` has an entry, maybe blank, for every suffix of its type."""

    instance: int
    type: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the interview stands: a screen and, on line screens, the page from 1."""

    screen: str
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BillState:
    """The state of an interview. `next_instance` numbers the next line; numbers are not used again.

    `history` has the lines of the case's earlier bills, as the real interview loads them at its start.
    """

    globals: Mapping[str, str]
    lines: tuple[Line, ...] = ()
    next_instance: int = 1
    place: Place = Place(screen=QUESTION)
    history: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A stored bill. `version` rises with every save."""

    id: int
    case_id: int
    status: BillStatus
    version: int
    state: BillState


def new_state(fee_schemes: Iterable[str]) -> BillState:
    """The state of a bill whose interview has not been started."""
    return BillState(
        globals={
            Global.TYPE: "Bill",
            Global.DESCRIPTION: "Final bill",
            Global.POA_OR_BILL: "BILL",
            Global.COURT_ASSESSED: NO,
            Global.FEE_SCHEMES: " ".join(fee_schemes),
            Global.DISBURSEMENTS: "",
            Global.TOTAL_AMOUNT: "0.00",
            Global.TOTAL_VAT: "0.00",
            Global.COMPLETE: NO,
        }
    )


def lines_of(state: BillState, type_slug: str) -> list[Line]:
    """The lines of one type in their order; a line's number is its position here, from 1."""
    return [line for line in state.lines if line.type == type_slug]


def with_new_line(
    state: BillState, line_type: LineType, values: Mapping[str, str] | None = None
) -> BillState:
    """The state with one more line at the end, blank where `values` says nothing."""
    given = values or {}
    line = Line(
        instance=state.next_instance,
        type=line_type.slug,
        values={suffix: given.get(suffix, "") for suffix in line_type.suffixes},
    )
    return replace(state, lines=(*state.lines, line), next_instance=state.next_instance + 1)


def without_lines(state: BillState, instances: frozenset[int]) -> BillState:
    return replace(state, lines=tuple(line for line in state.lines if line.instance not in instances))


def to_checkpoint(state: BillState) -> bytes:
    """The whole interview state as one blob."""
    return json.dumps(
        {
            "globals": dict(state.globals),
            "lines": _plain(state.lines),
            "history": _plain(state.history),
            "next_instance": state.next_instance,
            "place": (state.place.screen, state.place.page),
        },
        separators=(",", ":"),
    ).encode("ascii")


def _plain(lines: Iterable[Line]) -> list[tuple[int, str, dict[str, str]]]:
    return [(line.instance, line.type, dict(line.values)) for line in lines]


def _lines(plain: Iterable[tuple[int, str, Mapping[str, str]]]) -> tuple[Line, ...]:
    return tuple(
        Line(instance=instance, type=type_slug, values=values) for instance, type_slug, values in plain
    )


def from_checkpoint(blob: bytes) -> BillState:
    data = json.loads(blob)
    screen, page = data["place"]
    return BillState(
        globals=data["globals"],
        lines=_lines(data["lines"]),
        history=_lines(data["history"]),
        next_instance=data["next_instance"],
        place=Place(screen=screen, page=page),
    )
