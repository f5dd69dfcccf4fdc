"""What every interview screen has: from what it is built, and the entries common to all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from billbench.fake_ccms.bill import Bill
from billbench.fake_ccms.designs import Design
from billbench.fake_ccms.interview.entries import Form, Lists
from billbench.fake_ccms.interview.flow import bill_address
from billbench.fake_ccms.rules.warnings import Measure

Screen = dict[str, Any]
"""A screen as plain data: the browser gets it as JSON, the server's templates get it as it is."""

SERVICE = "Civil billing (fake CCMS)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a screen is built from beside the bill's state."""

    design: Design
    bill: Bill
    case_reference: str
    measure: Measure
    csrf: str
    lists: Lists
    more_visibility: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What the last request adds to a screen: errors by field, the form as typed, a notice."""

    errors: Mapping[str, str]
    form: Form
    problem: Mapping[str, str] | None = None
    notice: str = ""
    focus: str = ""


NO_REMARKS = Remarks(errors={}, form={})


def frame(setting: Setting, url: str, heading: str, remarks: Remarks, *, where: str = "") -> Screen:
    """The entries that all screens have. `where` follows the heading in the window's title."""
    error = "Error: " if remarks.errors or remarks.problem else ""
    return {
        "heading": heading,
        "title": f"{error}{heading}{where} – Create a bill – {SERVICE}",
        "url": url,
        "bill_url": bill_address(setting.design, setting.bill.id),
        "case_reference": setting.case_reference,
        "csrf": setting.csrf,
        "version": setting.bill.version,
        "errors": dict(remarks.errors),
        "problem": remarks.problem,
        "notice": remarks.notice,
        "focus": remarks.focus,
    }
