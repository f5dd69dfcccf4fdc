"""The guideline of 80 lines: what happened there, what the data support, and how far assumptions move it."""

import math

from billbench.reports.findings.findings import Findings
from billbench.reports.findings.guideline import Failure, FailureSize, failure_verdict, froze, verdict
from billbench.reports.findings.safe_sizes import Lines, SafeSize
from billbench.reports.findings.sensitivity import Assumption, Sensitivity, Shift
from billbench.reports.findings.words import bound, interval, ratio, share_in_launches, span
from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.charts.forest import Bar, Mark, forest_chart
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.run.at_guideline import assumption_told
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S, LIMITS
from billbench.reports.words.numbers import NOTHING, limit, percent
from billbench.reports.words.series import Series, setting_title
from billbench.reports.words.text import clean

_WHAT_IS_SUPPORTED = (
    "The guideline that the data support is the lower end of the interval of the safe size: a "
    "number that errs "
    "on the safe side. “Holds” means that the whole interval reaches the guideline, “does not hold” that it "
    "ends below; else the data leave it open."
)

_FAILURES = {
    Failure.LOST_LINES: "bills that lose a line",
    Failure.FAILED_SUBMITS: "bills whose submission fails",
}


def guideline(findings: Findings) -> Section:
    charts = [
        chart
        for index, one in enumerate(findings.sensitivities)
        if (chart := _tornado(findings, f"assumptions-{index}", one)) is not None
    ]
    bearable = sorted({one.share for one in findings.failures})
    assumed = [
        f"No source says what loss of work is bearable: {percent(found)} of bills is our assumption."
        for found in bearable
    ]
    lists = [told] if (told := assumption_told(findings)) else []
    return Section(
        id="guideline",
        title=f"The guideline of {GUIDELINE_LINES} lines, put to the test",
        texts=(_WHAT_IS_SUPPORTED, *lists, *assumed) if findings.cells else (),
        tables=(_verdicts(findings, brief=True),),
        charts=tuple(charts),
        details=(_verdicts(findings, brief=False),),
    )


def assumptions(findings: Findings) -> str:
    """What moves the safe size most, in a sentence; empty without other settings."""
    sentences = []
    for one in findings.sensitivities:
        shown = [shift for shift in one.shifts if shift.shown]
        if shown and shown[0].factor is not None:
            sentences.append(
                f"{findings.plan.design_title(one.base.series.design)}: "
                f"{_shift_name(findings, shown[0])} moves "
                f"the safe size ({limit(one.base.limit)}) by a factor of {ratio(shown[0].factor.estimate)} "
                f"({ratio(shown[0].factor.low)} to {ratio(shown[0].factor.high)})."
            )
    return " ".join(sentences)


def _verdicts(findings: Findings, *, brief: bool) -> Shown:
    """`brief` has the freeze that the answer speaks of, and the failures; else every limit."""
    limits = (HEADLINE_LIMIT_S,) if brief else LIMITS
    rows: list[tuple[str, ...]] = []
    for device in findings.plan.devices:
        journey = findings.main_journey or ""
        for series in findings.headline_series(journey, device):
            rows.extend(_freeze_row(findings, series, value) for value in limits)
            rows.extend(
                _failure_row(findings, one)
                for one in findings.failures
                if (one.design, one.device) == (series.design, device)
            )
    return Shown(
        caption=f"Does a guideline of {GUIDELINE_LINES} lines hold, and which would?"
        + ("" if brief else " Every limit"),
        columns=(
            *("Design", "Device", "Criterion", f"Seen nearest to {GUIDELINE_LINES} lines", "Safe size"),
            *("95 % interval", f"{GUIDELINE_LINES} lines", "Guideline that the data support"),
        ),
        rows=tuple(rows),
        numeric=frozenset({4, 5}),
    )


def _freeze_row(findings: Findings, series: Series, value: float) -> tuple[str, ...]:
    safe = findings.safe_size(series, value)
    cells = findings.cells_of(series)
    cell = min(cells, key=lambda one: abs(one.lines - GUIDELINE_LINES), default=None)
    seen = NOTHING
    if cell is not None:
        seen = f"{share_in_launches(froze(cell, value), cell.launches)} at {cell.lines:,}"
    return (
        *(findings.plan.design_title(series.design), clean(series.device)),
        *(f"freeze at most {limit(value)}", seen),
        *(NOTHING if safe is None or safe.estimate is None else bound(safe.estimate), _interval(safe)),
        *(verdict(safe).value, _supported(None if safe is None else safe.low)),
    )


def _interval(safe: SafeSize | None) -> str:
    return NOTHING if safe is None else interval(safe) or NOTHING


def _failure_row(findings: Findings, one: FailureSize) -> tuple[str, ...]:
    beside = " (none below, all above)" if one.separated else ""
    return (
        *(findings.plan.design_title(one.design), clean(one.device)),
        f"at most {percent(one.share)} of {_FAILURES[one.failure]}",
        f"{one.failed:,} of {one.bills:,} at all sizes{beside}",
        *(bound(one.estimate), span(one.low, one.high)),
        *(failure_verdict(one).value, _supported(one.low)),
    )


def _supported(low: Lines | None) -> str:
    if low is None:
        return "none: no interval"
    match low.side:
        case GridSide.INSIDE:
            return f"{low.lines:,} lines"
        case GridSide.ABOVE:
            return f"{low.lines:,} lines or more"
        case GridSide.BELOW:
            return "none of the sizes measured"


def _tornado(findings: Findings, name: str, one: Sensitivity) -> Chart | None:
    title = findings.plan.design_title(one.base.series.design)
    bars = [
        found
        for label, safe, shown in (
            (f"As planned: {setting_title(one.base.series)}", one.base, True),
            *((_shift_label(shift), shift.safe, shift.shown) for shift in one.shifts),
        )
        if (found := _bar(label, safe, shown=shown)) is not None
    ]
    base = one.base.estimate
    if all(bar.beyond for bar in bars):
        return None
    marks = [Mark(at=GUIDELINE_LINES, label=f"{GUIDELINE_LINES} lines", strong=True)]
    if base is not None and abs(math.log(base.lines / GUIDELINE_LINES)) > 0.2:
        marks.append(Mark(at=float(base.lines), label=f"as planned: {bound(base)}"))
    return forest_chart(
        name=name,
        title=f"{title}: how far each assumption moves the safe size ({limit(one.base.limit)})",
        caption=(
            "The largest shift comes first. Bars are 95 % intervals; a filled mark is a shift that is shown, "
            "paired within launches; an arrow is a safe size beyond the sizes measured."
        ),
        axis="Largest bill within the limit, in lines",
        table=_tornado_table(findings, one),
        bars=bars,
        marks=marks,
        write=lambda value: f"{value:,.0f}",
    )


def _bar(label: str, safe: SafeSize, *, shown: bool) -> Bar | None:
    if safe.estimate is None:
        return None
    return Bar(
        label=label,
        estimate=float(safe.estimate.lines),
        low=None if safe.low is None else 0.0 if safe.low.side is GridSide.BELOW else float(safe.low.lines),
        high=None
        if safe.high is None
        else math.inf
        if safe.high.side is GridSide.ABOVE
        else float(safe.high.lines),
        shown=shown,
        beyond=safe.estimate.side is GridSide.ABOVE,
    )


def _shift_label(shift: Shift) -> str:
    """Short enough to stand beside a bar."""
    plain = shift.assumption in {Assumption.VARIANT, Assumption.LISTS}
    kind = "" if plain else f"{shift.assumption.value} "
    return f"{kind}{clean(shift.name)}"


def _shift_name(findings: Findings, shift: Shift) -> str:
    """With what the plan says of it."""
    sentence = clean(findings.plan.variant_sentences.get(shift.name, ""))
    told = shift.assumption is Assumption.VARIANT and sentence
    return f"{_shift_label(shift)} ({sentence})" if told else _shift_label(shift)


def _tornado_table(findings: Findings, one: Sensitivity) -> Shown:
    title = findings.plan.design_title(one.base.series.design)
    return Shown(
        caption=f"{title}: safe size ({limit(one.base.limit)}) under each assumption",
        columns=("Assumption", "Safe size", "95 % interval", "Times that of the plan", "Finding"),
        rows=(
            ("as planned", _estimate(one.base), _interval(one.base), NOTHING, NOTHING),
            *(
                (
                    *(_shift_name(findings, shift), _estimate(shift.safe), _interval(shift.safe)),
                    _factor(shift),
                    "moves it" if shift.shown else "not shown to move it",
                )
                for shift in one.shifts
            ),
        ),
        numeric=frozenset({1, 2, 3}),
    )


def _estimate(safe: SafeSize) -> str:
    return NOTHING if safe.estimate is None else bound(safe.estimate)


def _factor(shift: Shift) -> str:
    if shift.factor is None:
        return NOTHING
    return f"{ratio(shift.factor.estimate)} ({ratio(shift.factor.low)} to {ratio(shift.factor.high)})"
