"""Estimates with their intervals, a row each, against a line: effects, levers, assumptions."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import ACCENT, MUTED, PAPER, SERIES, quiet
from billbench.reports.pages.shown import Shown
from billbench.reports.words.text import shortened

_COARSE = tuple(step * 10.0**power for power in range(-3, 5) for step in (1, 2, 5))
_FINE = tuple(
    step * 10.0**power for power in range(-3, 5) for step in (1, 1.2, 1.4, 1.6, 2, 2.5, 3, 4, 5, 6, 7, 8)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`low` and `high` are infinite where the interval leaves what was measured. `shown` is drawn filled;
    `dots` are single launches."""

    label: str
    estimate: float
    low: float | None
    high: float | None
    shown: bool
    beyond: bool = False
    dots: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line across all rows."""

    at: float
    label: str
    strong: bool = False


def forest_chart(
    *,
    name: str,
    title: str,
    caption: str,
    axis: str,
    table: Shown,
    bars: Sequence[Bar],
    marks: Sequence[Mark],
    write: Callable[[float], str],
) -> Chart | None:
    """`None` without a bar."""
    if not bars:
        return None
    return chart(
        name=name,
        title=title,
        caption=caption,
        description="Figures are in the table that follows. "
        + " ".join(f"{bar.label}: {write(bar.estimate)}." for bar in bars),
        table=table,
        draw=lambda form: _draw(bars, marks, axis, write, form),
    )


def _draw(
    bars: Sequence[Bar], marks: Sequence[Mark], axis: str, write: Callable[[float], str], form: Format
) -> Figure:
    height = 0.95 + (0.44 if form.narrow else 0.30) * len(bars)
    figure = Figure(figsize=(form.width, height), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    left, right = _limits(bars, marks)
    axes.set_xlim(left, right)
    axes.set_ylim(len(bars) - 0.4, -0.75)
    _scale(axes, (left, right), write, form)
    for mark in marks:
        draw_mark(axes, mark, align="center")
    for place, bar in enumerate(bars):
        draw_bar(axes, place, bar, (left, right), marker=">" if bar.beyond else "o")
    label_rows(axes, [shortened(bar.label, 60 if form.narrow else 44) for bar in bars], form)
    axes.set_xlabel(axis)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    quiet(axes)
    return figure


def _limits(bars: Sequence[Bar], marks: Sequence[Mark]) -> tuple[float, float]:
    values = [value for bar in bars for value in (bar.estimate, bar.low, bar.high) if value is not None]
    finite = [value for value in values if math.isfinite(value) and value > 0] + [mark.at for mark in marks]
    # An interval without end would squeeze all others into a corner.
    middle = [bar.estimate for bar in bars] + [mark.at for mark in marks]
    least, greatest = min(middle) / 8, max(middle) * 8
    return max(min(finite), least) / 1.15, min(max(finite), greatest) * 1.15


def _scale(axes: Axes, span: tuple[float, float], write: Callable[[float], str], form: Format) -> None:
    coarse, fine = ([one for one in ticks if span[0] <= one <= span[1]] for ticks in (_COARSE, _FINE))
    ticks = coarse if len(coarse) > 3 else fine
    most = 4 if form.narrow else 9
    step = math.ceil(len(ticks) / most)
    axes.xaxis.set_major_locator(FixedLocator(ticks[::step]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def draw_mark(axes: Axes, mark: Mark, *, align: Literal["left", "center", "right"]) -> None:
    colour = (ACCENT if mark.strong else MUTED).drawn
    dashes = (0, (2, 2)) if mark.strong else "solid"
    axes.axvline(mark.at, color=colour, linewidth=1.1, linestyle=dashes, zorder=1)
    axes.annotate(
        mark.label,
        (mark.at, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha=align,
        va="bottom",
        fontsize=7.5,
        color=colour,
    )


def draw_bar(
    axes: Axes, place: int, bar: Bar, span: tuple[float, float], *, marker: str, at: float | None = None
) -> None:
    """With its marker at the estimate, or `at` the edge of the chart, over which it may stand."""
    colour = SERIES[0].drawn
    if bar.dots:
        axes.plot(bar.dots, [place - 0.28] * len(bar.dots), "|", color=MUTED.drawn, markersize=5, zorder=2)
    if bar.low is not None and bar.high is not None:
        ends = [max(bar.low, span[0]), min(bar.high, span[1])]
        width, alpha = (3.0, 0.55) if bar.shown else (2.0, 0.35)
        axes.plot(ends, [place, place], color=colour, linewidth=width, alpha=alpha, zorder=2)
    axes.plot(
        [bar.estimate if at is None else at],
        [place],
        marker,
        color=colour if bar.shown else PAPER.drawn,
        markeredgecolor=colour,
        markeredgewidth=1.4,
        markersize=6.5,
        zorder=3,
        clip_on=at is None,
    )


def label_rows(axes: Axes, labels: Sequence[str], form: Format) -> None:
    """Beside the rows, or above each where there is no room beside."""
    if not form.narrow:
        axes.set_yticks(range(len(labels)), labels)
        return
    axes.set_yticks([])
    for place, label in enumerate(labels):
        axes.annotate(
            label,
            (0.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(2, 6),
            textcoords="offset points",
            va="bottom",
            fontsize=7.5,
        )
