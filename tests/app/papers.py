"""Claim files and documents for the tests, and sending them as a browser does."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import httpx

from billbench.fake_ccms.claims.writing import EXAMPLE, Claim, ClaimLine, write_claim_file
from tests.app.driving import Support, forms_of, main_form

PDF = b"%PDF-1.4\n%%EOF\n"
RTF = rb"{\rtf1 Breakdown}"
TIFF = b"II*\0\x08\0\0\0" + bytes(20)


def docx(*names: str) -> bytes:
    """The same at any time: processes of one run of tests collect them seconds apart, and must agree."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(ZipInfo(name), "<x/>")
    return file.getvalue()


def work(label: str = "1", **changes: str) -> ClaimLine:
    """A line of hourly work; a blank value leaves the attribute out."""
    return ClaimLine(type="hourly", label=label, values={**EXAMPLE.lines[0].values, **changes})


def claim_file(*claims: tuple[str, list[ClaimLine]]) -> bytes:
    return write_claim_file(
        Claim(case_reference=reference, lines=tuple(lines)) for reference, lines in claims
    )


def plain(line: ClaimLine) -> ClaimLine:
    """Without the values that the rules work out."""
    kept = {n: v for n, v in line.values.items() if n not in ("RATE", "NET_CLAIM_INC_UPLFT", "TOTAL_CLAIM")}
    return replace(line, values=kept)


def upload(
    client: httpx.Client, content: bytes, *, name: str = "claim.xml", path: str = "/paged/claim-upload"
) -> httpx.Response:
    """Send a file with the form of a page."""
    form = next(form for form in forms_of(client.get(path)) if "sign-out" not in form.action)
    return client.post(
        form.action,
        data={"csrf": form.fields["csrf"]},
        files={"file": (name, content, "application/octet-stream")},
    )


def attach(
    client: httpx.Client, path: str, content: bytes, *, name: str = "breakdown.pdf", kind: str = "CIV CLAIM1A"
) -> httpx.Response:
    """Send a document with the form of a page."""
    form = main_form(client.get(path))
    form = next(f for f in forms_of(client.get(path)) if "kind" in f.fields)
    return client.post(
        form.action,
        data={"csrf": form.fields["csrf"], "kind": kind, "action": "upload"},
        files={"file": (name, content, "application/octet-stream")},
    )


def declare(client: httpx.Client, bill: int) -> httpx.Response:
    """Submit a bill through its declaration; where that is refused, what the bill page says."""
    page = client.get(f"/paged/bills/{bill}/declaration")
    if page.status_code != 200:
        return page
    form = main_form(page)
    return client.post(form.action, data={**form.fields, "true": "yes", "recorded": "yes", "client": "yes"})


def bills_in(page: httpx.Response) -> list[int]:
    return [int(number) for number in re.findall(r"/bills/(\d+)\"", page.text)]


def text_of(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def new_case(support: Support, client: httpx.Client, user: str = "solicitor1") -> str:
    """A case billed at hourly rates, without a draft: nobody else has begun a bill for it."""
    made = support.make([], user=user)
    page = client.get(f"/paged/bills/{made['bill_id']}/delete")
    client.post(main_form(page).action, data=main_form(page).fields)
    return str(made["case_reference"])
