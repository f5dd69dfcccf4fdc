"""Freeze against lines: every launch of every design, the bands, and the owner's guideline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.safe_sizes import SafeSize
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import (
    ACCENT,
    DASHES,
    GRID,
    MARKERS,
    MUTED,
    PAPER,
    SERIES,
    TEXT,
    quiet,
)
from billbench.reports.reading.cells import CellStep, observed
from billbench.reports.run.views.freezes import freeze_table
from billbench.reports.statistics.curves import LEAST_S
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import BANDS, GUIDELINE_LINES, HEADLINE_LIMIT_S, Band
from billbench.reports.words.numbers import limit
from billbench.reports.words.text import shortened

_APART = 0.022
"""Designs stand this far apart on the log axis at each size, so that their points do not hide each other."""

_TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignLine:
    """One design in the chart."""

    title: str
    cells: tuple[CellStep, ...]
    safe: SafeSize | None


def freeze_chart(*, name: str, title: str, where: str, lines: Sequence[DesignLine]) -> Chart | None:
    """`None` when no cell has a freeze to show."""
    if not any("freeze_s" in cell.measures for line in lines for cell in line.cells):
        return None
    table = freeze_table(where, [(line.title, line.cells) for line in lines])
    return chart(
        name=name,
        title=title,
        caption=(
            "Each small mark is one launch, the line joins the medians; both axes are logarithmic. Freezes "
            f"under {limit(LEAST_S)} are drawn as that long. An arrow is a hang: it lasted at least so long. "
            f"The bar on the line of {limit(HEADLINE_LIMIT_S)} is the 95 % interval of the safe size."
        ),
        description=f"Figures are in the table that follows. {_described(table.rows)}",
        table=table,
        draw=lambda form: _draw(lines, form),
    )


def _described(rows: Sequence[Sequence[str]]) -> str:
    return " ".join(f"{row[0]}, {row[1]} lines: median {row[3]}." for row in rows)


def _draw(lines: Sequence[DesignLine], form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 4.3 if form.narrow else 4.5), layout="constrained")
    axes = figure.subplots()
    values = [max(value, LEAST_S) for line in lines for cell in line.cells for value in _values(cell)]
    sizes = sorted({cell.lines for line in lines for cell in line.cells})
    _axes(axes, sizes, values, form)
    _bands(axes, form)
    _guideline(axes, form)
    for index, line in enumerate(lines):
        shift = math.exp(_APART * (index - (len(lines) - 1) / 2))
        _series(axes, line, index, shift)
        _safe(axes, line.safe, index, len(lines))
    _legend(figure, lines, form)
    return figure


def _values(cell: CellStep) -> list[float]:
    return [one.value for one in observed(cell.samples, METRICS["freeze_s"])]


def _axes(axes: Axes, sizes: Sequence[int], values: Sequence[float], form: Format) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    low, high = min(values) / 1.6, max(values) * 1.9
    # The limit that the answer speaks of belongs in the picture even when nothing comes near it.
    low, high = min(low, HEADLINE_LIMIT_S / 4), max(high, HEADLINE_LIMIT_S * 2)
    axes.set_ylim(low, high)
    axes.set_xlim(min(sizes) / 1.15, max(sizes) * 1.15)
    axes.xaxis.set_major_locator(FixedLocator(_apart(sizes, form)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in _TICKS if low <= tick <= high]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: limit(value)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("Lines in the bill")
    axes.set_title("Freeze", loc="left", fontsize=axes.xaxis.label.get_fontsize(), color=TEXT.drawn)
    axes.grid(axis="x")
    quiet(axes)


def _apart(sizes: Sequence[int], form: Format) -> list[float]:
    """The sizes whose labels do not run into each other."""
    least = 0.055 if not form.narrow else 0.11
    span = math.log(max(sizes) / min(sizes)) or 1.0
    kept: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not kept or math.log(kept[-1] / size) / span >= least:
            kept.append(float(size))
    return sorted(kept)


def _bands(axes: Axes, form: Format) -> None:
    low, high = axes.get_ylim()
    for band in BANDS:
        if low < band.limit_s < high:
            strong = band.limit_s == HEADLINE_LIMIT_S
            axes.axhline(band.limit_s, color=(MUTED if strong else GRID).drawn, linewidth=1.1, zorder=1)
            axes.annotate(
                _label(band, form),
                (1.0, band.limit_s),
                xycoords=("axes fraction", "data"),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
                color=MUTED.drawn,
                annotation_clip=False,
            )


def _guideline(axes: Axes, form: Format) -> None:
    left, right = axes.get_xlim()
    if not left < GUIDELINE_LINES < right:
        return
    axes.axvline(GUIDELINE_LINES, color=ACCENT.drawn, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
    # The axis has its title at the upper left, and a phone has no room beyond either side.
    beside = "right" if 2 * left * right < GUIDELINE_LINES**2 else "left"
    axes.annotate(
        f"{GUIDELINE_LINES} lines: owner’s guideline",
        (GUIDELINE_LINES, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=((12 if beside == "right" else 0) if form.narrow else 0, 3),
        textcoords="offset points",
        ha=beside if form.narrow else "center",
        va="bottom",
        fontsize=7.5,
        color=ACCENT.drawn,
    )


def _label(band: Band, form: Format) -> str:
    return limit(band.limit_s) if form.narrow else f"{limit(band.limit_s)} · {band.short}"


def _series(axes: Axes, line: DesignLine, index: int, shift: float) -> None:
    colour, marker = SERIES[index % len(SERIES)].drawn, MARKERS[index % len(MARKERS)]
    points = [
        (cell.lines * shift, max(one.value, LEAST_S), one.censored)
        for cell in line.cells
        for one in observed(cell.samples, METRICS["freeze_s"])
    ]
    seen = [(x, y) for x, y, censored in points if not censored]
    axes.plot(
        [x for x, _ in seen],
        [y for _, y in seen],
        marker,
        color=colour,
        markersize=3.2,
        alpha=0.55,
        markeredgewidth=0,
    )
    for place in sorted({(x, y) for x, y, censored in points if censored}):
        _arrow(axes, place, colour)
    measured = [cell for cell in line.cells if "freeze_s" in cell.measures]
    middles = [(cell.lines, cell.measures["freeze_s"].median) for cell in measured]
    axes.plot(
        [lines * shift for lines, _ in middles],
        [max(middle.value, LEAST_S) for _, middle in middles],
        color=colour,
        linestyle=DASHES[index % len(DASHES)],
        linewidth=1.8,
        marker=marker,
        markersize=6,
        markeredgecolor=PAPER.drawn,
        markeredgewidth=0.9,
        zorder=3,
    )


def _arrow(axes: Axes, place: tuple[float, float], colour: str) -> None:
    axes.annotate(
        "",
        (place[0], place[1] * 1.5),
        xytext=place,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0},
        annotation_clip=False,
    )


def _safe(axes: Axes, safe: SafeSize | None, index: int, count: int) -> None:
    """The interval of the safe size, on the line of its limit."""
    if safe is None or safe.low is None or safe.high is None or safe.low == safe.high:
        return
    left, right = axes.get_xlim()
    start = left if safe.low.side is GridSide.BELOW else safe.low.lines
    end = right if safe.high.side is GridSide.ABOVE else safe.high.lines
    level = safe.limit * math.exp(0.025 * (index - (count - 1) / 2))
    axes.plot(
        [start, end],
        [level, level],
        color=SERIES[index % len(SERIES)].drawn,
        linewidth=5,
        alpha=0.4,
        solid_capstyle="butt",
        zorder=2,
    )


def _legend(figure: Figure, lines: Sequence[DesignLine], form: Format) -> None:
    handles = [
        Line2D(
            [],
            [],
            color=SERIES[i % len(SERIES)].drawn,
            marker=MARKERS[i % len(MARKERS)],
            linestyle=DASHES[i % len(DASHES)],
            linewidth=1.8,
            markersize=6,
            label=shortened(line.title, 36),
        )
        for i, line in enumerate(lines)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1 if form.narrow else min(3, len(lines)))
