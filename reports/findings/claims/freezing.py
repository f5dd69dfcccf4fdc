"""The rules of the claims about freezes: C1, C2 and C8."""

from dataclasses import replace

from billbench.reports.findings.claims.rule import (
    Found,
    at_least,
    at_most,
    below,
    largest,
    ratio_at_largest,
)
from billbench.reports.findings.claims.table import AROUND, EDIT_STEPS, ClaimVerdict
from billbench.reports.findings.growth import GrowthFinding
from billbench.reports.findings.material import Material
from billbench.reports.findings.words import safe_size, times_as
from billbench.reports.reading.plan import PAGE_CHANGES
from billbench.reports.reading.real_page import REAL_PAGE, ListStyle, list_style, pages_by_lists
from billbench.reports.statistics.ratios import Effect
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from billbench.reports.words.numbers import limit
from billbench.reports.words.text import clean, plural


def around_80(material: Material) -> Found | None:
    """With plain lists, which the public pages of the owner have; the other style is told beside it."""
    found = _around_80(material, REAL_PAGE)
    pages = pages_by_lists(material.plan.design_axes)
    other = _around_80(material, pages.get(ListStyle.SEARCHING, ""))
    if found is None or other is None or pages.get(ListStyle.PLAIN) != REAL_PAGE:
        return found
    verdict, figure, series, lines = found
    beside = f"With searching lists it would be “{other[0].value}”: {other[1]}"
    return verdict, f"With plain lists, as an assumption: {figure} {beside}", series, lines


def _around_80(material: Material, design: str) -> Found | None:
    series = material.series(design)
    safe = None if series is None else material.safe.get((series, HEADLINE_LIMIT_S))
    if safe is None or safe.estimate is None:
        return None
    grows = [one.growth for one in material.growths if one.series == series and one.signal == "freeze_s"]
    figure = f"Safe size ({limit(HEADLINE_LIMIT_S)}): {safe_size(safe)}."
    if GrowthFinding.RISES in grows:
        figure = f"The freeze grows with the bill. {figure}"
    elif GrowthFinding.NOT_SHOWN in grows:
        figure = f"That the freeze grows with the bill is not shown. {figure}"
    inside = at_least(safe, GUIDELINE_LINES / AROUND) and at_most(safe, GUIDELINE_LINES * AROUND)
    outside = below(safe, GUIDELINE_LINES / AROUND) or at_least(safe, GUIDELINE_LINES * AROUND)
    verdict = ClaimVerdict.NOT_SHOWN
    if GrowthFinding.RISES in grows and inside:
        verdict = ClaimVerdict.SHOWN
    elif outside:
        verdict = ClaimVerdict.CONTRADICTED
    return verdict, figure, series, largest(safe)


def page_change(material: Material) -> Found | None:
    """The freezes of the page change and of the typing, paired in the launches of the largest bill."""
    change = material.series(REAL_PAGE, journey=PAGE_CHANGES)
    if change is None:
        return None
    typed = next(
        (one for name in EDIT_STEPS if (one := replace(change, step=name)) in material.collected.samples),
        None,
    )
    if typed is None:
        return None
    found = ratio_at_largest(material, typed, change, "freeze_s")
    if found is None:
        return None
    effect, lines = found
    figure = f"At {lines:,} lines the freeze of the page change is {times_as(effect)} that of the correction."
    return _by_ratio(effect, shown_above=1.0, contradicted_below=1.0), figure, change, lines


def _by_ratio(effect: Effect, *, shown_above: float, contradicted_below: float) -> ClaimVerdict:
    if effect.low is None or effect.high is None:
        return ClaimVerdict.NOT_SHOWN
    if effect.low > shown_above:
        return ClaimVerdict.SHOWN
    return ClaimVerdict.CONTRADICTED if effect.high < contradicted_below else ClaimVerdict.NOT_SHOWN


def many_variables(material: Material) -> Found | None:
    found = next((one for one in material.sensitivities if one.base.series.design == REAL_PAGE), None)
    series = material.series(REAL_PAGE)
    if found is None or series is None:
        return None
    sizes = [
        safe
        for one in (found.base, *(shift.safe for shift in found.shifts))
        if (safe := material.safe.get((one.series, HEADLINE_LIMIT_S))) is not None and safe.estimate
    ]
    if not sizes:
        return None
    least = min(sizes, key=lambda one: one.estimate.lines if one.estimate else 0)
    style = list_style(material.plan.design_axes.get(least.series.design, {}))
    lists = "" if least.series.design == REAL_PAGE or style is None else style.value
    where = ", ".join(clean(part) for part in (least.series.device, least.series.variant, lists) if part)
    figure = f"Of {plural(len(sizes), 'setting')} the least safe size is with {where}: {safe_size(least)}."
    if any(below(one, GUIDELINE_LINES) for one in sizes):
        return ClaimVerdict.SHOWN, figure, least.series, largest(least)
    if all(at_least(one, GUIDELINE_LINES) for one in sizes):
        return ClaimVerdict.CONTRADICTED, figure, least.series, largest(least)
    return ClaimVerdict.NOT_SHOWN, figure, least.series, largest(least)
