"""Time of a whole bill against the lines that a page shows."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from billbench.reports.findings.advice import Advice
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import PAPER, SERIES, TEXT, quiet
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import seconds


def pages_chart(*, name: str, title: str, advice: Advice, table: Shown) -> Chart:
    return chart(
        name=name,
        title=title,
        caption=(
            "Computed from the measured curves, not measured. Filled marks are not shown to be slower than "
            "the best; the bars are 95 % intervals over launches."
        ),
        description="Figures are in the table that follows. "
        + " ".join(f"{one.rows} lines a page: {seconds(one.time.estimate)}." for one in advice.sizes),
        table=table,
        draw=lambda form: _draw(advice, form),
    )


def _draw(advice: Advice, form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    rows = [one.rows for one in advice.sizes]
    axes.plot(rows, [one.time.estimate for one in advice.sizes], color=SERIES[0].drawn, linewidth=1.4)
    for one in advice.sizes:
        axes.plot(
            [one.rows] * 2, [one.time.low, one.time.high], color=SERIES[0].drawn, linewidth=2.5, alpha=0.35
        )
        axes.plot(
            [one.rows],
            [one.time.estimate],
            "o",
            color=SERIES[0].drawn if one.as_good_as_best else PAPER.drawn,
            markeredgecolor=SERIES[0].drawn,
            markeredgewidth=1.3,
            markersize=6,
        )
    _axes(axes, rows, form)
    return figure


def _axes(axes: Axes, rows: list[int], form: Format) -> None:
    step = max(1, round(len(rows) / (5 if form.narrow else 12)))
    axes.xaxis.set_major_locator(FixedLocator([float(row) for row in rows[::-1][::step]]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} s"))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Lines a page")
    axes.set_title(
        "Time of all page changes", loc="left", fontsize=axes.xaxis.label.get_fontsize(), color=TEXT.drawn
    )
    axes.grid(axis="y")
    quiet(axes)
