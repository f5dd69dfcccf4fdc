"""The bill summary report: what it says, in which order, and as a PDF."""

import re
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from pypdf import PageObject, PdfReader

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


def pages_of(content: bytes) -> Iterator[PageObject]:
    yield from PdfReader(BytesIO(content), strict=True).pages


def printed(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pages_of(content))


def test_it_can_be_downloaded_as_a_pdf(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(ACTIVITY=f"Work #{n} [x] \\ *y* $z") for n in range(120)])["bill_id"]
    answer = solicitor.get(f"/paged/bills/{bill}/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert f"bill-summary-report-{bill}.pdf" in answer.headers["content-disposition"]
    text = printed(answer.content)
    assert all(f"Work #{n} [x] \\ *y* $z" in text for n in range(120))
    assert text.count("Work conducted") == text.count("Page ") == 3, "the heads are on every page"


def report(*rows: tuple[str, ...], client: str = "A B") -> Report:
    return Report(
        title="Bill",
        heading=(("Client", client),),
        rows=rows,
        hours="0:00",
        net="0.00",
        vat="0.00",
        total="0.00",
        rounding="",
    )


def row(work: str, fee_earner: str = "A B") -> tuple[str, ...]:
    return ("03-04-2024", "Profit cost", "Preparation", work, *[""] * 7, fee_earner, "")


@pytest.mark.parametrize("lines", [0, 1, 30, 60, 62, 200])
def test_every_line_is_printed_once_and_the_sums_at_the_end(lines: int) -> None:
    text = printed(pdf_of(report(*(row(f"Work {n}.") for n in range(lines)))))
    assert re.findall(r"Work (\d+)\.", text) == [str(n) for n in range(lines)]
    assert text.count("Total £0.00") == 1


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("Łucja Żółć-Gęślą", "DejaVuSansMono"),
        ("Γεωργία Ωνάση", "DejaVuSansMono"),
        ("Олена Ґалаґан", "DejaVuSansMono"),
        ("Ọlá Adébáyọ̀", "NotoSans"),
        ("محمد الفاطمي", "NotoSansArabic"),
        ("שרה כהן", "NotoSansHebrew"),
        ("क्षितिज वर्मा", "NotoSansDevanagari"),
        ("தமிழ்ச்செல்வி", "NotoSansTamil"),
        ("王小明", "NotoSansCJK"),
        ("김민준", "NotoSansCJK"),
    ],
)
def test_the_pdf_prints_every_name_by_a_font_of_its_own(name: str, font: str) -> None:
    content = pdf_of(report(row("Work", name), client=name))
    fonts = {
        str(entry["/BaseFont"])
        for page in pages_of(content)
        for entry in page["/Resources"]["/Font"].values()
    }
    assert any(re.search(rf"\+{font}(?![A-Z])", embedded) for embedded in fonts), fonts
    text = printed(content)
    # Readers disagree about the order of letters in scripts that run to the left or stack their letters.
    assert set(name) <= set(text)
    assert "empty boxes" not in text


def test_the_pdf_says_when_no_font_has_a_letter() -> None:
    assert "printed as empty boxes" in printed(pdf_of(report(row("Work", "ߒߞߏ"))))
    assert "printed as empty boxes" in printed(pdf_of(report(client="ߒߞߏ")))


def test_a_long_name_goes_on_below_and_takes_no_room_of_the_next_line() -> None:
    """Entries of other scripts are put in their place: the lines that they take are reckoned beforehand."""
    found: dict[str, float] = {}

    def note(text: str, page: list[float], line: list[float], _font: object, _size: float) -> None:
        height = line[5] * page[3] + page[5]
        found.update({word: height for word in ("Next", "大") if word in text})

    content = pdf_of(report(row("Work", "王小明李小龙欧阳修司马光大"), row("Next")))
    for page in pages_of(content):
        page.extract_text(visitor_text=note)
    assert found["大"] > found["Next"] + 6


def test_the_pdf_of_a_report_is_always_the_same_and_breaks_lines_where_there_is_room() -> None:
    content = pdf_of(report(row("Work 王\nmore\t work")))
    assert content == pdf_of(report(row("Work 王 more work")))
    assert b"/CreationDate" not in content
