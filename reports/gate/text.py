"""A gate's judgement on the terminal."""

from collections.abc import Iterator

from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.sentences import basis, worst_sentence
from billbench.reports.gate.views import all_tables
from billbench.reports.pages.shown import Shown
from billbench.reports.words.text import clean

_LONGEST = 4000


def as_text(judgement: Judgement) -> str:
    """The verdict, the reason, and what explains it, in a screenful."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(judgement))


def _lines(judgement: Judgement) -> Iterator[str]:
    yield f"{judgement.verdict.value.upper()}: {_clean(judgement.reason)}"
    yield _clean(basis(judgement))
    for shown in all_tables(judgement):
        yield ""
        yield from _aligned(shown)
    if judgement.notices:
        yield ""
    yield from (f"Note: {_clean(text)}" for text in judgement.notices)
    if judgement.worst is not None:
        yield ""
        yield _clean(worst_sentence(judgement))
        yield f"Again: {_clean(judgement.worst.command)}"


def _clean(text: str) -> str:
    return clean(text, _LONGEST)


def _aligned(shown: Shown) -> Iterator[str]:
    """A table in columns, numbers to the right."""
    rows = [tuple(clean(cell) for cell in row) for row in (shown.columns, *shown.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(shown.columns))]
    yield clean(shown.caption)
    for row in rows:
        cells = [
            cell.rjust(width) if place in shown.numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells)
