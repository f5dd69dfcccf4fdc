"""The sections that only some loads have: a search for capacity, and a browser beside the load."""

from billbench.reports.load.answer import capacity_sentence, level_words, per_1000
from billbench.reports.load.charts import throughput_chart
from billbench.reports.load.findings import LoadFindings
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import NOTHING, seconds
from billbench.reports.words.text import clean

_MEASURES = {
    "freeze_s": "freeze",
    "wait_s": "wait",
    "server_s": "server",
    "stolen_s": "stolen from the page",
    "heartbeat_s": "longest heartbeat gap",
}
_BESIDE = (
    (
        "A real browser, in processes and on a core of its own, did the same launches on an idle service "
        "and then while the load held."
    ),
    (
        "Ratios are geometric means over launches. Time stolen from the page and gaps of its heartbeat say "
        "whether the load slowed the browser itself."
    ),
)


def capacity(findings: LoadFindings) -> Section:
    """Which loads hold."""
    if findings.capacity is None:
        return Section(id="capacity", title="How much is too much")
    fit = findings.scalability
    texts = [capacity_sentence(findings)]
    if fit is not None:
        texts.append(
            f"Throughput against load follows the Universal Scalability Law with contention "
            f"{fit.contention:.3f} and coherency {fit.coherency:.2g}; it is largest at about {fit.peak:.3g}."
        )
    else:
        texts.append("No law of scalability is fitted: it needs five loads that pass the peak of throughput.")
    chart = throughput_chart(findings.levels, fit, "people" if findings.closed else "arrivals a second")
    return Section(
        id="capacity",
        title="How much is too much",
        texts=tuple(texts),
        charts=(chart,) if chart is not None else (),
        tables=(_loads_tried(findings),),
    )


def _loads_tried(findings: LoadFindings) -> Shown:
    rows = tuple(
        (
            level_words(findings, level.load),
            f"{'≥ ' if level.p95_at_least else ''}{seconds(level.p95_s)}",
            NOTHING if level.p95 is None else f"{seconds(level.p95.low)} to {seconds(level.p95.high)}",
            per_1000(level.failed),
            f"{level.throughput:.3g}",
            level.holds.value,
        )
        for level in sorted(findings.levels, key=lambda one: one.load)
    )
    columns = (
        "Load",
        "p95 of response",
        "95 % interval",
        "Failed saves per 1,000",
        "Done a second",
        "Verdict",
    )
    return Shown(caption="Loads that were tried", columns=columns, rows=rows, numeric=frozenset({1, 2, 3, 4}))


def beside(findings: LoadFindings) -> Section:
    """The browser, idle and beside the load."""
    rows = tuple(
        (
            clean(one.cell.design),
            str(one.cell.lines),
            clean(one.step),
            _MEASURES[measure.name],
            str(one.launches),
            seconds(measure.idle_s),
            seconds(measure.beside_s),
            NOTHING
            if measure.ratio is None
            else f"{measure.ratio.estimate:.2f} ({measure.ratio.low:.2f} to {measure.ratio.high:.2f})",
        )
        for one in findings.beside
        for measure in one.measures
    )
    columns = ("Design", "Lines", "Step", "What", "Launches", "Idle", "Beside the load", "Ratio")
    texts = tuple(
        f"{clean(one.cell.design)}, {one.cell.lines} lines: lines lost idle {one.lost_idle}, beside the load "
        f"{one.lost_beside}; trials disturbed by other work {one.flagged_idle} and {one.flagged_beside}."
        for one in findings.beside
    )
    return Section(
        id="beside",
        title="A browser beside the load",
        texts=(*_BESIDE, *texts) if findings.beside else (),
        tables=(
            Shown(
                caption="The same launches, idle and beside the load",
                columns=columns,
                rows=rows,
                numeric=frozenset({1, 4, 5, 6, 7}),
            ),
        ),
    )
