"""The sections of a report, each from the findings alone."""

import shlex
from collections.abc import Iterator, Sequence

from billbench.reports.findings.findings import Findings
from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.parts import Parts, made_of, parts_of
from billbench.reports.run.at_guideline import real_pages
from billbench.reports.run.charts.freeze import DesignLine, freeze_chart
from billbench.reports.run.charts.parts import parts_chart
from billbench.reports.run.views.freezes import all_safe_sizes, band_table, safe_size_matrix
from billbench.reports.run.views.machines import environment_table, flags_table
from billbench.reports.run.views.measures import command_table, growth_table, measures_tables, metrics_table
from billbench.reports.run.views.times import parts_table
from billbench.reports.run.views.works import harm_table, submission_table, work_table
from billbench.reports.statistics.percentiles import ENOUGH_FOR_P95
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean, plural

_WHAT_A_FREEZE_IS = (
    "A freeze is the longest stretch in which the page could not answer a key or a click. The owner’s "
    f"guideline is {GUIDELINE_LINES} lines; it is drawn beside the measurement and has no part in it."
)

_REAL_PAGE = (
    "What is known of the real page: order of work, look-ups, reads of layout, handlers, fields and rules "
    "were read in its public client code (OPA 12.1.0.386, published in 2015), and its form in captured "
    "markup of the owner; what each costs was measured there. The layout of classic tables and the names "
    "of controls are inferred. Not known are the style and the length of its lists, the number of its "
    "rules, its calendars, and the runtime since 2022, which is not public: so no figure here explains "
    "January 2022 by itself."
)

_HOW_WORK_IS_COUNTED = (
    "After each trial the stored bill was read back and compared line by line. Intervals are for bills, not "
    "lines: the lines of one page are lost together."
)

_METHOD = (
    (
        "The launch is the unit of all statistics: what happens inside one launch shares its luck. An "
        "interval holds the true value in 95 of 100 runs like this one. What stays the same through a whole "
        "run is not in it: on another day the same page can lie outside, because scaling to the device "
        "leaves something over. Designs of one run share that: their differences are surer than any level."
    ),
    (
        "Level: the t interval of the geometric mean over launches. Percentile: by rank; a hang counts as at "
        f"least its deadline, and of fewer than {ENOUGH_FOR_P95} values the 95th percentile is the largest."
    ),
    (
        "Safe size: in each launch the freezes are made to rise with the size (isotonic regression), and the "
        "size at which the limit is crossed is read between the two sizes around it, once along a straight "
        "line and once along a smooth curve on logarithmic axes. The interval is the t interval over "
        "launches, from the lower end of the one to the upper end of the other; of a hang only bounds are "
        "known, and it is theirs (Imbens and Manski 2004). Where a launch does not cross inside the sizes "
        "measured, the interval holds the sizes at which the t interval of the freeze holds the limit. "
        "Nothing is extrapolated: beyond the sizes measured it says below or above."
    ),
    "Share: Wilson’s interval, which says what nothing in so many trials cannot exclude.",
    (
        "Growth: the order of sizes inside each launch, with the exact distribution of chance, at one error "
        "rate for all signals together."
    ),
    "Trials are set aside by cause, before their values are looked at, and never by a value.",
)


def freeze(findings: Findings) -> Section:
    charts: list[Chart] = []
    tables: list[Shown] = []
    for index, (device, step, series) in enumerate(_growing(findings)):
        chart = _freeze_chart(findings, f"freeze-{index}", step, device, series)
        if chart is not None:
            charts.append(chart)
            tables.append(safe_size_matrix(findings, f"{step} on {clean(device)}", series))
    return Section(
        id="freeze",
        title="How freezes grow with the bill",
        texts=(_WHAT_A_FREEZE_IS,),
        charts=tuple(charts),
        tables=(*tables, band_table()),
    )


def work(findings: Findings) -> Section:
    return Section(
        id="work",
        title="What became of the work",
        texts=(_HOW_WORK_IS_COUNTED,),
        tables=(work_table(findings), harm_table(findings)),
        details=(submission_table(findings),),
    )


def time(findings: Findings) -> Section:
    charts = [
        chart
        for index, (device, step, series) in enumerate(_headlines(findings)[:1])
        if (chart := _parts_chart(findings, f"parts-{index}", step, device, series)) is not None
    ]
    return Section(
        id="time",
        title="What the time is made of",
        texts=tuple(_made_of(findings)),
        charts=tuple(charts),
        details=tuple(
            parts_table(f"{step} on {clean(device)}", _bars(findings, series))
            for device, step, series in _headlines(findings)[1:]
        ),
    )


def _made_of(findings: Findings) -> Iterator[str]:
    """The page's work of each design in the first chart, at the size that is nearest to the guideline's."""
    for device, step, series in _headlines(findings)[:1]:
        for one in series:
            cells_ = findings.cells_of(one)
            near = min(cells_, key=lambda cell: abs(cell.lines - GUIDELINE_LINES), default=None)
            if near is not None and (told := made_of(near.samples)):
                yield (
                    f"{findings.plan.design_title(one.design)}, {step} at {plural(near.lines, 'line')} on "
                    f"{clean(device)}: of the page’s work, {told}."
                )


def journeys(findings: Findings) -> Section:
    """The step that each other journey is about."""
    others = [one for one in findings.plan.journeys if one != findings.main_journey]
    charts = [
        chart
        for place, journey in enumerate(others)
        for index, (device, step, series) in enumerate(_headlines(findings, journey))
        if (chart := _freeze_chart(findings, f"journey-{place}-{index}", step, device, series)) is not None
    ]
    return Section(id="journeys", title="Other journeys", charts=tuple(charts))


def measured(findings: Findings) -> Section:
    info, plan = findings.info, findings.plan
    how = (
        "In every launch a fresh browser process ran every cell once, in a random order of its own "
        f"(seed {info.seed}){_second_browser(findings)}. Main-thread times are scaled to the device by "
        "reference work that was timed beside each trial. A freeze is the longest of long task, long "
        "animation frame, event timing and gap in the page’s heartbeat."
    )
    designs = [(plan.design_title(name), plan.design_sentences.get(name, "")) for name in plan.designs]
    devices = [(clean(name), plan.device_sentences.get(name, "")) for name in plan.devices]
    people = [(clean(name), plan.person_sentences.get(name, "")) for name in plan.people]
    return Section(
        id="measured",
        title="How it was measured",
        texts=(
            how,
            *(f"{name}: {clean(text)}" for name, text in (*designs, *devices, *people) if text),
            *([_REAL_PAGE] if real_pages(findings) else []),
        ),
        tables=(environment_table(findings),),
        details=(flags_table(findings), growth_table(findings), metrics_table(findings)),
        code=clean(shlex.join(info.command)),
    )


def cells(findings: Findings) -> Section:
    return Section(
        id="cells",
        title="Every figure, and the command that repeats it",
        details=(
            *measures_tables(findings),
            all_safe_sizes(findings),
            command_table(findings),
        ),
    )


def method() -> Section:
    return Section(id="method", title="How the figures are made", texts=_METHOD)


def _headlines(findings: Findings, journey: str | None = None) -> list[tuple[str, str, list[Series]]]:
    """For each device the title and the series of the step that a journey (the main one) is about."""
    journey = findings.main_journey if journey is None else journey
    if journey is None:
        return []
    title = findings.plan.step_title(journey, findings.plan.headline(journey) or "")
    return [(device, title, findings.headline_series(journey, device)) for device in findings.plan.devices]


def _second_browser(findings: Findings) -> str:
    return (
        "; those with a screen reader in a second one beside it" if findings.plan.assistive_technology else ""
    )


def _growing(findings: Findings) -> list[tuple[str, str, list[Series]]]:
    """The same, without a device that was measured at one size beside another: a chapter tells of both."""
    told = {one.device for one in findings.readers if len(one.sizes) == 1}
    return [one for one in _headlines(findings) if one[0] not in told]


def _freeze_chart(
    findings: Findings, name: str, step: str, device: str, series: Sequence[Series]
) -> Chart | None:
    lines = [
        DesignLine(
            title=findings.plan.design_title(one.design),
            cells=tuple(findings.cells_of(one)),
            safe=findings.safe_size(one, HEADLINE_LIMIT_S),
        )
        for one in series
    ]
    where = f"{step} on {clean(device)}"
    title = f"Freeze in the {where}, against lines in the bill"
    return freeze_chart(name=name, title=title, where=where, lines=lines)


def _parts_chart(
    findings: Findings, name: str, step: str, device: str, series: Sequence[Series]
) -> Chart | None:
    bars = _bars(findings, series)
    where = f"{step} on {clean(device)}"
    title = f"What the time of the {where} is made of"
    return parts_chart(name=name, title=title, where=where, bars=bars)


def _bars(findings: Findings, series: Sequence[Series]) -> list[tuple[str, list[tuple[int, Parts]]]]:
    return [(findings.plan.design_title(one.design), _parts(findings.cells_of(one))) for one in series]


def _parts(cells_: Sequence[CellStep]) -> list[tuple[int, Parts]]:
    return [(cell.lines, parts) for cell in cells_ if (parts := parts_of(cell)) is not None]
