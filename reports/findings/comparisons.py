"""Designs at equal work: each against the run's first, at the same sizes, paired within launches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress
from operator import not_
from statistics import fmean

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.tasks import Task
from billbench.reports.reading.cells import by_size, least_of
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected
from billbench.reports.statistics.intervals import Interval, mean_interval
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.ratios import ERROR_RATE, Effect, Tested, adjusted, effect_of, holm, mean_p
from billbench.reports.words.bands import GUIDELINE_LINES

Values = Mapping[int, Mapping[str, Observed]]
"""By size and launch."""


class Aspect(StrEnum):
    """What designs are compared in. The freeze is the primary one; it is named before anything is seen."""

    FREEZE = "freeze"
    WAIT = "wait"
    TASK = "time on task"
    LOADS = "page loads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Tested):
    """`design` over `base` in one aspect at one size. `p` is adjusted by Holm for its family: the freezes of
    all designs at the reference size are one, everything else is another."""

    design: str
    base: str
    device: str
    journey: str
    lines: int
    aspect: Aspect
    effect: Effect
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LossComparison(Tested):
    """Lines lost per 100 bills, `design` less `base`, over the bills of the same cells and launches."""

    design: str
    base: str
    bills: int
    difference: Interval | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BestAt:
    """`best` has the least geometric mean at one size, `within_noise` are those not shown to be worse."""

    device: str
    lines: int
    aspect: Aspect
    best: str
    within_noise: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparisons:
    """`base` is what the others are held against, `reference` the size nearest the guideline that all
    share."""

    journey: str
    base: str
    reference: int
    ratios: tuple[Comparison, ...]
    losses: tuple[LossComparison, ...]
    best: tuple[BestAt, ...]

    def at(self, design: str, device: str, lines: int, aspect: Aspect) -> Comparison | None:
        key = (design, device, lines, aspect)
        return next(
            (one for one in self.ratios if (one.design, one.device, one.lines, one.aspect) == key), None
        )


def compare_designs(
    collected: Collected, tasks: Sequence[Task], plan: PlanView, journey: str | None
) -> Comparisons | None:
    """`None` when fewer than two designs were measured in the run's main journey."""
    if journey is None:
        return None
    found: list[Comparison] = []
    best: list[BestAt] = []
    measured: set[str] = set()
    for device in plan.devices:
        values = {
            (design, aspect): _values(collected, tasks, plan, (design, device, journey), aspect)
            for design in plan.designs
            for aspect in Aspect
        }
        having = [design for design in plan.designs if any(values[design, aspect] for aspect in Aspect)]
        measured |= set(having)
        for design in having[1:]:
            found.extend(_against(values, having[0], design, device, journey))
        best.extend(_best(values, having, device))
    base = next((design for design in plan.designs if design in measured), None)
    if base is None or len(measured) < 2 or not found:
        return None
    reference = min({one.lines for one in found}, key=lambda lines: abs(lines - GUIDELINE_LINES))
    return Comparisons(
        journey=journey,
        base=base,
        reference=reference,
        ratios=_adjusted(found, reference),
        losses=_losses(tasks, base, [design for design in plan.designs if design in measured - {base}]),
        best=tuple(best),
    )


def _values(
    collected: Collected,
    tasks: Sequence[Task],
    plan: PlanView,
    where: tuple[str, str, str],
    aspect: Aspect,
) -> Values:
    if aspect in {Aspect.FREEZE, Aspect.WAIT}:
        samples = collected.samples.get(plan.headline_series(*where), ())
        return by_size(samples, METRICS["freeze_s" if aspect is Aspect.FREEZE else "wait_s"])
    found: dict[int, dict[str, Observed]] = {}
    for task in tasks:
        cell = task.cell
        own = (cell.variant, cell.person) == (plan.variant, plan.person)
        if own and (cell.design, cell.device, cell.journey) == where and task.time is not None:
            value = task.time if aspect is Aspect.TASK else Observed(value=float(task.loads))
            found.setdefault(cell.lines, {})[task.launch] = value
    return found


_LEAST = {
    Aspect.FREEZE: least_of(METRICS["freeze_s"]),
    Aspect.WAIT: least_of(METRICS["wait_s"]),
    Aspect.TASK: least_of(METRICS["wait_s"]),
    Aspect.LOADS: 0.0,
}


def _effect(first: Mapping[str, Observed], second: Mapping[str, Observed], aspect: Aspect) -> Effect | None:
    pairs = [(first[launch], second[launch]) for launch in sorted(first.keys() & second.keys())]
    return effect_of(pairs, least=_LEAST[aspect])


def _against(
    values: Mapping[tuple[str, Aspect], Values], base: str, design: str, device: str, journey: str
) -> list[Comparison]:
    return [
        Comparison(
            design=design,
            base=base,
            device=device,
            journey=journey,
            lines=lines,
            aspect=aspect,
            effect=effect,
            p=effect.p,
        )
        for aspect in Aspect
        for first, second in [(values[base, aspect], values[design, aspect])]
        for lines in sorted(first.keys() & second.keys())
        if (effect := _effect(first[lines], second[lines], aspect)) is not None
    ]


def _adjusted(found: Sequence[Comparison], reference: int) -> tuple[Comparison, ...]:
    """In their order."""
    at_reference = [one.aspect is Aspect.FREEZE and one.lines == reference for one in found]
    primary = iter(adjusted(compress(found, at_reference)))
    others = iter(adjusted(compress(found, map(not_, at_reference))))
    return tuple(next(primary if first else others) for first in at_reference)


def _best(values: Mapping[tuple[str, Aspect], Values], designs: Sequence[str], device: str) -> list[BestAt]:
    return [
        BestAt(device=device, lines=lines, aspect=aspect, best=one[0], within_noise=one[1])
        for aspect in (Aspect.FREEZE, Aspect.TASK)
        for lines in sorted({lines for design in designs for lines in values[design, aspect]})
        if (one := _best_at({name: values[name, aspect].get(lines, {}) for name in designs}, aspect))
    ]


def _best_at(
    values: Mapping[str, Mapping[str, Observed]], aspect: Aspect
) -> tuple[str, tuple[str, ...]] | None:
    """The leader by its mean, and those whose paired ratio to it is not shown to differ."""
    present = {name: found for name, found in values.items() if found}
    if len(present) < 2:
        return None
    best = min(present, key=lambda name: fmean(one.value for one in present[name].values()))
    others = [name for name in present if name != best]
    effects = [_effect(present[best], present[name], aspect) for name in others]
    ps = holm([1.0 if effect is None else effect.p for effect in effects])
    close = [name for name, p in zip(others, ps, strict=True) if p > ERROR_RATE]
    return best, tuple(close)


def _losses(tasks: Sequence[Task], base: str, designs: Sequence[str]) -> tuple[LossComparison, ...]:
    return adjusted(_loss(tasks, base, design) for design in designs)


def _loss(tasks: Sequence[Task], base: str, design: str) -> LossComparison:
    """By launch the mean over the cells that both designs have, since lines of one page go together."""

    def place(task: Task) -> tuple[object, ...]:
        cell = task.cell
        return (task.launch, cell.lines, cell.device, cell.journey, cell.variant, cell.person)

    def of(name: str) -> dict[tuple[object, ...], int]:
        return {place(one): one.lost for one in tasks if one.cell.design == name and one.lost is not None}

    first, second = of(base), of(design)
    differences: dict[object, list[float]] = {}
    for one in sorted(first.keys() & second.keys(), key=str):
        differences.setdefault(one[0], []).append(100.0 * (second[one] - first[one]))
    means = [fmean(found) for found in differences.values()]
    varied = any(means)
    return LossComparison(
        design=design,
        base=base,
        bills=sum(map(len, differences.values())),
        difference=mean_interval(means) if varied else None,
        p=mean_p(means) if varied else 1.0,
    )
