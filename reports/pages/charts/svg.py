"""From a figure to SVG: the same bytes for the same data, readable aloud, in the colours of its page."""

import io
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from billbench.reports.pages.charts.style import INKS
from billbench.reports.words.text import clean

_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_FAMILY = re.compile(r"font-family: [^;\"]*")
_FILE_FONT = "'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`inline` takes its colours from the page around it, `file` stands alone on white."""

    inline: str
    file: str


def to_svg(figure: Figure, *, name: str, title: str, description: str) -> Drawing:
    """`name` must be unique in a page; it keeps the ids of its drawings apart."""
    buffer = io.StringIO()
    # Not `savefig`, which draws everything once more beforehand, to no other end than its own layout.
    FigureCanvasSVG(figure).print_svg(buffer, metadata=_METADATA)  # type: ignore[no-untyped-call]
    drawn = buffer.getvalue()
    body = _own_ids(drawn[drawn.index("<svg") :], name)
    width, height = _view_box(body)
    inner = body[body.index(">", body.index("<svg")) + 1 :]
    inner = re.sub(r"<metadata>.*?</metadata>", "", inner, flags=re.DOTALL)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="{name}-title {name}-desc"'
    )
    spoken = (
        f'<title id="{name}-title">{escape(clean(title))}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
    )
    file_head = f'{head} width="{width * 4 / 3:.0f}" height="{height * 4 / 3:.0f}" style="background: #fff">'
    return Drawing(
        inline=f"{head}>{spoken}{_coloured(inner, inline=True)}".strip(),
        file=f"{file_head}{spoken}{_coloured(inner, inline=False)}",
    )


def _view_box(body: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body)
    assert found is not None, "matplotlib writes a view box"
    return float(found[1]), float(found[2])


def _own_ids(body: str, name: str) -> str:
    body = re.sub(r'\bid="', f'id="{name}-', body)
    return re.sub(r'(url\(|href=")#', rf"\1#{name}-", body)


def _coloured(body: str, *, inline: bool) -> str:
    for ink in INKS:
        body = body.replace(ink.drawn, ink.css if inline else ink.light)
    family = "inherit" if inline else _FILE_FONT
    return _FAMILY.sub(f"font-family: {family}", body)
