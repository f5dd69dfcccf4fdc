"""What the time of a step is made of, for every design and size."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from billbench.reports.pages.charts.bars import legend_of_parts, stacked_bars
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import GRID, KINDS, TEXT, Ink, quiet
from billbench.reports.pages.shown import Shown
from billbench.reports.reading.parts import NETWORK, OTHER_WAITING, PART_TITLES, PARTS, Parts, largest
from billbench.reports.run.views.times import parts_table
from billbench.reports.words.bands import GUIDELINE_LINES
from billbench.reports.words.numbers import limit
from billbench.reports.words.text import plural, shortened

_INKS: Mapping[str, Ink] = {NETWORK: TEXT, OTHER_WAITING: GRID} | {
    str(kind): ink for kind, ink in KINDS.items()
}

_MOST_BARS = 5

Bars = Sequence[tuple[str, Sequence[tuple[int, Parts]]]]
"""For each design its sizes and their parts."""


def parts_chart(*, name: str, title: str, where: str, bars: Bars) -> Chart | None:
    if not any(largest([parts for _, parts in rows]) > 0 for _, rows in bars):
        return None
    table: Shown = parts_table(where, bars)
    return chart(
        name=name,
        title=title,
        caption=(
            "Means over launches that did not hang. Work of the page and waiting for the server can overlap, "
            "so a bar may be a little longer than the wait itself. Style and layout that a script asks for "
            "stand under their own kind. Left over is what nothing names: all but script, style and layout "
            "in runs that were measured before kinds were told, and script after an await there, too."
        ),
        description="Figures are in the table that follows. "
        + " ".join(f"{row[0]}, {row[1]} lines: {row[-1]} in all." for row in table.rows),
        table=table,
        draw=lambda form: _draw(bars, form),
    )


def _draw(bars: Bars, form: Format) -> Figure:
    shown = [(title, _spread(rows)) for title, rows in bars if rows]
    count = sum(len(rows) for _, rows in shown)
    figure = Figure(figsize=(form.width, 1.15 + 0.24 * count + 0.34 * len(shown)), layout="constrained")
    panels = figure.subplots(
        len(shown), 1, sharex=True, squeeze=False, height_ratios=[len(rows) + 0.6 for _, rows in shown]
    )
    for panel, (title, rows) in zip(panels[:, 0], shown, strict=True):
        _panel(panel, title, rows)
    # For all panels together, with room for the figure behind the longest bar.
    longest = max(largest([parts for _, parts in rows]) for _, rows in shown)
    panels[-1, 0].set_xlim(0, 1.12 * longest)
    panels[-1, 0].xaxis.set_major_locator(MaxNLocator(4 if form.narrow else 7))
    panels[-1, 0].xaxis.set_major_formatter(FuncFormatter(lambda value, _: limit(value) if value else "0"))
    seen = [part for part in PARTS if any(parts[part] > 0 for _, rows in shown for _, parts in rows)]
    legend_of_parts(figure, {PART_TITLES[part]: _INKS[part] for part in seen}, form)
    return figure


def _spread(rows: Sequence[tuple[int, Parts]]) -> Sequence[tuple[int, Parts]]:
    """Five sizes and the guideline's; the table beside the chart has them all."""
    if len(rows) <= _MOST_BARS:
        return rows
    places = {round(index * (len(rows) - 1) / (_MOST_BARS - 1)) for index in range(_MOST_BARS)}
    places.add(min(range(len(rows)), key=lambda place: abs(rows[place][0] - GUIDELINE_LINES)))
    return [rows[place] for place in sorted(places)]


def _panel(axes: Axes, title: str, rows: Sequence[tuple[int, Parts]]) -> None:
    labels = [plural(lines, "line") for lines, _ in rows]
    shown = [(_INKS[part], [parts[part] for _, parts in rows]) for part in PARTS]
    stacked_bars(axes, labels, shown, height=0.74)
    axes.set_title(shortened(title, 60), loc="left", fontsize=9, fontweight="bold")
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    quiet(axes)
