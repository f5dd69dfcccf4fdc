"""A chart as the pages take it: two drawings, words for those who cannot see it, and its figures."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from billbench.reports.pages.charts.style import chart_style
from billbench.reports.pages.charts.svg import to_svg
from billbench.reports.pages.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`wide` and `narrow` are for the page, one for a desktop and one for a phone; `file` stands alone."""

    name: str
    title: str
    caption: str
    wide: str
    narrow: str
    file: str
    table: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The room that a drawing has, in inches at 72 points."""

    width: float
    narrow: bool


WIDE = Format(width=7.6, narrow=False)
NARROW = Format(width=3.5, narrow=True)


def chart(
    *, name: str, title: str, caption: str, description: str, table: Shown, draw: Callable[[Format], Figure]
) -> Chart:
    drawings = []
    for form in (WIDE, NARROW):
        own = f"{name}-{'narrow' if form.narrow else 'wide'}"
        with chart_style(own):
            drawings.append(to_svg(draw(form), name=own, title=title, description=description))
    return Chart(
        name=name,
        title=title,
        caption=caption,
        wide=drawings[0].inline,
        narrow=drawings[1].inline,
        file=drawings[0].file,
        table=table,
    )
