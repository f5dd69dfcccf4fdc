"""Designs and bills as a person at the protocol sees them."""

from dataclasses import dataclass, field
from typing import Any

from billbench.harness.model.outcomes import Line
from billbench.scenarios.bills import Lists, synthetic_bill

PREFIXES = {"hourly": "PRES", "disbursements": "DISB"}
"""How the fields of a kind of line begin on the pages: `PRES_<line>_<NAME>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignFacts:
    """What of a design decides which requests its pages make."""

    name: str
    rows_per_page: int | None
    in_browser: bool
    one_row: bool
    by_line: bool
    route: str
    in_parts: bool = False
    """Whether pages of lines are posted as multipart forms."""

    @staticmethod
    def of(name: str, axes: dict[str, Any]) -> "DesignFacts":
        return DesignFacts(
            name=name,
            rows_per_page=axes["rows_per_page"],
            in_browser=axes["rendering"] == "browser",
            one_row=axes["editable_rows"] == "one",
            by_line=axes["save_scope"] == "line",
            route=axes["route"],
            in_parts=axes.get("client_code") == "classic",
        )

    @property
    def kind(self) -> str:
        """The kind of line that people work on."""
        return "disbursements" if self.route == "summary" else "hourly"

    @property
    def changed_field(self) -> str:
        return "NET_CLAIM_INC_UPLFT" if self.route == "summary" else "ACTIVITY"


@dataclass(slots=True, kw_only=True)
class Draft:
    """A bill in a drawer. Each save changes a line that none has changed before, so that each is proven.

    `size` is the work it bills, in lines; at summary level that is more than it has.
    `case_reference` is what a claim file is about; its bill has no number before the upload.
    """

    design: DesignFacts
    lines: tuple[Line, ...]
    bill_id: int
    case_reference: str
    size: int
    used: int = 0
    worked_on: tuple[Line, ...] = field(init=False)
    instances: tuple[int, ...] = field(init=False)
    """The numbers in addresses of these lines: a line's place in the whole bill, which is made in order."""

    def __post_init__(self) -> None:
        places = [place for place, line in enumerate(self.lines) if line.kind == self.design.kind]
        self.worked_on = tuple(self.lines[place] for place in places)
        self.instances = tuple(place + 1 for place in places)

    @property
    def fresh(self) -> bool:
        """Whether there is a line left that no save has changed."""
        return self.used < (1 if self.design.route == "upload" else len(self.worked_on))

    def next_line(self) -> tuple[int, Line]:
        """The place on its screen (from 0) and the line that the next save changes."""
        place = self.used % len(self.worked_on)
        self.used += 1
        return place, self.worked_on[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBill:
    """A bill of this load, made or to be made. Its lines follow from `lines` and `seed`.

    `drawer` says who takes it: a person of the closed mode, a kind of bill of the open one.
    """

    drawer: int
    design: str
    lines: int
    seed: str
    bill_id: int = 0
    case_reference: str = ""


def draft_of(bill: LoadBill, design: DesignFacts, lists: Lists) -> Draft:
    """The bill as it was made: the same lines from the same seed."""
    summary = design.route == "summary"
    return Draft(
        design=design,
        lines=summary_bill() if summary else synthetic_bill(bill.lines, bill.seed, lists),
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        size=bill.lines,
    )


def summary_bill() -> tuple[Line, ...]:
    """A bill at summary level: one line with the total of the work."""
    activity = "Profit Cost (Summary)"
    fields = {
        "ACTIVITY": activity,
        "DATE": "01-03-2024",
        "NET_CLAIM_INC_UPLFT": "1500.00",
        "VAT": "20",
        "FEE_EARNER": "Amira Patel",
    }
    return (Line(kind="disbursements", token=activity, known_by="ACTIVITY", fields=fields),)


def new_value(draft: Draft, line: Line, number: int) -> str:
    """What a save types: unlike anything before it in this bill."""
    if draft.design.route == "summary":
        return f"{2000 + number % 7000}.{number % 89 + 10}"
    return f"{line.fields['ACTIVITY']}, note {number}"
