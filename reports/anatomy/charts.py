"""Two charts of an anatomy: what the time was made of, and the step on one time line."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from billbench.harness.model.kinds import WORK, ThreadKind
from billbench.reports.anatomy.anatomy import Anatomy
from billbench.reports.anatomy.recording import Recording
from billbench.reports.anatomy.tables import request_table, split_table
from billbench.reports.anatomy.words import requests_in
from billbench.reports.pages.charts.bars import legend_of_parts, stacked_bars
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import ACCENT, KINDS, MUTED, Ink, quiet
from billbench.reports.words.numbers import limit

_BINS = 240
_LANES = (
    ("longtask", "long tasks"),
    ("long-animation-frame", "long frames"),
    ("event", "slow events"),
    ("heartbeat", "late beats"),
)
_MOST_REQUESTS = 6


def made_of_chart(found: Anatomy) -> Chart:
    table = split_table(found)
    return chart(
        name="made-of",
        title="What the time was made of",
        caption="The freeze is the longest stretch without an answer; the wait begins with the person's act. "
        "What a function forced (style, layout, garbage collection) stands under its own kind.",
        description="Figures are in the table that follows.",
        table=table,
        draw=lambda form: _made_of(found, form),
    )


def _made_of(found: Anatomy, form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 2.6 if form.narrow else 2.0), layout="constrained")
    axes = figure.subplots()
    both = (found.freeze_by_kind, found.wait_by_kind)
    parts = [(KINDS[kind], [by_kind.get(kind, 0.0) for by_kind in both]) for kind in ThreadKind]
    stacked_bars(axes, ("freeze", "wait"), parts, height=0.62)
    axes.margins(x=0.14)
    axes.set_xlim(0, None)
    _time_axis(axes, form)
    legend_of_parts(figure, _inks(found, tuple(ThreadKind)), form)
    return figure


def _inks(found: Anatomy, kinds: Sequence[ThreadKind]) -> dict[str, Ink]:
    """Of the kinds that there were."""
    return {kind.value: KINDS[kind] for kind in kinds if found.wait_by_kind.get(kind, 0.0) > 0}


def timeline_chart(found: Anatomy, recording: Recording) -> Chart:
    return chart(
        name="timeline",
        title="The step on one time line",
        caption="Time since the person's act. The main thread is drawn as the share of each moment that each "
        "kind of work had; below it are what the page itself reported, and the requests.",
        description="The requests are in the table that follows.",
        table=request_table(found, recording),
        draw=lambda form: _timeline(found, recording, form),
    )


def _timeline(found: Anatomy, recording: Recording, form: Format) -> Figure:
    requests = sorted(requests_in(found, recording), key=lambda one: one.start_s)[:_MOST_REQUESTS]
    lanes = len(_LANES) + max(len(requests), 1)
    figure = Figure(figsize=(form.width, 2.2 + 0.26 * lanes), layout="constrained")
    thread, below = figure.subplots(2, 1, sharex=True, height_ratios=[4.5, lanes])
    _thread(thread, found)
    start, end = found.wait
    labels = []
    for place, (kind, title) in enumerate(_LANES):
        labels.append(title)
        for one in recording.signals:
            if one.kind == kind and one.end_s > start and one.start_s < end:
                _span(below, place, one.start_s - start, one.duration_s, MUTED)
    for number, request in enumerate(requests):
        labels.append("requests" if number == 0 else "")
        ended = request.end_s if request.end_s is not None else end
        _span(below, len(_LANES) + number, request.start_s - start, ended - request.start_s, ACCENT)
    below.set_yticks(range(len(labels)), labels)
    below.set_ylim(lanes - 0.4, -0.6)
    below.set_xlim(0, max(found.wait_s, 1e-3))
    _time_axis(below, form)
    legend_of_parts(figure, _inks(found, WORK), form)
    return figure


def _thread(axes: Axes, found: Anatomy) -> None:
    start, _ = found.wait
    width = max(found.wait_s, 1e-3) / _BINS
    shares = _shares_of_bins(found, width)
    edges = [number * width for number in range(_BINS + 1)]
    # A step keeps the height at its left edge; the last edge needs one of its own.
    heights = [[*shares[kind], shares[kind][-1]] for kind in WORK]
    axes.stackplot(edges, heights, colors=[KINDS[kind].drawn for kind in WORK], step="post", linewidth=0)
    freeze = (found.freeze[0] - start, found.freeze[1] - start)
    axes.annotate(
        "", (freeze[0], 1.08), (freeze[1], 1.08), arrowprops={"arrowstyle": "<->", "color": MUTED.drawn}
    )
    axes.text(sum(freeze) / 2, 1.12, "freeze", ha="center", va="bottom", fontsize=7.5)
    axes.set_ylim(0, 1.32)
    axes.set_yticks([0.5], ["main thread"])
    quiet(axes)


def _shares_of_bins(found: Anatomy, width: float) -> dict[ThreadKind, list[float]]:
    """For each kind of work, the share of every bin that it had."""
    start, _ = found.wait
    shares = {kind: [0.0] * _BINS for kind in WORK}
    for part in found.segments:
        first = int((part.start - start) / width)
        last = min(int((part.end - start) / width), _BINS - 1)
        for place in range(first, last + 1):
            left, right = start + place * width, start + (place + 1) * width
            shares[part.kind][place] += max(min(part.end, right) - max(part.start, left), 0.0) / width
    return shares


def _span(axes: Axes, place: int, left: float, width: float, ink: Ink) -> None:
    axes.barh(place, width, left=left, height=0.56, color=ink.drawn, linewidth=0)


def _time_axis(axes: Axes, form: Format) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(4 if form.narrow else 7))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: limit(round(value, 6)) if value else "0"))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    quiet(axes)
