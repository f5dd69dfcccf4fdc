"""What each lever of a redesign buys, and how many lines a page should show."""

from billbench.reports.findings.advice import Advice, PageSize
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.levers import Lever, Levers
from billbench.reports.findings.words import ratio
from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.charts.forest import Bar, Mark, forest_chart
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.run.chapters.designs import p_value
from billbench.reports.run.charts.pages import pages_chart
from billbench.reports.words.bands import LIMITS
from billbench.reports.words.numbers import NOTHING, limit, seconds
from billbench.reports.words.text import clean, listing

_MEASURES = {"freeze_s": "freeze", "wait_s": "wait"}

_HOW = (
    "Each lever was set to both its values, together with every value of the others. 0.50 means "
    "that pulling the "
    "lever halves the measure, whatever the others stand at; a pair’s figure is by how much the two together "
    "differ from the product of each alone, so 1.00 means that they simply add up."
)

_ADVICE_HOW = (
    "This is computed, not measured: a page of so many lines is taken to cost in the browser "
    "what a whole bill "
    "of so many lines costs, and on the server what the large bill costs; it "
    "is taken to lose the lines that a bill of its size lost. Nothing outside the sizes measured is "
    "used. Measure the sizes that look best before you rely on them."
)


def levers(findings: Findings) -> Section:
    found = [(index, one) for index, one in enumerate(findings.levers)]
    charts = [
        chart
        for index, one in found
        for measure in _MEASURES
        if (chart := _chart(one, measure, f"levers-{index}-{measure.removesuffix('_s')}")) is not None
    ]
    notes = [text for _, one in found for text in _notes(one)]
    return Section(
        id="levers",
        title="What each lever of a redesign buys",
        texts=(_HOW, *dict.fromkeys(notes)) if found else (),
        charts=tuple(charts),
    )


def _notes(one: Levers) -> list[str]:
    notes = []
    if one.aliased:
        notes.append("The designs measured cannot tell pairs of levers apart; only single effects are given.")
    if one.hangs:
        notes.append(
            f"{one.hangs:,} hangs count as their deadline, so effects at {one.lines:,} lines are least ones."
        )
    return notes


def _name(one: Levers, lever: Lever) -> str:
    values = {factor.axis: factor for factor in one.factors}
    parts = [
        f"{clean(axis).replace('_', ' ')} {clean(values[axis].first)} → {clean(values[axis].second)}"
        if len(lever.axes) == 1
        else clean(axis).replace("_", " ")
        for axis in lever.axes
    ]
    return " with ".join(parts)


def _chart(one: Levers, measure: str, name: str) -> Chart | None:
    effects = [lever for lever in one.effects if lever.measure == measure]
    word = _MEASURES[measure]
    return forest_chart(
        name=name,
        title=f"What each lever does to the {word}, at {one.lines:,} lines on {clean(one.device)}",
        caption=(
            f"{one.designs:,} designs in {one.launches:,} launches. Left of 1 is less {word}. Bars are 95 % "
            "intervals over launches; a hollow mark is an effect that is not shown."
        ),
        axis=f"Times the {word}",
        table=Shown(
            caption=f"Effects on the {word} at {one.lines:,} lines on {clean(one.device)}",
            columns=("Lever", "Times", "95 % interval", "p, adjusted", "Finding"),
            rows=tuple(
                (
                    _name(one, lever),
                    ratio(lever.ratio),
                    NOTHING
                    if lever.interval is None
                    else f"{ratio(lever.interval.low)} to {ratio(lever.interval.high)}",
                    *(p_value(lever.p), "shown" if lever.shown else "not shown"),
                )
                for lever in effects
            ),
            numeric=frozenset({1, 2, 3}),
        ),
        bars=[
            Bar(
                label=_name(one, lever),
                estimate=lever.ratio,
                low=None if lever.interval is None else lever.interval.low,
                high=None if lever.interval is None else lever.interval.high,
                shown=lever.shown,
            )
            for lever in effects
        ],
        marks=[Mark(at=1.0, label="no effect")],
        write=ratio,
    )


def page_size(findings: Findings) -> Section:
    charts = [
        pages_chart(
            name=f"page-size-{index}",
            title=f"A bill of {one.lines:,} lines on {clean(one.device)}, by lines a page",
            advice=one,
            table=_advice_table(findings, one),
        )
        for index, one in enumerate(findings.advices)
    ]
    said = tuple(_advice(findings, one) for one in findings.advices)
    return Section(
        id="page-size",
        title="How many lines should a page show?",
        texts=(*said, _ADVICE_HOW) if said else (),
        charts=tuple(charts),
    )


def _advice(findings: Findings, one: Advice) -> str:
    best = next(size for size in one.sizes if size.rows == one.best)
    title = findings.plan.design_title(one.design)
    same = (
        "no other page size measured is within noise of it"
        if one.least == one.most
        else f"page sizes from {one.least:,} to {one.most:,} lines are within noise of it"
    )
    what = "time of all page changes, pointing included," if one.typed else "waiting for all page changes"
    return (
        f"From the curves of {title} on {clean(one.device)}, a bill of {one.lines:,} lines has "
        f"the least {what} "
        f"with {one.best:,} lines a page ({seconds(best.time.estimate)}, each change freezing for "
        f"{seconds(best.freeze.estimate)}); {same}.{_prices(one, best)}"
    )


def _prices(one: Advice, best: PageSize) -> str:
    """What shorter freezes cost: for each limit that the best size breaks, the fastest one that keeps it."""
    told: dict[int, str] = {}
    for within in LIMITS:
        keeping = [size for size in one.sizes if size.freeze.high <= within]
        if best in keeping or not keeping:
            continue
        fastest = min(keeping, key=lambda size: size.time.estimate)
        price = f"{fastest.rows:,} lines keep each freeze within {limit(within)} and take "
        told.setdefault(fastest.rows, price + seconds(fastest.time.estimate))
    return f" Shorter freezes have a price: {listing(list(told.values()))}." if told else ""


def _advice_table(findings: Findings, one: Advice) -> Shown:
    return Shown(
        caption=f"Computed for a bill of {one.lines:,} lines, from {findings.plan.design_title(one.design)}",
        columns=(
            *("Lines a page", "Page changes", "Freeze of each", "Time of all", "95 % interval"),
            *("Lines lost per 100 bills", "Finding"),
        ),
        rows=tuple(
            (
                *(f"{size.rows:,}", f"{size.changes:,}", seconds(size.freeze.estimate)),
                seconds(size.time.estimate),
                f"{seconds(size.time.low)} to {seconds(size.time.high)}",
                NOTHING if size.lost_per_100 is None else f"{size.lost_per_100:,.0f}",
                "within noise of the best" if size.as_good_as_best else "slower",
            )
            for size in one.sizes
        ),
        numeric=frozenset({0, 1, 2, 3, 4, 5}),
    )
