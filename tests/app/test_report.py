"""The bill summary report: what it says, in which order, and as a PDF."""

import re
from dataclasses import replace

import httpx
import pytest

from billbench.fake_ccms.report.content import COLUMNS, Report
from billbench.fake_ccms.report.pdf import pdf_of
from tests.app.driving import Support, disbursement, hourly_line, send
from tests.app.papers import text_of

COUNSEL = {
    "type": "counsel",
    "fields": {
        "DATE": "02-04-2024",
        "COST_TYPE": "Conference",
        "ACTIVITY": "Before the hearing",
        "NET_CLAIM_INC_UPLFT": "127.71",
        "VAT": "20",
    },
}


def rows_of(page: httpx.Response) -> list[list[str]]:
    body = page.text.split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_it_has_the_lines_by_date_then_cost_type_and_their_sums(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make(
        [
            hourly_line(DATE="05-04-2024", COST_TYPE="Profit cost"),
            hourly_line(DATE="05-04-2024", COST_TYPE="Advocacy", TIME="02:45"),
            hourly_line(DATE="28-03-2024"),
            disbursement(),
            COUNSEL,
        ]
    )["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/report")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.text)
    assert heads == ["Line", *COLUMNS]
    assert len(COLUMNS) == 13
    assert [row[:2] for row in rows_of(page)] == [
        ["28-03-2024", "Profit cost"],
        ["02-04-2024", "Counsel"],
        ["05-04-2024", "Advocacy"],
        ["05-04-2024", "Disbursement"],
        ["05-04-2024", "Profit cost"],
    ]
    foot = text_of(page).split("Sums")[1]
    # 2 × 82.35 + 150.98 + 15.00 + 127.71, and VAT at 20 % on all but the court fee.
    assert foot.split("(VAT £")[1].split()[:4] == ["88.68)", "5:45", "458.39", "547.07"]


def test_a_line_without_a_date_is_not_left_out(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "add")
    rows = rows_of(solicitor.get(f"/paged/bills/{bill}/report"))
    assert [row[0] for row in rows] == ["03-04-2024", "No date"]


def test_rounding_of_vat_is_told(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(TIME="00:06") for _ in range(10)])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/report")
    # Ten times 5.49 and 1.10 each, but 20 % of 54.90 is 10.98.
    assert "65.88" in page.text
    assert "differ from it by £0.02" in page.text
    summary = text_of(solicitor.get(f"/paged/bills/{bill}/summary"))
    assert "Hourly rates 10 54.90 10.98 65.88" in summary
    assert "Bill 10 54.90 10.98 65.88" in summary


def test_it_can_be_downloaded_as_a_pdf(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(ACTIVITY=f"Work (no. {n}) \\ x") for n in range(120)])["bill_id"]
    answer = solicitor.get(f"/paged/bills/{bill}/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert f"bill-summary-report-{bill}.pdf" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-1.4")
    assert answer.content.count(b"/Type /Page ") == 3
    assert rb"Work \(no. 119\) \\ x" in answer.content


def report(*rows: tuple[str, ...]) -> Report:
    return Report(
        title="Bill",
        heading=(("Case", "1"),),
        rows=rows,
        hours="0:00",
        net="0.00",
        vat="0.00",
        total="0.00",
        rounding="",
    )


@pytest.mark.parametrize("lines", [0, 1, 30, 60, 62, 200])
def test_the_pdf_finds_its_own_parts(lines: int) -> None:
    """Every offset of the table of parts leads to that part, and every length is right."""
    content = pdf_of(report(*(("03-04-2024", *["x"] * 12) for _ in range(lines))))
    start = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    table = content[start:].split(b"trailer")[0].splitlines()[3:]
    for number, line in enumerate(table, 1):
        assert content[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)
    for length, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.DOTALL):
        assert int(length) == len(stream)


def test_the_pdf_says_when_it_cannot_show_a_character() -> None:
    row = ("03-04-2024", "Profit cost", "x", "دراسة", *[""] * 9)
    assert b"printed as ?" in pdf_of(report(row))
    assert b"printed as ?" not in pdf_of(replace(report(row), rows=((*row[:3], "Café", *row[4:]),)))
