"""The chart of a gate: every measure's change with its interval, the launches as dots, and the margin.

What is told apart by colour is told by a filled or a hollow mark, too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from billbench.reports.gate.judgement import Form, Judgement
from billbench.reports.gate.verdict import Verdict
from billbench.reports.gate.views import budget_table, change_table, label
from billbench.reports.gate.words import limit_of, share
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import ACCENT, MUTED, PAPER, SERIES, quiet

_WIDEST = 1.5
"""Changes beyond are drawn at the edge: one row without end would squeeze all others into a corner."""
_LONGEST_LABEL = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A change as a share, with its interval; `dots` are single launches."""

    label: str
    estimate: float
    low: float | None
    high: float | None
    shown: bool
    dots: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line across all rows."""

    at: float
    label: str
    strong: bool


def gate_chart(judgement: Judgement) -> Chart:
    """Drawn for every verdict: where nothing was compared it says so."""
    rows, lines, axis = _content(judgement)
    title = f"Page gate: {judgement.verdict.value}"
    table = budget_table(judgement) if judgement.form is Form.BUDGETS else change_table(judgement)
    return chart(
        name="gate",
        title=title,
        caption=judgement.reason,
        description=" ".join([judgement.reason, *(_spoken(row) for row in rows)]),
        table=table,
        draw=lambda form: _draw(title, rows, lines, axis, form),
    )


def _content(judgement: Judgement) -> tuple[list[_Row], list[_Line], str]:
    if judgement.form is Form.BUDGETS:
        return (
            _budget_rows(judgement),
            [_Line(at=0.0, label="limit", strong=True)],
            "distance from the limit (filled: decided)",
        )
    margin = judgement.question.margin
    lines = [
        _Line(at=0.0, label="equal", strong=False),
        _Line(at=margin, label=f"margin {limit_of(margin)}", strong=True),
    ]
    return (
        _change_rows(judgement),
        lines,
        "change against the baseline (filled: shown; ticks: single launches)",
    )


def _change_rows(judgement: Judgement) -> list[_Row]:
    found = [
        _Row(
            label=label(judgement, one),
            estimate=one.estimate,
            low=one.low,
            high=one.high,
            shown=one.shown,
        )
        for one in judgement.others
    ]
    first = judgement.primary
    if first is None:
        return found
    primary = _Row(
        label=label(judgement, first),
        estimate=first.estimate,
        low=first.low if first.low is not None else -math.inf,
        high=first.high if first.high is not None else math.inf,
        shown=judgement.verdict in {Verdict.PASS, Verdict.FAIL},
        dots=tuple(math.expm1(one) for one in judgement.log_ratios),
    )
    return [primary, *found]


def _budget_rows(judgement: Judgement) -> list[_Row]:
    """Each figure over its limit, less one; limits of nought have no such distance."""
    return [
        _Row(
            label=f"{one.verdict.value}: {one.text}",
            estimate=one.found / one.limit - 1,
            low=None if one.low is None else one.low / one.limit - 1,
            high=None if one.high is None else one.high / one.limit - 1,
            shown=one.verdict in {Verdict.PASS, Verdict.FAIL},
        )
        for one in judgement.budgets
        if one.found is not None and one.limit
    ]


def _spoken(row: _Row) -> str:
    return f"{row.label}: {share(row.estimate)}."


def _draw(title: str, rows: Sequence[_Row], lines: Sequence[_Line], axis: str, form: Format) -> Figure:
    height = 1.15 + (0.44 if form.narrow else 0.30) * max(len(rows), 1)
    figure = Figure(figsize=(form.width, height), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", fontsize=10.5, pad=18)
    left, right = _span(rows, lines)
    axes.set_xlim(left, right)
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.75)
    axes.xaxis.set_major_locator(MaxNLocator(4 if form.narrow else 8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    axes.set_xlabel(axis)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    for line in lines:
        _mark(axes, line)
    for place, row in enumerate(rows):
        _row(axes, place, row, (left, right))
    _labels(axes, rows, form)
    quiet(axes)
    return figure


def _tick(value: float) -> str:
    """`+5 %`: no more digits than a round step has."""
    sign = "" if round(value, 6) == 0 else "+" if value > 0 else "−"
    return f"{sign}{abs(round(value * 100, 4)):g} %"


def _span(rows: Sequence[_Row], lines: Sequence[_Line]) -> tuple[float, float]:
    found = [
        value for row in rows for value in (row.estimate, row.low, row.high, *row.dots) if value is not None
    ]
    near = [value for value in found if abs(value) <= _WIDEST] + [line.at for line in lines]
    least, most = min(near), max(near)
    room = max(0.06 * (most - least), 0.01)
    return least - room, most + room


def _mark(axes: Axes, line: _Line) -> None:
    colour = (ACCENT if line.strong else MUTED).drawn
    axes.axvline(
        line.at, color=colour, linewidth=1.1, linestyle=(0, (2, 2)) if line.strong else "solid", zorder=1
    )
    axes.annotate(
        line.label,
        (line.at, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="left" if line.strong else "right",
        va="bottom",
        fontsize=7.5,
        color=colour,
    )


def _row(axes: Axes, place: int, row: _Row, span: tuple[float, float]) -> None:
    colour = SERIES[0].drawn
    if row.dots:
        axes.plot(row.dots, [place - 0.28] * len(row.dots), "|", color=MUTED.drawn, markersize=5, zorder=2)
    if row.low is not None and row.high is not None:
        ends = [max(row.low, span[0]), min(row.high, span[1])]
        width, alpha = (3.0, 0.55) if row.shown else (2.0, 0.35)
        axes.plot(ends, [place, place], color=colour, linewidth=width, alpha=alpha, zorder=2)
    inside = min(max(row.estimate, span[0]), span[1])
    axes.plot(
        [inside],
        [place],
        "o" if inside == row.estimate else ">" if row.estimate > 0 else "<",
        color=colour if row.shown else PAPER.drawn,
        markeredgecolor=colour,
        markeredgewidth=1.4,
        markersize=6.5,
        zorder=3,
        clip_on=False,
    )


def _labels(axes: Axes, rows: Sequence[_Row], form: Format) -> None:
    if not rows:
        axes.set_yticks([])
        axes.annotate("nothing was compared", (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")
        return
    texts = [
        row.label if len(row.label) <= _LONGEST_LABEL else f"{row.label[: _LONGEST_LABEL - 1]}…"
        for row in rows
    ]
    if not form.narrow:
        axes.set_yticks(range(len(rows)), texts)
        return
    axes.set_yticks([])
    for place, text in enumerate(texts):
        axes.annotate(
            text,
            (0.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(2, 6),
            textcoords="offset points",
            va="bottom",
            fontsize=7.5,
        )
