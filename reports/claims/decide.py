"""The verdicts on the owner's claims, by the rules of `reports.claims.table` and nothing else."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.metrics import METRICS
from harness.model import Submission, TrialState
from reports.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from reports.cells import least_of, observed
from reports.claims.material import Material
from reports.claims.table import (
    AROUND,
    CAPACITY_WORDS,
    CLAIMS,
    EDIT_STEPS,
    LARGE_UPLOAD,
    RARE_LOSS,
    SAME,
    SINGLE_PAGE,
    SUMMARY_LEVEL,
    UPLOAD,
    Claim,
    ClaimName,
    Verdict,
)
from reports.comparisons import Aspect, Comparison
from reports.growth import Growth
from reports.numbers import percent
from reports.outcomes import CellWork
from reports.safe_sizes import SafeSize
from reports.series import Series
from reports.statistics.percentiles import Observed
from reports.statistics.proportions import wilson
from reports.statistics.ratios import Effect, effect_of
from reports.statistics.thresholds import Side
from reports.text import clean, listing, plural
from reports.words import safe_size, times_as


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`figure` is what decided it, in words; `design` and `lines` name the cell that repeats it."""

    claim: Claim
    verdict: Verdict
    figure: str
    chart: str = ""
    series: Series | None = None
    lines: int | None = None


_Found = tuple[Verdict, str, Series | None, int | None]


def decide(material: Material) -> tuple[Decision, ...]:
    """Every claim, tested or not."""
    return tuple(_decided(claim, material) for claim in CLAIMS)


def _decided(claim: Claim, material: Material) -> Decision:
    found = _RULES[claim.name](material)
    if found is None:
        return Decision(claim=claim, verdict=Verdict.NOT_TESTED, figure=f"It needs {claim.needs}.")
    verdict, figure, series, lines = found
    chart = _CHARTS.get(claim.name, "")
    return Decision(claim=claim, verdict=verdict, figure=figure, chart=chart, series=series, lines=lines)


_CHARTS: Mapping[ClaimName, str] = {
    ClaimName.C1: "freeze",
    ClaimName.C2: "growth",
    ClaimName.C3: "work",
    ClaimName.C4: "guideline",
    ClaimName.C5: "designs",
    ClaimName.C6: "freeze",
    ClaimName.C7: "work",
    ClaimName.C8: "guideline",
}
"""The section of the report that shows each."""


def _around_80(material: Material) -> _Found | None:
    series = material.series(SINGLE_PAGE)
    safe = None if series is None else material.safe.get((series, HEADLINE_LIMIT_S))
    if safe is None or safe.estimate is None:
        return None
    grows = [one.growth for one in material.growths if one.series == series and one.signal == "freeze_s"]
    figure = f"Safe size (1 s): {safe_size(safe)}."
    if Growth.NOT_SHOWN in grows:
        return (
            Verdict.CONTRADICTED,
            f"The freeze does not grow with the bill. {figure}",
            series,
            _largest(safe),
        )
    inside = _at_least(safe, GUIDELINE_LINES / AROUND) and _at_most(safe, GUIDELINE_LINES * AROUND)
    outside = _below(safe, GUIDELINE_LINES / AROUND) or _above(safe, GUIDELINE_LINES * AROUND)
    verdict = Verdict.NOT_SHOWN
    if Growth.RISES in grows and inside:
        verdict = Verdict.SHOWN
    elif outside:
        verdict = Verdict.CONTRADICTED
    return verdict, figure, series, _largest(safe)


def _at_least(safe: SafeSize, lines: float) -> bool:
    return safe.low is not None and safe.low.side is not Side.BELOW and safe.low.lines >= lines


def _at_most(safe: SafeSize, lines: float) -> bool:
    return safe.high is not None and safe.high.side is not Side.ABOVE and safe.high.lines <= lines


def _below(safe: SafeSize, lines: float) -> bool:
    """The whole interval lies below `lines`."""
    return safe.high is not None and safe.high.side is not Side.ABOVE and safe.high.lines < lines


def _above(safe: SafeSize, lines: float) -> bool:
    return safe.low is not None and safe.low.side is not Side.BELOW and safe.low.lines >= lines


def _largest(safe: SafeSize) -> int:
    return safe.between[1] if safe.between else safe.estimate.lines if safe.estimate else 0


def _page_change(material: Material) -> _Found | None:
    """The freezes of the page change and of the typing, paired in the launches of the largest bill."""
    change = material.series(SINGLE_PAGE)
    if change is None:
        return None
    typed = next(
        (one for name in EDIT_STEPS if (one := replace(change, step=name)) in material.collected.samples),
        None,
    )
    if typed is None:
        return None
    found = _ratio(material, typed, change, "freeze_s")
    if found is None:
        return None
    effect, lines = found
    figure = f"At {lines:,} lines the freeze of the page change is {times_as(effect)} that of the correction."
    return _by_ratio(effect, shown_above=1.0, contradicted_below=1.0), figure, change, lines


def _ratio(material: Material, first: Series, second: Series, measure: str) -> tuple[Effect, int] | None:
    """Second over first at the largest size that both have."""
    values = [_values(material, series, measure) for series in (first, second)]
    sizes = sorted(values[0].keys() & values[1].keys())
    for lines in reversed(sizes):
        before, after = values[0][lines], values[1][lines]
        pairs = [(before[launch], after[launch]) for launch in sorted(before.keys() & after.keys())]
        effect = effect_of(pairs, least=least_of(METRICS[measure]))
        if effect is not None:
            return effect, lines
    return None


def _values(material: Material, series: Series, measure: str) -> dict[int, dict[str, Observed]]:
    found: dict[int, dict[str, Observed]] = {}
    for sample in material.collected.samples[series]:
        for one in observed([sample], METRICS[measure]):
            found.setdefault(sample.lines, {})[sample.launch] = one
    return found


def _by_ratio(effect: Effect, *, shown_above: float, contradicted_below: float) -> Verdict:
    if effect.low is None or effect.high is None:
        return Verdict.NOT_SHOWN
    if effect.low > shown_above:
        return Verdict.SHOWN
    return Verdict.CONTRADICTED if effect.high < contradicted_below else Verdict.NOT_SHOWN


def _losses(material: Material) -> _Found | None:
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
        figure = f"{listing(parts)}."
        return Verdict.SHOWN, figure[:1].upper() + figure[1:], series, None if where is None else where.lines
    most = wilson(0, bills).high
    tried = material.plan.claim == ClaimName.C3
    verdict = Verdict.CONTRADICTED if tried and most <= RARE_LOSS else Verdict.NOT_SHOWN
    seen = plural(bills, "bill")
    figure = f"No line and no submission was lost in {seen}; that excludes losses in over {percent(most)}."
    return verdict, figure, None, None


def _capacity(material: Material) -> _Found | None:
    base = material.series(SINGLE_PAGE)
    if base is None:
        return None
    bigger = [
        name
        for name in material.plan.variants
        if name != material.plan.variant
        and (material.plan.claim == ClaimName.C4 or any(word in name.lower() for word in CAPACITY_WORDS))
    ]
    found = []
    for name in bigger:
        other = replace(base, variant=name)
        ratio = _ratio(material, base, other, "freeze_s") if other in material.collected.samples else None
        if ratio is not None:
            found.append((name, ratio, _ratio(material, base, other, "server_s")))
    if not found:
        return None
    figures = [
        f"{clean(name)}: freeze {times_as(effect)}"
        + ("" if server is None else f", server time {times_as(server[0])} that of the plan’s own settings")
        for name, (effect, _), server in found
    ]
    effects = [effect for _, (effect, _), _ in found]
    lines = found[0][1][1]
    verdict = Verdict.NOT_SHOWN
    if all(one.low is not None and one.high is not None and _unmoved(one) for one in effects):
        verdict = Verdict.SHOWN
    elif any(one.high is not None and one.high < 1 / SAME for one in effects):
        verdict = Verdict.CONTRADICTED
    return verdict, f"At {lines:,} lines, {'; '.join(figures)}.", base, lines


def _unmoved(effect: Effect) -> bool:
    return (effect.low or 0.0) >= 1 / SAME and (effect.high or SAME + 1) <= SAME


def _fewer_items(material: Material) -> _Found | None:
    compared = material.comparisons
    if compared is None or compared.base != SINGLE_PAGE:
        return None
    paged = [name for name in material.plan.designs if _paged(material, name)]
    device = material.plan.devices[0]
    freezes = [
        one
        for name in paged
        if (one := _last(compared.ratios, name, device, Aspect.FREEZE)) is not None and name != SINGLE_PAGE
    ]
    if not freezes:
        return None
    said = []
    for one in freezes:
        task = compared.at(one.design, device, one.lines, Aspect.TASK)
        time = "" if task is None else f", time {times_as(task.effect)}"
        title = material.plan.design_title(one.design)
        said.append(f"{title}: freeze {times_as(one.effect)}{time} that of the single page")
    shorter = [one.effect.high is not None and one.effect.high < 1 for one in freezes]
    longer = [one.effect.low is not None and one.effect.low > 1 for one in freezes]
    verdict = Verdict.NOT_SHOWN
    if all(shorter):
        verdict = Verdict.SHOWN
    elif any(longer) and not any(shorter):
        verdict = Verdict.CONTRADICTED
    lines = freezes[0].lines
    return verdict, f"At {lines:,} lines, {'; '.join(said)}.", material.series(freezes[0].design), lines


def _paged(material: Material, design: str) -> bool:
    axes = material.plan.design_axes.get(design)
    if axes is None:
        return design == "paged"
    return isinstance(axes.get("rows_per_page"), int) and axes.get("route", "lines") == "lines"


def _last(ratios: Sequence[Comparison], design: str, device: str, aspect: Aspect) -> Comparison | None:
    key = (design, device, aspect)
    found = [one for one in ratios if (one.design, one.device, one.aspect) == key]
    return max(found, key=lambda one: one.lines, default=None)


def _upload(material: Material) -> _Found | None:
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
    if lost or (safe is not None and _below(safe, largest)):
        return Verdict.CONTRADICTED, figure, series, largest
    never = safe is not None and safe.low is not None and safe.low.side is Side.ABOVE
    shown = largest >= LARGE_UPLOAD and never
    return (Verdict.SHOWN if shown else Verdict.NOT_SHOWN), figure, series, largest


def _summary_level(material: Material) -> _Found | None:
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
        return Verdict.CONTRADICTED, figure, series, sizes[-1]
    return (Verdict.SHOWN if len(sizes) > 1 else Verdict.NOT_SHOWN), figure, series, sizes[-1]


def _submits(one: CellWork) -> bool:
    return any(word is not Submission.NOT_TRIED for word in one.work.submissions)


def _many_variables(material: Material) -> _Found | None:
    found = next((one for one in material.sensitivities if one.base.series.design == SINGLE_PAGE), None)
    series = material.series(SINGLE_PAGE)
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
    where = ", ".join(clean(part) for part in (least.series.device, least.series.variant) if part)
    figure = f"Of {plural(len(sizes), 'setting')} the least safe size is with {where}: {safe_size(least)}."
    if any(_below(one, GUIDELINE_LINES) for one in sizes):
        return Verdict.SHOWN, figure, least.series, _largest(least)
    if all(_above(one, GUIDELINE_LINES) for one in sizes):
        return Verdict.CONTRADICTED, figure, least.series, _largest(least)
    return Verdict.NOT_SHOWN, figure, least.series, _largest(least)


_RULES: Mapping[ClaimName, Callable[[Material], _Found | None]] = {
    ClaimName.C1: _around_80,
    ClaimName.C2: _page_change,
    ClaimName.C3: _losses,
    ClaimName.C4: _capacity,
    ClaimName.C5: _fewer_items,
    ClaimName.C6: _upload,
    ClaimName.C7: _summary_level,
    ClaimName.C8: _many_variables,
}
