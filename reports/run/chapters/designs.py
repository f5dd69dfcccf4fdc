"""Designs at equal work: a matrix that reads without statistics, and behind it every effect."""

from collections.abc import Sequence

from billbench.reports.findings.comparisons import Aspect, BestAt, Comparison, Comparisons
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import lost, ratio, times_as
from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.charts.forest import Bar, Mark, forest_chart
from billbench.reports.pages.section import Section
from billbench.reports.pages.shown import Shown
from billbench.reports.statistics.curves import LEAST_S
from billbench.reports.words.numbers import NOTHING, seconds
from billbench.reports.words.text import clean, listing


def designs(findings: Findings) -> Section:
    found = findings.comparisons
    if found is None:
        return Section(id="designs", title="Designs at equal work")
    return Section(
        id="designs",
        title="Designs at equal work",
        texts=(_how(findings, found), *_sentences(findings, found)),
        charts=tuple(
            chart
            for index, device in enumerate(findings.plan.devices)
            if (chart := _chart(findings, found, device, index)) is not None
        ),
        tables=(
            *(_matrix(findings, found, device) for device in findings.plan.devices),
            _best_table(findings, found),
        ),
        details=(_effects_table(findings, found),),
    )


def _how(findings: Findings, found: Comparisons) -> str:
    base = findings.plan.design_title(found.base)
    time = "time on task (typing by the Keystroke-Level Model, and waiting)"
    return (
        f"Every design did the same work on the same bills in the same launches, so each is compared with "
        f"{base} launch by launch. 0.50 means half of it. The freeze at {found.reference:,} lines "
        f"is the one primary "
        f"outcome; all others share one error rate (Holm). Freezes under {seconds(LEAST_S)} are "
        f"not felt and "
        f"count as that long. Time is {time if findings.typed else 'the waiting in all steps'}."
    )


def _sentences(findings: Findings, found: Comparisons) -> list[str]:
    """What is shown at the reference size, and what is not, in words."""
    said = []
    for device in findings.plan.devices:
        for design in findings.plan.designs:
            one = found.at(design, device, found.reference, Aspect.FREEZE)
            if one is not None:
                said.append(_sentence(findings, found, one))
    return said


def _sentence(findings: Findings, found: Comparisons, one: Comparison) -> str:
    title, base = findings.plan.design_title(one.design), findings.plan.design_title(found.base)
    where = f"At {one.lines:,} lines" + (f" on {clean(one.device)}" if len(findings.plan.devices) > 1 else "")
    if not one.shown:
        return (
            f"{where}, a difference in freeze between {title} and {base} is not shown: "
            f"{times_as(one.effect)}."
        )
    change = "shorter" if one.effect.ratio < 1 else "longer"
    return f"{where}, {title} freezes for a {change} time than {base}: {times_as(one.effect)}."


def _matrix(findings: Findings, found: Comparisons, device: str) -> Shown:
    base = findings.plan.design_title(found.base)
    time = "Time on task" if findings.typed else "Waiting in all steps"
    measured = [name for name in findings.plan.designs if _measured(found, name, device)]
    return Shown(
        caption=f"At {found.reference:,} lines on {clean(device)}, times that of {base} (95 % interval)",
        columns=("Design", "Freeze", "Wait for the page", time, "Page loads", "Lines lost per 100 bills"),
        rows=tuple(
            (
                findings.plan.design_title(name),
                *(_value(found, name, device, aspect) for aspect in Aspect),
                _lost(findings, found, name),
            )
            for name in measured
        )
        if len(measured) > 1
        else (),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _measured(found: Comparisons, name: str, device: str) -> bool:
    return any(
        (name in {one.design, one.base}) and (one.device, one.lines) == (device, found.reference)
        for one in found.ratios
    )


def _value(found: Comparisons, name: str, device: str, aspect: Aspect) -> str:
    if name == found.base:
        return "1"
    one = found.at(name, device, found.reference, aspect)
    return NOTHING if one is None else _shown(one)


def _shown(one: Comparison) -> str:
    if one.effect.low == one.effect.high == 1.0:
        return "the same"
    return times_as(one.effect).replace(" times", "") + ("" if one.shown else ", not shown")


def _lost(findings: Findings, found: Comparisons, name: str) -> str:
    work = findings.design_works.get(name)
    words = NOTHING if work is None else lost(work)
    difference = next((one for one in found.losses if one.design == name), None)
    if difference is None or difference.difference is None:
        return words
    return words if difference.shown else f"{words}, difference not shown"


def _best_table(findings: Findings, found: Comparisons) -> Shown:
    """Which design for which size, with all that are within noise of it."""
    places = dict.fromkeys((one.device, one.lines) for one in found.best)
    aspects = (Aspect.FREEZE, Aspect.TASK)
    time = "Least time on task" if findings.typed else "Least waiting"
    return Shown(
        caption="Which design is best for which bill; those not shown to be worse stand beside it",
        columns=("Lines", "Device", "Least freeze", time),
        rows=tuple(
            (
                f"{lines:,}",
                clean(device),
                *(_best(findings, found.best, device, lines, one) for one in aspects),
            )
            for device, lines in places
        ),
        numeric=frozenset({0}),
    )


def _best(findings: Findings, best: Sequence[BestAt], device: str, lines: int, aspect: Aspect) -> str:
    one = next((one for one in best if (one.device, one.lines, one.aspect) == (device, lines, aspect)), None)
    if one is None:
        return NOTHING
    title = findings.plan.design_title(one.best)
    close = [findings.plan.design_title(name) for name in one.within_noise]
    if not close:
        return title
    return f"none shown to be best: {listing([title, *close])}"


def _effects_table(findings: Findings, found: Comparisons) -> Shown:
    return Shown(
        caption=f"Every effect, times that of {findings.plan.design_title(found.base)}",
        columns=(
            *("Design", "Device", "Lines", "What", "Times (95 % interval)", "Launches"),
            *("p, adjusted", "Finding", "No interval because"),
        ),
        rows=tuple(
            (
                *(findings.plan.design_title(one.design), clean(one.device), f"{one.lines:,}"),
                *(_aspect(findings, one.aspect), times_as(one.effect), str(one.effect.pairs)),
                *(p_value(one.p), "shown" if one.shown else "not shown", one.effect.reason or NOTHING),
            )
            for one in found.ratios
        ),
        numeric=frozenset({2, 4, 5, 6}),
    )


def _aspect(findings: Findings, aspect: Aspect) -> str:
    return "waiting in all steps" if aspect is Aspect.TASK and not findings.typed else aspect.value


def p_value(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _chart(findings: Findings, found: Comparisons, device: str, index: int) -> Chart | None:
    base = findings.plan.design_title(found.base)
    rows = [one for one in found.ratios if (one.device, one.lines) == (device, found.reference)]
    bars = [
        Bar(
            label=f"{findings.plan.design_title(one.design)}: {_aspect(findings, one.aspect)}",
            estimate=one.effect.ratio,
            low=one.effect.low,
            high=one.effect.high,
            shown=one.shown,
        )
        for one in rows
    ]
    if not rows:
        return None
    return forest_chart(
        name=f"designs-{index}",
        title=f"Against {base}, at {found.reference:,} lines on {clean(device)}",
        caption=(
            "Left of 1 is less than the design compared with. Bars are 95 % intervals over "
            "launches; a hollow "
            "mark is a difference that is not shown."
        ),
        axis=f"Times that of {base}",
        table=_effects_at(findings, rows),
        bars=bars,
        marks=[Mark(at=1.0, label="no difference")],
        write=ratio,
    )


def _effects_at(findings: Findings, rows: Sequence[Comparison]) -> Shown:
    lines, device = rows[0].lines, clean(rows[0].device)
    return Shown(
        caption=f"Effects at {lines:,} lines on {device}",
        columns=("Design", "What", "Times (95 % interval)", "Finding"),
        rows=tuple(
            (
                findings.plan.design_title(one.design),
                _aspect(findings, one.aspect),
                times_as(one.effect),
                "shown" if one.shown else "not shown",
            )
            for one in rows
        ),
        numeric=frozenset({2}),
    )
