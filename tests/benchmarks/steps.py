"""What the benchmarks ask of the server: each step is one request, as ready beforehand as it can be."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from tests.app.driving import (
    JSON,
    Server,
    Support,
    forms_of,
    heading,
    hourly_line,
    person_of,
    sign_in,
    support_client,
)
from tests.app.papers import claim_file, new_case, upload, work
from tests.benchmarks.raw_client import RawClient

LINES = 80
CLAIM_LINES = 5_000
CLAIM_FILES = 5

Step = Callable[[], None]
Change = Callable[[dict[str, str], int], None]

_LINE = {
    "DATE": "03-04-2024",
    "COST_TYPE": "Profit cost",
    "CATEGORY": "Preparation",
    "ACTIVITY": "Line",
    "TIME": "01:30",
    "ITEM": "",
    "RATE": "54.90",
    "UPLIFT": "",
    "NET_CLAIM_INC_UPLFT": "82.35",
    "VAT": "20",
    "TOTAL_CLAIM": "98.82",
    "FEE_EARNER": "Amira Patel",
    "PRIOR_AUTH": "",
}


_ADDRESS = "screen--hourly--prescribedhrbilllines--PRES_BILL_LINE--{}--"
_PART = '--xYz\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenBill:
    """A bill of 80 lines on one connection of somebody who is signed in."""

    client: RawClient
    path: str
    version: int
    cookie: str
    csrf: str


def _open_bill(stack: ExitStack, server: Server, design: str = "rewritten-page") -> _OpenBill:
    with _support(server) as client:
        made = Support(client=client).make([hourly_line(ACTIVITY=f"Line {n}") for n in range(LINES)])
    path = f"/{design}/bills/{made['bill_id']}/lines/hourly"
    with person_of(server.url) as client:
        sign_in(client, design)
        csrf = next(form.fields["csrf"] for form in forms_of(client.get(f"/{design}/cases")))
        cookie = f"Cookie: fake_ccms_session={client.cookies['fake_ccms_session']}"
    raw = stack.enter_context(RawClient(server.url))
    return _OpenBill(client=raw, path=path, version=made["version"], cookie=cookie, csrf=csrf)


def _support(server: Server) -> httpx.Client:
    return support_client(server.url)


def showing(stack: ExitStack, server: Server) -> Step:
    """Open the screen."""
    return _showing(_open_bill(stack, server))


def showing_classic(stack: ExitStack, server: Server) -> Step:
    """Open the screen of a classic design, which comes whole."""
    return _showing(_open_bill(stack, server, "single-page-filtered"))


def _showing(bill: _OpenBill) -> Step:
    head = bill.client.head("GET", bill.path, bill.cookie)

    def step() -> None:
        status, _ = bill.client.ask(head)
        assert status == 200, status

    return step


def saving_few(stack: ExitStack, server: Server) -> Step:
    """Save the whole screen with one field changed."""
    return _saving(stack, server, _change_one)


def saving_most(stack: ExitStack, server: Server) -> Step:
    """Save the whole screen with ten of the thirteen fields of every line changed."""
    return _saving(stack, server, _change_most)


def _change_one(fields: dict[str, str], turn: int) -> None:
    fields["PRES_40_ACTIVITY"] = f"Changed {turn}"


def _change_most(fields: dict[str, str], turn: int) -> None:
    """Eight fields as a person enters them, and the two that follow from them."""
    odd = turn % 2
    for n in range(1, LINES + 1):
        fields |= {
            f"PRES_{n}_DATE": ("03-04-2024", "04-05-2024")[odd],
            f"PRES_{n}_COST_TYPE": ("Profit cost", "Advocacy")[odd],
            f"PRES_{n}_CATEGORY": ("Preparation", "Advocacy")[odd],
            f"PRES_{n}_ACTIVITY": f"Work {n} in turn {turn}",
            f"PRES_{n}_TIME": ("01:30", "00:45")[odd],
            f"PRES_{n}_RATE": ("54.90", "56.70")[odd],
            f"PRES_{n}_UPLIFT": ("10", "25")[odd],
            f"PRES_{n}_FEE_EARNER": ("Amira Patel", "Beth Patel")[odd],
        }


def _saving(stack: ExitStack, server: Server, change: Change) -> Step:
    bill = _open_bill(stack, server)
    form = "Content-Type: application/x-www-form-urlencoded"
    head = bill.client.head("POST", bill.path, bill.cookie, form, f"Accept: {JSON['Accept']}")
    fields = {f"PRES_{n}_{suffix}": value for n in range(1, LINES + 1) for suffix, value in _LINE.items()}
    version = bill.version

    def step() -> None:
        nonlocal version
        change(fields, version)
        sent = {"csrf": bill.csrf, "version": str(version), **fields, "action": "save"}
        status, answer = bill.client.ask(head, urlencode(sent).encode())
        assert status == 200, (status, answer[:300])
        version += 1

    return step


def saving_classic(stack: ExitStack, server: Server) -> Step:
    """Save a classic screen with one field changed, in parts as its form is sent."""
    bill = _open_bill(stack, server, "single-page-filtered")
    head = bill.client.head("POST", bill.path, bill.cookie, "Content-Type: multipart/form-data; boundary=xYz")
    fields = {
        f"{_ADDRESS.format(n)}PRES_{n}_{suffix}": value
        for n in range(1, LINES + 1)
        for suffix, value in (*_LINE.items(), ("INSTANCE", str(n)))
    }
    version = bill.version

    def step() -> None:
        nonlocal version
        fields[f"{_ADDRESS.format(40)}PRES_40_ACTIVITY"] = f"Changed {version}"
        sent = {"csrf": bill.csrf, "version": str(version), **fields, "action": "save"}
        parts = (_PART.format(name, value) for name, value in sent.items())
        status, answer = bill.client.ask(head, ("".join(parts) + "--xYz--\r\n").encode())
        assert status == 303, (status, answer[:300])
        version += 1

    return step


def claiming(stack: ExitStack, server: Server) -> Step:
    """Upload a claim file of 5,000 lines for a case without a bill."""
    client = stack.enter_context(person_of(server.url))
    sign_in(client, "paged")
    support = Support(client=stack.enter_context(_support(server)))
    lines = [work(str(number), ACTIVITY=f"Work {number}") for number in range(CLAIM_LINES)]

    # As long as it likes beforehand; the step itself is the upload.
    files = [claim_file((new_case(support, client), lines)) for _ in range(CLAIM_FILES)]

    def step() -> None:
        assert heading(upload(client, files.pop())) == "The bill was accepted"

    return step
