"""A trend on the terminal, as JSON and as a chart."""

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from billbench.reports.gate.trend import Trend, no_step, step_sentence
from billbench.reports.gate.words import share
from billbench.reports.pages.charts.chart import Chart, Format, chart
from billbench.reports.pages.charts.style import ACCENT, MUTED, SERIES, quiet
from billbench.reports.pages.files import write_files
from billbench.reports.pages.programs import to_json
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import seconds

_MOST_NAMES = 8


def trend_text(found: Trend) -> str:
    """The steps, then each run, a line each."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(found))


def _lines(found: Trend) -> Iterator[str]:
    yield found.title
    yield from ([step_sentence(one, found.points) for one in found.steps] or [no_step(found)])
    yield from (f"Note: {text}" for text in found.notices)
    yield ""
    begun = {one.place for one in found.steps}
    longest = max(len(point.run) for point in found.points)
    for place, point in enumerate(found.points):
        mark = "step" if place in begun else ""
        yield (
            f"  {point.created_at[:16]:16}  {point.run:{longest}}  {seconds(point.freeze_s):>8}  "
            f"({seconds(point.low)} to {seconds(point.high)})  {mark}"
        )


def write_trend(found: Trend, folder: Path) -> None:
    """Write `folder/trend/`: trend.json, trend.txt and trend.svg. Raises `OSError`."""
    texts = {
        "trend.json": to_json(found),
        "trend.txt": trend_text(found),
        "trend.svg": trend_chart(found).file + "\n",
    }
    write_files(texts, folder / "trend")


def trend_chart(found: Trend) -> Chart:
    said = [step_sentence(one, found.points) for one in found.steps] or [no_step(found)]
    return chart(
        name="trend",
        title=found.title,
        caption=" ".join(said),
        description=" ".join(said),
        table=_table(found),
        draw=lambda form: _draw(found, form),
    )


def _table(found: Trend) -> Shown:
    return Shown(
        caption=found.title,
        columns=("begun", "run", "freeze", "interval", "launches"),
        rows=tuple(
            (
                point.created_at[:16],
                point.run,
                seconds(point.freeze_s),
                f"{seconds(point.low)} to {seconds(point.high)}",
                str(point.launches),
            )
            for point in found.points
        ),
        numeric=frozenset({2, 4}),
    )


def _draw(found: Trend, form: Format) -> Figure:
    figure = Figure(figsize=(form.width, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.set_title(found.title, loc="left", fontsize=10.5)
    places = list(range(len(found.points)))
    values = [point.freeze_s for point in found.points]
    for place, point in zip(places, found.points, strict=True):
        axes.plot([place, place], [point.low, point.high], color=SERIES[0].drawn, linewidth=1.6, alpha=0.35)
    axes.plot(places, values, "o", color=SERIES[0].drawn, markersize=4.5)
    ends = [0, *(one.place for one in found.steps), len(places)]
    for start, end, level in zip(ends[:-1], ends[1:], _level_values(found), strict=True):
        axes.plot([start - 0.4, end - 0.6], [level, level], color=MUTED.drawn, linewidth=1.4)
    for one in found.steps:
        axes.axvline(one.place - 0.5, color=ACCENT.drawn, linewidth=1.1, linestyle=(0, (2, 2)))
        axes.annotate(
            share(one.change),
            (one.place - 0.5, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3, -3),
            textcoords="offset points",
            va="top",
            fontsize=8,
            color=ACCENT.drawn,
        )
    axes.set_ylim(0, max(point.high for point in found.points) * 1.12)
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: seconds(value)))
    axes.xaxis.set_major_locator(MaxNLocator(4 if form.narrow else _MOST_NAMES, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _day(found, value)))
    axes.set_ylabel("freeze")
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    quiet(axes)
    axes.tick_params(axis="x", pad=7)
    return figure


def _level_values(found: Trend) -> list[float]:
    """The median between steps; one more than there are steps."""
    if not found.steps:
        ordered = sorted(point.freeze_s for point in found.points)
        return [ordered[len(ordered) // 2]]
    return [found.steps[0].before, *(one.after for one in found.steps)]


def _day(found: Trend, place: float) -> str:
    """The day of the run at a place of the axis; empty beyond the runs."""
    index = round(place)
    return found.points[index].created_at[:10] if 0 <= index < len(found.points) else ""
