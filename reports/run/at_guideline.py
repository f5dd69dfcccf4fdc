"""What a run says of the owner's guideline: of each design, and of the real page under each assumption."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.guideline import GuidelineHolds, froze, verdict
from billbench.reports.findings.words import percentile, share_in_launches
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.real_page import ListStyle, pages_by_lists
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from billbench.reports.words.numbers import limit
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean, listing, plural

_IF = {ListStyle.PLAIN: "If its lists were plain", ListStyle.SEARCHING: "If they were searching lists"}


def real_pages(findings: Findings) -> Mapping[ListStyle, str]:
    """The designs of the run that stand for CCMS since January 2022, by what each assumes of its lists."""
    axes = findings.plan.design_axes
    return pages_by_lists({name: axes.get(name, {}) for name in findings.plan.designs})


def assumption_told(findings: Findings) -> str:
    """That the lists of the real page are assumed; empty where no design stands for it."""
    styles = [style.value for style in real_pages(findings)]
    if not styles:
        return ""
    unknown = "Which lists the real page had is not known."
    if len(styles) == len(ListStyle):
        return f"{unknown} So the answer for it is told twice, for {listing(styles)}, each as an assumption."
    (left_out,) = [style.value for style in ListStyle if style.value not in styles]
    return f"{unknown} This run assumes {styles[0]} and says nothing of {left_out}."


def assumed(findings: Findings, cells: Sequence[CellStep]) -> tuple[str, ...]:
    """The answer to the guideline under each assumption, side by side; `cells` are those at its size."""
    found = [
        _told(findings, cell, f"{_IF[style]}{_on_device(findings, cell)}")
        for style, design in real_pages(findings).items()
        for cell in cells
        if cell.series.design == design
    ]
    return (assumption_told(findings), *found) if found else ()


def of_other_designs(findings: Findings, cells: Sequence[CellStep]) -> tuple[str, ...]:
    """The same of every design that stands for itself."""
    real = real_pages(findings).values()
    return tuple(
        _told(findings, cell, f"{findings.plan.design_title(cell.series.design)}{_on_device(findings, cell)}")
        for cell in cells
        if cell.series.design not in real
    )


def _on_device(findings: Findings, cell: CellStep) -> str:
    return "" if len(findings.devices_of_answer) == 1 else f" on {clean(cell.series.device)}"


def _told(findings: Findings, cell: CellStep, page: str) -> str:
    found = froze(cell, HEADLINE_LIMIT_S)
    step = findings.plan.step_title(cell.series.journey, cell.series.step)
    where = f"{page}, {step} in bills of {plural(cell.lines, 'line')}"
    if not found.total:
        return f"{where}: no launch has a freeze that is known, so nothing can be said."
    freeze = cell.measures.get("freeze_s")
    middle = "" if freeze is None else f"; the median freeze was {median_freeze(cell)}"
    return (
        f"{where}: {share_in_launches(found, cell.launches)} froze the page for over "
        f"{limit(HEADLINE_LIMIT_S)}{middle}. "
        f"{_supported(findings, cell.series)}"
    )


_HOLDS = {
    GuidelineHolds.SHOWN: "holds",
    GuidelineHolds.CONTRADICTED: "does not hold",
    GuidelineHolds.NOT_SHOWN: "is neither shown to hold nor to fail",
    GuidelineHolds.UNKNOWN: "cannot be judged",
}


def _supported(findings: Findings, series: Series) -> str:
    safe = findings.safe_size(series, HEADLINE_LIMIT_S)
    if safe is None or safe.low is None:
        if len(findings.cells_of(series)) < 2:
            return "One size supports no guideline."
        few = safe is not None and safe.launches < 2
        return f"{'One launch' if few else 'This run'} supports no guideline."
    lines = plural(safe.low.lines, "line")
    match safe.low.side:
        case GridSide.INSIDE:
            found = f"The data support a guideline of {lines}"
        case GridSide.ABOVE:
            found = f"The data support a guideline of {lines} or more"
        case GridSide.BELOW:
            found = "The data support no guideline among the sizes measured"
        case _:
            assert_never(safe.low.side)
    return f"{found}; that of {GUIDELINE_LINES} {_HOLDS[verdict(safe)]}."


def median_freeze(cell: CellStep) -> str:
    level = cell.measures.get("freeze_s")
    return percentile(None if level is None else level.median, METRICS["freeze_s"].unit)
