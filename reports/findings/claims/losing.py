"""The rules of the claims about lost work and the routes around it: C3, C6 and C7."""

from collections import Counter

from billbench.harness.model.outcomes import Submission
from billbench.harness.model.trials import TrialState
from billbench.reports.findings.claims.rule import Found, below
from billbench.reports.findings.claims.table import (
    LARGE_UPLOAD,
    RARE_LOSS,
    SUMMARY_LEVEL,
    UPLOAD,
    ClaimName,
    ClaimVerdict,
)
from billbench.reports.findings.material import Material
from billbench.reports.findings.outcomes import CellWork
from billbench.reports.findings.words import safe_size
from billbench.reports.statistics.proportions import wilson
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import HEADLINE_LIMIT_S
from billbench.reports.words.numbers import percent
from billbench.reports.words.text import clean, listing, plural


def losses(material: Material) -> Found | None:
    bills = sum(one.work.bills for one in material.works)
    if not bills:
        return None
    lost = sum(one.work.lost for one in material.works)
    harmed = sum(one.work.harmed.count for one in material.works)
    failed = Counter(
        word
        for one in material.works
        for word, count in one.work.submissions.items()
        if word in {Submission.NOT_SENT, Submission.REFUSED, Submission.SENT_TWICE}
        for _ in range(count)
    )
    if lost or failed:
        where = next((one.cell for one in material.works if one.work.lost), None)
        parts = [f"{plural(lost, 'line')} lost in {harmed:,} of {plural(bills, 'bill')}"] if lost else []
        parts += [f"{plural(count, 'submission')} {word.replace('_', ' ')}" for word, count in failed.items()]
        series = None if where is None else material.series(where.design, journey=where.journey)
        figure = f"{listing(parts)}{_by_setting(material)}."
        return (
            ClaimVerdict.SHOWN,
            figure[:1].upper() + figure[1:],
            series,
            None if where is None else where.lines,
        )
    most = wilson(0, bills).high
    tried = material.plan.claim == ClaimName.C3
    verdict = ClaimVerdict.CONTRADICTED if tried and most <= RARE_LOSS else ClaimVerdict.NOT_SHOWN
    seen = plural(bills, "bill")
    figure = f"No line and no submission was lost in {seen}; that excludes losses in over {percent(most)}."
    return verdict, figure, None, None


def _by_setting(material: Material) -> str:
    """Under which settings lines were lost, where a run has several: what is set up is not found."""
    lost = Counter[str]()
    for one in material.works:
        lost[one.cell.variant] += one.work.lost
    if len(lost) < 2 or not lost.total():
        return ""
    own = material.plan.variant
    told = [
        f"{plural(count, 'line')} with {clean(name)}"
        for name, count in lost.most_common()
        if count and name != own
    ]
    told.append(f"{lost[own] or 'none'} with the plan’s own settings")
    return f" ({listing(told)})"


def upload(material: Material) -> Found | None:
    works = [one for one in material.works if one.cell.design == UPLOAD]
    series = next(
        (found for name in material.plan.journeys if (found := material.series(UPLOAD, journey=name))), None
    )
    if series is None or not works:
        return None
    largest = max(one.cell.lines for one in works)
    safe = material.safe.get((series, HEADLINE_LIMIT_S))
    lost = sum(one.work.lost for one in works)
    figure = f"Up to {largest:,} lines: {plural(lost, 'line')} lost" + (
        "." if safe is None or safe.estimate is None else f", safe size (1 s) {safe_size(safe)}."
    )
    if lost or (safe is not None and below(safe, largest)):
        return ClaimVerdict.CONTRADICTED, figure, series, largest
    never = safe is not None and safe.low is not None and safe.low.side is GridSide.ABOVE
    shown = largest >= LARGE_UPLOAD and never
    return (ClaimVerdict.SHOWN if shown else ClaimVerdict.NOT_SHOWN), figure, series, largest


def summary_level(material: Material) -> Found | None:
    works = [one for one in material.works if one.cell.design == SUMMARY_LEVEL and _submits(one)]
    if not works:
        return None
    sizes = sorted({one.cell.lines for one in works})
    bills = sum(one.work.bills for one in works)
    received = sum(one.work.submissions.get(Submission.RECEIVED, 0) for one in works)
    undone = Counter[TrialState]()
    for one in works:
        undone.update(one.work.unfinished)
    lost = sum(one.work.lost for one in works)
    figure = (
        f"{received:,} of {plural(bills, 'bill')} received at {plural(len(sizes), 'size')} up to "
        f"{sizes[-1]:,} lines, {plural(lost, 'line')} lost, {undone.total():,} not completed."
    )
    series = material.series(SUMMARY_LEVEL, journey=works[0].cell.journey)
    if undone.total() or received < bills or lost:
        return ClaimVerdict.CONTRADICTED, figure, series, sizes[-1]
    return (ClaimVerdict.SHOWN if len(sizes) > 1 else ClaimVerdict.NOT_SHOWN), figure, series, sizes[-1]


def _submits(one: CellWork) -> bool:
    return any(word is not Submission.NOT_TRIED for word in one.work.submissions)
