"""The bill summary report as a PDF of plain text in columns.

Written by hand: a table in a typewriter font needs four kinds of objects, a library would bring fonts and
images that nobody needs here. The built-in fonts have Western European characters only; others become "?",
and the page says so.
"""

from collections.abc import Iterator
from textwrap import wrap

from billbench.fake_ccms.report.content import COLUMNS, NUMERIC, Report

_WIDTH, _HEIGHT = 842, 595  # A4 lying, in points.
_MARGIN = 28
_SIZE = 6.0
_CHARACTER = 0.6 * _SIZE  # Courier: every character has the same width.
_LEADING = 8.0
_LINES_PER_PAGE = int((_HEIGHT - 2 * _MARGIN) / _LEADING) - 1

_COLUMN_WIDTHS = (4, 10, 18, 22, 36, 9, 7, 9, 9, 12, 5, 12, 18, 20)
_GAP = 2


def pdf_of(report: Report) -> bytes:
    """The report as a PDF file."""
    pages = list(_pages(report))
    return _document(
        [_page_stream(lines, number, len(pages)) for number, lines in enumerate(pages, 1)], report.title
    )


def _pages(report: Report) -> Iterator[list[str]]:
    heads = _cells(("Line", *COLUMNS), numeric=frozenset())
    rule = "-" * len(max(heads, key=len))
    page = [report.title, ""]
    page += [f"{name + ':':<32}{value}" for name, value in report.heading]
    page += ["", *heads, rule]
    for number, row in enumerate(report.rows, 1):
        cells = _cells((str(number), *row), numeric=frozenset(column + 1 for column in NUMERIC))
        if len(page) + len(cells) > _LINES_PER_PAGE:
            yield page
            page = [*heads, rule]
        page += cells
    foot = _foot(report, rule)
    if len(page) + len(foot) > _LINES_PER_PAGE:
        yield page
        page = []
    yield [*page, *foot]


def _foot(report: Report, rule: str) -> list[str]:
    sums = f"Hours {report.hours}   Net £{report.net}   VAT £{report.vat}   Total £{report.total}"
    foot = [rule, sums]
    if report.rounding:
        foot.append(
            "VAT is worked out once on the whole bill; the totals of the lines, each rounded, differ from "
            f"it by £{report.rounding}."
        )
    texts = (text for row in report.rows for text in row)
    if any(text.encode("cp1252", "replace").decode("cp1252") != text for text in texts):
        foot.append("Characters that this file cannot show are printed as ?. The printable page shows them.")
    return foot


def _cells(texts: tuple[str, ...], *, numeric: frozenset[int]) -> list[str]:
    """One row of the table; long texts go on in lines below."""
    columns = [wrap(text, width) or [""] for text, width in zip(texts, _COLUMN_WIDTHS, strict=True)]
    lines: list[str] = []
    for level in range(max(len(column) for column in columns)):
        parts = [column[level] if level < len(column) else "" for column in columns]
        lines.append(
            (" " * _GAP)
            .join(
                part.rjust(width) if position in numeric else part.ljust(width)
                for position, (part, width) in enumerate(zip(parts, _COLUMN_WIDTHS, strict=True))
            )
            .rstrip()
        )
    return lines


def _page_stream(lines: list[str], number: int, pages: int) -> bytes:
    top = _HEIGHT - _MARGIN - _SIZE
    parts = [f"BT /F1 {_SIZE:g} Tf {_LEADING:g} TL {_MARGIN} {top:g} Td".encode()]
    parts += [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    parts.append(b"ET")
    foot = f"Page {number} of {pages}"
    left = _WIDTH - _MARGIN - len(foot) * _CHARACTER
    parts.append(f"BT /F1 {_SIZE:g} Tf {left:g} {_MARGIN - 12} Td ({foot}) Tj ET".encode())
    return b"\n".join(parts)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _document(streams: list[bytes], title: str) -> bytes:
    """Catalogue, pages, font and information, then a page and its content for each stream."""
    first = 5
    kids = " ".join(f"{first + 2 * position} 0 R" for position in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for position, stream in enumerate(streams):
        content = first + 2 * position + 1
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    return _with_table(objects)


def _with_table(objects: list[bytes]) -> bytes:
    content = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    content += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(content)
