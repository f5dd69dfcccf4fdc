"""Every screen there is, in the states in which people meet it: their addresses, for looking at them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from billbench.fake_ccms.bill import QUESTION, SUMMARY
from billbench.fake_ccms.designs import Design
from billbench.fake_ccms.fields import LINE_TYPES
from tests.app.driving import Support, disbursement, forms_of, heading, hourly_line
from tests.app.papers import PDF, attach, claim_file, declare, new_case, upload, work

# More than a page of every design that has pages.
_LONG = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A draft with lines of every type, one of many lines, and what was decided on other bills.

    Addresses of decided bills and upload results are below the design's.
    """

    bill: int
    case: str
    long_bill: int
    decided: tuple[str, ...]
    results: tuple[str, ...]


def make_everything(client: httpx.Client, support: Support) -> Made:
    """As the signed-in solicitor: a draft with lines of every type, bills in every status, upload results."""
    draft = support.make([*_lines_of_every_type(), disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    attach(client, f"/paged/bills/{draft['bill_id']}/documents", PDF)
    decided = [_decided(client, support, action) for action in ("", "authorise", "reject", "documents")]
    case = support.make([])["case_reference"]
    claim = claim_file((case, [work("1", VAT="19")]), ("A/B", [work("2")]))
    rejected = upload(client, claim, name="rejected.xml")
    accepted = upload(client, claim_file((new_case(support, client), [work()])), name="accepted.xml")
    assert heading(accepted) == "The bill was accepted"
    return Made(
        bill=draft["bill_id"],
        case=draft["case_reference"],
        long_bill=support.make([hourly_line(ACTIVITY=f"Drafting {n}") for n in range(_LONG)])["bill_id"],
        decided=tuple(decided),
        results=tuple(
            page.url.path.removeprefix("/paged/") for page in (accepted, rejected) if page.status_code == 200
        ),
    )


def _lines_of_every_type() -> Iterator[dict[str, object]]:
    """Two of hourly rates, one of each other type but disbursements; one needs a note."""
    yield hourly_line()
    for slug in ("hourly", "cpgfs", "pflrs"):
        yield {**hourly_line(TIME="03:30"), "type": slug}
    fee = {"DATE": "03-04-2024", "COST_TYPE": "Brief fee", "NET_CLAIM_INC_UPLFT": "250.00", "VAT": "20"}
    yield {"type": "counsel", "fields": fee}


def _csrf(client: httpx.Client) -> str:
    return next(form.fields["csrf"] for form in forms_of(client.get("/paged/cases")))


def _decided(client: httpx.Client, support: Support, action: str) -> str:
    bill = support.make([hourly_line(TIME="03:30")])["bill_id"]
    assert heading(declare(client, bill)) == "Bill submitted"
    if action:
        data = {"csrf": _csrf(client), "action": action, f"text_{bill}": "The file note, please."}
        assert client.post(f"/assessor/{bill}", data=data).status_code == 200
    return f"bills/{bill}"


def of_a_design(client: httpx.Client, made: Made, design: Design) -> list[str]:
    """The addresses of every screen under a design's name."""
    bill, case = f"bills/{made.bill}", f"cases/{made.case}"
    lines = [f"{bill}/lines/{slug}" for slug in LINE_TYPES]
    line = [f"{bill}/lines/hourly/{end}" for end in ("2", "new", "2/remove")]
    long = f"bills/{made.long_bill}/lines/hourly"
    pages = [f"{long}?page=2"] if design.rows_per_page else []
    around = ("", "?saved=yes", "/declaration", "/delete", "/documents", "/report")
    history = re.search(r'cases/(\d+)"[^<]*</a></th><td>Leonie', client.get("/paged/cases").text)
    long_case = f"cases/{history[1]}/billing?page=2" if history else f"{case}/billing"
    notices = re.findall(r'href="/paged/(notifications/\d+)"', client.get("/paged/notifications").text)
    found = [
        *(f"{bill}/{screen}" for screen in (QUESTION, SUMMARY)),
        *lines,
        *pages,
        *line,
        *(f"{bill}{end}" for end in around),
        *(f"{path}{end}" for path in made.decided for end in ("", "/confirmation")),
        *(f"{made.decided[0]}{end}" for end in ("/report", "/documents")),
        "cases",
        "cases?reference=XKDMFKSI3D56/A/D/3",
        "cases?reference=300000999999",
        case,
        f"{case}/billing",
        long_case,
        f"{case}/billing/upload",
        f"{case}/billing/permission",
        "claim-upload",
        *made.results,
        "notifications",
        *notices[:4],
        "no-such-page",
        "bills/999999",
    ]
    return [f"/{design.name}/{path}" for path in found]


def beside_the_designs(made: Made) -> tuple[str, ...]:
    """The entrance, the firm's own system, the assessor, and an address without a design."""
    matter = f"/case-management/{made.case}"
    expense, counsel = f"{matter}?log=expense", f"{matter}?log=counsel"
    return ("/", "/case-management", matter, expense, counsel, "/assessor", "/no-such-design/cases")
