"""The chart of a gate: every measure's change with its interval, the launches as dots, and the margin.

What is told apart by colour is told by a filled or a hollow mark, too.
"""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from billbench.reports.gate.judgement import GateForm, Judgement
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.views import budget_table, change_table, label
from billbench.reports.gate.words import limit_of, share
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.forest import Bar, Mark, draw_bar, draw_mark, label_rows
from billbench.reports.pages.charts.style import quiet
from billbench.reports.words.text import shortened

_WIDEST = 1.5
"""Changes beyond are drawn at the edge: one row without end would squeeze all others into a corner."""
_LONGEST_LABEL = 44


def gate_chart(judgement: Judgement) -> Chart:
    """Drawn for every verdict: where nothing was compared it says so."""
    rows, lines, axis = _content(judgement)
    title = f"Page gate: {judgement.verdict.value}"
    table = budget_table(judgement) if judgement.form is GateForm.BUDGETS else change_table(judgement)
    return chart(
        name="gate",
        title=title,
        caption=judgement.reason,
        description=" ".join([judgement.reason, *(_spoken(row) for row in rows)]),
        table=table,
        draw=lambda form: _draw(title, rows, lines, axis, form),
    )


def _content(judgement: Judgement) -> tuple[list[Bar], list[Mark], str]:
    if judgement.form is GateForm.BUDGETS:
        return (
            _budget_rows(judgement),
            [Mark(at=0.0, label="limit", strong=True)],
            "distance from the limit (filled: decided)",
        )
    margin = judgement.question.margin
    lines = [
        Mark(at=0.0, label="equal", strong=False),
        Mark(at=margin, label=f"margin {limit_of(margin)}", strong=True),
    ]
    return (
        _change_rows(judgement),
        lines,
        "change against the baseline (filled: shown; ticks: single launches)",
    )


def _change_rows(judgement: Judgement) -> list[Bar]:
    found = [
        Bar(
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
    primary = Bar(
        label=label(judgement, first),
        estimate=first.estimate,
        low=first.low if first.low is not None else -math.inf,
        high=first.high if first.high is not None else math.inf,
        shown=judgement.verdict in {GateVerdict.PASS, GateVerdict.FAIL},
        dots=tuple(math.expm1(one) for one in judgement.log_ratios),
    )
    return [primary, *found]


def _budget_rows(judgement: Judgement) -> list[Bar]:
    """Each figure over its limit, less one; limits of nought have no such distance."""
    return [
        Bar(
            label=f"{one.verdict.value}: {one.text}",
            estimate=one.found / one.limit - 1,
            low=None if one.low is None else one.low / one.limit - 1,
            high=None if one.high is None else one.high / one.limit - 1,
            shown=one.verdict in {GateVerdict.PASS, GateVerdict.FAIL},
        )
        for one in judgement.budgets
        if one.found is not None and one.limit
    ]


def _spoken(row: Bar) -> str:
    return f"{row.label}: {share(row.estimate)}."


def _draw(title: str, rows: Sequence[Bar], lines: Sequence[Mark], axis: str, form: Format) -> Figure:
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
        draw_mark(axes, line, align="left" if line.strong else "right")
    for place, row in enumerate(rows):
        _row(axes, place, row, (left, right))
    _labels(axes, rows, form)
    quiet(axes)
    return figure


def _tick(value: float) -> str:
    """`+5 %`: no more digits than a round step has."""
    sign = "" if round(value, 6) == 0 else "+" if value > 0 else "−"
    return f"{sign}{abs(round(value * 100, 4)):g} %"


def _span(rows: Sequence[Bar], lines: Sequence[Mark]) -> tuple[float, float]:
    found = [
        value for row in rows for value in (row.estimate, row.low, row.high, *row.dots) if value is not None
    ]
    near = [value for value in found if abs(value) <= _WIDEST] + [line.at for line in lines]
    least, most = min(near), max(near)
    room = max(0.06 * (most - least), 0.01)
    return least - room, most + room


def _row(axes: Axes, place: int, row: Bar, span: tuple[float, float]) -> None:
    inside = min(max(row.estimate, span[0]), span[1])
    marker = "o" if inside == row.estimate else ">" if row.estimate > 0 else "<"
    draw_bar(axes, place, row, span, marker=marker, at=inside)


def _labels(axes: Axes, rows: Sequence[Bar], form: Format) -> None:
    if not rows:
        axes.set_yticks([])
        axes.annotate("nothing was compared", (0.5, 0.5), xycoords="axes fraction", ha="center", va="center")
        return
    label_rows(axes, [shortened(row.label, _LONGEST_LABEL) for row in rows], form)
