"""The bill summary report as a PDF: a table in a typewriter's letters, set by Typst.

Typst shapes every script and takes each letter from a font that has it. What a typewriter can write comes to
it as whole lines: to lay out every entry by itself takes it ten times as long.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap
from typing import Any

import typst

from billbench.fake_ccms.report.content import COLUMNS, NUMERIC, Report

_TEMPLATE = Path(__file__).with_name("report.typ")
_FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Packages that hold Noto Sans for the scripts of the world, and nothing else."""

_WIDTHS = (4, 10, 18, 22, 36, 9, 7, 9, 9, 12, 5, 12, 18, 20)
_LINE = "  ".join(f"{{:{'>' if n - 1 in NUMERIC else '<'}{width}}}" for n, width in enumerate(_WIDTHS))
_TYPEWRITTEN = re.compile("[ -~¡-¬®-ſΆ-ώЀ-џҐґ–—‘’“”…€]*")
"""Letters that have one width in the typewriter's font."""

_UNSEEN = (
    "Letters that no font of this file has are printed as empty boxes. The printable page shows them, where "
    "the computer has a font for them."
)


def pdf_of(report: Report) -> bytes:
    """The report as a PDF file, which is the same for the same report."""
    said = {
        "title": report.title,
        "heading": [(f"{name}:", value) for name, value in report.heading],
        "columns": _row(("Line", *COLUMNS)),
        "widths": _WIDTHS,
        "rows": [_row((str(number), *row)) for number, row in enumerate(report.rows, 1)],
        "foot": [*_foot(report)],
    }
    words = {
        word for word in json.dumps(said, ensure_ascii=False).split() if not _TYPEWRITTEN.fullmatch(word)
    }
    if words and not _can_be_seen({**said, "heading": [("", " ".join(words))], "rows": (), "checked": True}):
        said["foot"] = [*_foot(report), _UNSEEN]
    return _typeset(said)


def _can_be_seen(said: dict[str, Any]) -> bool:
    # Typst tells of letters without a picture only where a standard of archives forbids them.
    try:
        _typeset(said, pdf_standards="a-2u", timestamp=0)
    except typst.TypstError:
        return False
    return True


def _typeset(said: dict[str, Any], **more: Any) -> bytes:
    # Tags of all entries would make the file thirty times as large.
    content: bytes = typst.compile(
        _TEMPLATE, font_paths=_fonts(), sys_inputs={"report": json.dumps(said)}, pdf_tags=False, **more
    )
    return content


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files(package)) for package in _FONTS])


def _row(texts: Iterable[str]) -> dict[str, object]:
    """A row of the table as lines, and beside them the entries that are no typewriter's, by their columns."""
    entries = [" ".join(text.split()) for text in texts]
    columns = map(_lines, entries, _WIDTHS)
    lines = (_LINE.format(*parts).rstrip(" ") for parts in zip_longest(*columns, fillvalue=""))
    others = [(n, entry) for n, entry in enumerate(entries) if not _TYPEWRITTEN.fullmatch(entry)]
    return {"lines": "\n".join(lines), "others": others}


def _lines(entry: str, width: int) -> list[str]:
    if not _TYPEWRITTEN.fullmatch(entry):
        # Room for letters as wide as they are high. A line of nothing would be none to Typst.
        return ["\N{NO-BREAK SPACE}"] * len(wrap(entry, width * 3 // 5))
    return [entry] if len(entry) <= width else wrap(entry, width)


def _foot(report: Report) -> Iterator[str]:
    yield f"Hours {report.hours}   Net £{report.net}   VAT £{report.vat}   Total £{report.total}"
    if report.rounding:
        yield (
            "VAT is worked out once on the whole bill; the totals of the lines, each rounded, differ from "
            f"it by £{report.rounding}."
        )
