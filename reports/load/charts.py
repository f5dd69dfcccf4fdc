"""The charts of a load: response time over time, and throughput against load."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from billbench.reports.load.capacity import LoadLevel, Scalability
from billbench.reports.load.findings import Moment
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import DASHES, MUTED, SERIES, quiet
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import seconds


def series_chart(name: str, load: str, moments: Sequence[Moment]) -> Chart | None:
    """`load` says how large it was. `None` for fewer than two moments."""
    if len(moments) < 2:
        return None
    rows = tuple(
        (f"{one.at_s:.0f} s", f"{one.per_s:.3g}", seconds(one.p50_s), seconds(one.p95_s)) for one in moments
    )
    columns = ("From", "Due a second", "p50", "p95")
    return chart(
        name=name,
        title=f"Response time over the load, with {load}",
        caption="Percentiles of the requests that were due in each stretch of time.",
        description=f"Figures are in the table that follows. The largest 95th percentile is "
        f"{seconds(max(one.p95_s for one in moments))}.",
        table=Shown(
            caption=f"Response time over the load, with {load}",
            columns=columns,
            rows=rows,
            numeric=frozenset({1, 2, 3}),
        ),
        draw=lambda form: _draw_series(moments, form),
    )


def _draw_series(moments: Sequence[Moment], form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 3.2), layout="constrained")
    axes = figure.subplots()
    at = [one.at_s for one in moments]
    lines = (("p95", [one.p95_s for one in moments]), ("p50", [one.p50_s for one in moments]))
    for index, (label, values) in enumerate(lines):
        axes.plot(at, values, color=SERIES[index].drawn, linestyle=DASHES[index], label=label)
    axes.set_xlabel("seconds since the load began")
    axes.set_ylabel("response time")
    axes.yaxis.set_major_formatter(lambda value, _: seconds(value) if value else "0")
    axes.set_ylim(0, None)
    axes.grid(axis="y")
    figure.legend(loc="outside upper left", ncols=2)
    quiet(axes)
    return figure


def throughput_chart(levels: Sequence[LoadLevel], fit: Scalability | None, unit: str) -> Chart | None:
    """Throughput at each level, with the fitted law where there is one."""
    if len(levels) < 2:
        return None
    ordered = sorted(levels, key=lambda one: one.load)
    rows = tuple((f"{one.load:g}", f"{one.throughput:.3g}", one.holds.value) for one in ordered)
    return chart(
        name="throughput",
        title=f"Requests done a second, against {unit}",
        caption="Each point is one stage."
        + (" The line is the Universal Scalability Law, fitted to them." if fit else ""),
        description="Figures are in the table that follows.",
        table=Shown(
            caption="Throughput",
            columns=("Load", "Done a second", "Verdict"),
            rows=rows,
            numeric=frozenset({0, 1}),
        ),
        draw=lambda form: _draw_throughput(ordered, fit, unit, form),
    )


def _draw_throughput(levels: Sequence[LoadLevel], fit: Scalability | None, unit: str, form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([one.load for one in levels], [one.throughput for one in levels], "o", color=SERIES[0].drawn)
    if fit is not None:
        n = np.linspace(levels[0].load, levels[-1].load, 100)
        law = fit.rate * n / (1 + fit.contention * (n - 1) + fit.coherency * n * (n - 1))
        axes.plot(n, law, color=MUTED.drawn)
    axes.set_xlabel(unit)
    axes.set_ylabel("requests done a second")
    axes.set_ylim(0, None)
    axes.grid(axis="y")
    quiet(axes)
    return figure
