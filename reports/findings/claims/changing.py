"""The rules of the claims about what moves a freeze: C4 and C5."""

from collections.abc import Sequence
from dataclasses import replace

from billbench.reports.findings.claims.rule import Found, ratio_over_sizes
from billbench.reports.findings.claims.table import CAPACITY_WORDS, SAME, ClaimName, ClaimVerdict
from billbench.reports.findings.comparisons import Aspect, Comparison
from billbench.reports.findings.material import Material
from billbench.reports.findings.words import times_as
from billbench.reports.reading.real_page import REAL_PAGE
from billbench.reports.statistics.ratios import Effect
from billbench.reports.words.text import clean, listing


def capacity(material: Material) -> Found | None:
    base = material.series(REAL_PAGE)
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
        ratio = (
            ratio_over_sizes(material, base, other, "freeze_s")
            if other in material.collected.samples
            else None
        )
        if ratio is not None:
            found.append((name, ratio, ratio_over_sizes(material, base, other, "server_s")))
    if not found:
        return None
    figures = [
        f"{clean(name)}: freeze {times_as(effect)}"
        + ("" if server is None else f", server time {times_as(server[0])}")
        for name, (effect, _), server in found
    ]
    effects = [effect for _, (effect, _), _ in found]
    sizes = found[0][1][1]
    verdict = ClaimVerdict.NOT_SHOWN
    if all(one.low is not None and one.high is not None and _unmoved(one) for one in effects):
        verdict = ClaimVerdict.SHOWN
    elif any(one.high is not None and one.high < 1 / SAME for one in effects):
        verdict = ClaimVerdict.CONTRADICTED
    bills = f"bills of {listing([f'{lines:,}' for lines in sizes])} lines"
    told = f"Over {bills}, against the plan’s own settings: {'; '.join(figures)}."
    return verdict, told, base, sizes[-1]


def _unmoved(effect: Effect) -> bool:
    return (effect.low or 0.0) >= 1 / SAME and (effect.high or SAME + 1) <= SAME


def fewer_items(material: Material) -> Found | None:
    compared = material.comparisons
    if compared is None or compared.base != REAL_PAGE:
        return None
    paged = [name for name in material.plan.designs if _paged(material, name)]
    device = material.plan.devices[0]
    freezes = [
        one
        for name in paged
        if (one := _last(compared.ratios, name, device, Aspect.FREEZE)) is not None and name != REAL_PAGE
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
    verdict = ClaimVerdict.NOT_SHOWN
    if all(shorter):
        verdict = ClaimVerdict.SHOWN
    elif any(longer) and not any(shorter):
        verdict = ClaimVerdict.CONTRADICTED
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
