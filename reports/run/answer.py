"""The answer of a run in a few sentences and one table: what the terminal prints and the page opens with."""

from collections import Counter
from collections.abc import Mapping

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.cliff_words import harm_sentence
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.guideline import froze
from billbench.reports.findings.safe_sizes import SafeSize
from billbench.reports.findings.stopped import stopped_sentence
from billbench.reports.findings.words import (
    article,
    bound,
    freeze_sentence,
    interval,
    lesser_sentence,
    lost,
    lost_sentence,
    percentile,
    times,
)
from billbench.reports.pages.page import ReportAnswer
from billbench.reports.reading.cells import CellStep
from billbench.reports.run.at_guideline import assumed, median_freeze, of_other_designs
from billbench.reports.run.chapters.readers import reader_sentences
from billbench.reports.statistics.curves import LEAST_S
from billbench.reports.statistics.proportions import Proportion
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S, LIMITS
from billbench.reports.words.numbers import NOTHING, limit
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean, listing, plural
from billbench.reports.words.validity import Severity, State

_IN_THE_LEAD = 2
"""Sentences of harm for a first glance; further ones follow."""


def answer(findings: Findings) -> ReportAnswer:
    """The worst harm first: whoever cannot save waits for nothing."""
    reference = reference_lines(findings)
    harm = _harm(findings)
    told, rows = [], []
    for design, device in findings.plan.places:
        series = _series(findings, design, device)
        cell = None if series is None else _cell(findings, series, reference)
        told_here = device in findings.devices_of_answer
        if cell is not None and told_here and findings.validity.state is not State.INVALID:
            told.append(cell)
        rows.append(_row(findings, design, device, series, cell))
    return ReportAnswer(
        lead=" ".join((*harm[:_IN_THE_LEAD], *_lead(findings, reference))),
        sentences=(*harm[_IN_THE_LEAD:], *_sentences(findings), *_with_screen_reader(findings)),
        assumed=assumed(findings, told),
        guideline=of_other_designs(findings, told),
        work=tuple(
            lost_sentence(findings.plan.design_title(design), findings.design_works.get(design))
            for design in findings.plan.designs
        ),
        validity=_validity(findings),
        columns=(
            "Design",
            "Device",
            f"Safe up to ({limit(HEADLINE_LIMIT_S)})",
            "95 % interval",
            f"Freeze at {reference} lines" if reference else "Freeze",
            "Lines lost per 100 bills",
        ),
        rows=tuple(rows),
    )


def _harm(findings: Findings) -> list[str]:
    """What cannot be done from some size on, each sentence for the designs of which it is to be said."""
    if not findings.cliffs and findings.stopped is not None:
        return [stopped_sentence(findings.stopped)]
    told: dict[str, list[str]] = {}
    for one in findings.cliffs:
        told.setdefault(harm_sentence(one), []).append(findings.plan.design_title(one.design))
    if len(findings.plan.designs) == 1:
        return list(told)
    return [f"{listing(names)}: {said[:1].lower()}{said[1:]}" for said, names in told.items()]


def _lead(findings: Findings, lines: int | None) -> tuple[str, ...]:
    """What happened at the guideline's size, design by design, on the first device that gave a time."""
    journey = findings.main_journey
    if journey is None or lines is None or findings.validity.state is State.INVALID:
        return ()
    told: dict[str, list[str]] = {}
    measured = (findings.headline_series(journey, device) for device in findings.plan.devices)
    for series in next(filter(None, measured), []):
        cell = _cell(findings, series, lines)
        found = None if cell is None else froze(cell, HEADLINE_LIMIT_S)
        if found is not None and found.total:
            told.setdefault(_often(found), []).append(findings.plan.design_title(series.design))
    if not told:
        return ()
    step = findings.plan.step_title(journey, findings.plan.headline(journey) or "")
    froze_there = f"{article(step)} {step} froze the page for over {limit(HEADLINE_LIMIT_S)}"
    return (f"In bills of {plural(lines, 'line')}, {froze_there}: {_counted(told)}.",)


def _counted(told: Mapping[str, list[str]]) -> str:
    """`A in 3 of 3 and B in none of 3`; `A in 3 of 3; B and C in none of 3 each`."""
    if all(len(names) == 1 for names in told.values()):
        return listing([f"{name} in {often}" for often, (name,) in told.items()])
    return "; ".join(
        f"{listing(names)} in {often}{' each' if len(names) > 1 else ''}" for often, names in told.items()
    )


def _often(found: Proportion) -> str:
    return f"none of {found.total:,}" if found.count == 0 else times(found)


def reference_lines(findings: Findings) -> int | None:
    """The measured size nearest to the owner's guideline."""
    sizes = {cell.lines for cell in findings.cells}
    return min(sizes, key=lambda size: abs(size - GUIDELINE_LINES), default=None)


def _sentences(findings: Findings) -> tuple[str, ...]:
    if findings.validity.state is State.INVALID:
        of = "Of freezes this" if findings.cliffs else "This"
        return (f"{of} run gives no answer. {findings.validity.concerns[0].text}",)
    of_answer = findings.devices_of_answer
    places = [(design, device) for design, device in findings.plan.places if device in of_answer]
    every = [_series(findings, *place) for place in places]
    safe = [None if one is None else findings.safe_size(one, HEADLINE_LIMIT_S) for one in every]
    reasons = {one.reason if one is not None and one.estimate is None else "" for one in safe}
    if len(places) > 1 and len(reasons) == 1 and all(reasons):
        over = limit(HEADLINE_LIMIT_S)
        return (f"From which size on bills freeze for over {over} cannot be said: {reasons.pop()}.",)
    told: dict[str, list[str]] = {}
    for place, one in zip(places, every, strict=True):
        told.setdefault(_said(findings, *place, one), []).append(_name(findings, *place))
    return tuple(f"{listing(names)}: {said}" for said, names in told.items())


def _with_screen_reader(findings: Findings) -> tuple[str, ...]:
    if findings.validity.state is State.INVALID:
        return ()
    return reader_sentences(findings)


def _validity(findings: Findings) -> str:
    concerns = findings.validity.concerns
    notes = sum(one.severity is Severity.NOTE for one in concerns)
    warnings = len(concerns) - notes
    parts = [plural(warnings, "warning")] if warnings else []
    parts += [plural(notes, "note")] if notes else []
    return f"{findings.validity.state.value} ({listing(parts) or 'no warnings'})"


def _series(findings: Findings, design: str, device: str) -> Series | None:
    journey = findings.main_journey
    if journey is None:
        return None
    found = findings.headline_series(journey, device)
    return next((series for series in found if series.design == design), None)


def _cell(findings: Findings, series: Series, lines: int | None) -> CellStep | None:
    return next((cell for cell in findings.cells_of(series) if cell.lines == lines), None)


def _name(findings: Findings, design: str, device: str) -> str:
    title = findings.plan.design_title(design)
    return title if len(findings.devices_of_answer) == 1 else f"{title} on {clean(device)}"


def _said(findings: Findings, design: str, device: str, series: Series | None) -> str:
    safe = None if series is None else findings.safe_size(series, HEADLINE_LIMIT_S)
    if series is None or safe is None:
        return _why_no_time(findings, design, device)
    step, cells = findings.plan.step_title(series.journey, series.step), findings.cells_of(series)
    if safe.estimate is None and len(cells) == 1:
        return " ".join([_at_one_size(step, cells[0], safe), *_without_time(findings, series)])
    said = freeze_sentence(step, safe)
    return " ".join([said, *_lesser_freeze(findings, series, safe), *_without_time(findings, series)])


def _at_one_size(step: str, cell: CellStep, safe: SafeSize) -> str:
    """What is known of the one size that gave a time."""
    waited, freeze = cell.middle("wait_s"), cell.middle("freeze_s")
    wait = "" if waited is None else f", in a wait of {percentile(waited, METRICS['wait_s'].unit)}"
    froze_it = "hardly froze" if freeze and not freeze.at_least and freeze.value < LEAST_S else "froze"
    return (
        f"in bills of {plural(cell.lines, 'line')}, {article(step)} {step} {froze_it} the page, for "
        f"{median_freeze(cell)}{wait} (median of {plural(cell.launches, 'launch')}); from which size on it "
        f"does so for over {limit(safe.limit)}, cannot be said: {safe.reason}."
    )


def _why_no_time(findings: Findings, design: str, device: str) -> str:
    """What became of the trials that never came to the step in question: a hang before it tells a lot."""
    journey = findings.main_journey or ""
    headline = findings.plan.headline(journey) or ""
    causes = Counter(
        one.cause
        for one in findings.set_aside
        if (one.series.design, one.series.device) == (design, device) and one.series.step == headline
    )
    if not causes:
        return "nothing can be said, because no trial gave a time."
    told = listing([f"{count:,} {cause}" for cause, count in causes.most_common()])
    step = findings.plan.step_title(journey, headline)
    return f"nothing is known of the {step}, because no trial came to it: of {causes.total():,}, {told}."


def _lesser_freeze(findings: Findings, series: Series, safe: SafeSize) -> list[str]:
    """Where the headline's limit was never reached: the next lower one that was, so that growth is told."""
    if safe.estimate is None or safe.estimate.side is not GridSide.ABOVE:
        return []
    lower = [findings.safe_size(series, band) for band in sorted(LIMITS, reverse=True) if band < safe.limit]
    reached = (one for one in lower if one and one.estimate and one.estimate.side is not GridSide.ABOVE)
    return [lesser_sentence(one) for one in reached][:1]


def _without_time(findings: Findings, series: Series) -> list[str]:
    """The sizes at which no launch gave a time: a safe size must not be read as if they had been fine."""
    timed = {cell.lines for cell in findings.cells_of(series)}
    causes: dict[int, Counter[str]] = {}
    for one in findings.set_aside:
        if one.series == series and one.lines not in timed:
            causes.setdefault(one.lines, Counter())[one.cause] += 1
    return [
        f"Bills of {lines:,} lines gave no time: "
        + listing([f"{count} of {plural(found.total(), 'launch')} {cause}" for cause, count in found.items()])
        + "."
        for lines, found in sorted(causes.items())
    ]


def _row(
    findings: Findings, design: str, device: str, series: Series | None, cell: CellStep | None
) -> tuple[str, ...]:
    safe = None if series is None else findings.safe_size(series, HEADLINE_LIMIT_S)
    work = findings.design_works.get(design)
    estimate = None if safe is None else safe.estimate
    return (
        findings.plan.design_title(design),
        clean(device),
        NOTHING if estimate is None else f"{bound(estimate)} lines",
        NOTHING if safe is None else interval(safe) or NOTHING,
        NOTHING if cell is None else median_freeze(cell),
        NOTHING if work is None else lost(work),
    )
