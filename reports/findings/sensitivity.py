"""How far each assumption moves the safe size: what a tornado chart shows.

The safe size of the run's own settings stands against that of every other device, variant and person,
and that of the real page against its own with the other style of lists. Where every launch crosses the limit
with both, the shift is paired within launches; else only the sizes are given.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from billbench.reports.findings.safe_sizes import SafeSize, launch_crossings
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.real_page import pages_by_lists
from billbench.reports.reading.samples import Collected, Sample
from billbench.reports.statistics.intervals import Interval, mean_interval
from billbench.reports.statistics.ratios import ERROR_RATE, mean_p
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import HEADLINE_LIMIT_S, LIMITS
from billbench.reports.words.series import Series


class Assumption(StrEnum):
    DEVICE = "device"
    VARIANT = "settings"
    PERSON = "person"
    LISTS = "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What one other value of an assumption does. `factor` is its safe size over the base's, on pairs."""

    assumption: Assumption
    name: str
    safe: SafeSize
    factor: Interval | None
    p: float

    @property
    def shown(self) -> bool:
        return self.factor is not None and self.p <= ERROR_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The shifts of one design, the largest first."""

    base: SafeSize
    shifts: tuple[Shift, ...]


def sensitivities(
    collected: Collected, plan: PlanView, journey: str | None, safe: Mapping[tuple[Series, float], SafeSize]
) -> tuple[Sensitivity, ...]:
    """For every design that was measured with more than the run's own settings."""
    if journey is None:
        return ()
    found = [_of_design(collected, plan, journey, design, safe) for design in plan.designs]
    return tuple(one for one in found if one is not None)


def _of_design(
    collected: Collected,
    plan: PlanView,
    journey: str,
    design: str,
    safe: Mapping[tuple[Series, float], SafeSize],
) -> Sensitivity | None:
    base = plan.headline_series(design, plan.devices[0], journey)
    others = [one for one in _others(base, plan) if _has_sizes(collected.samples.get(one[2], ()))]
    if base not in collected.samples or not others:
        return None
    limit = _limit(base, safe)
    shifts = [
        _shift(kind, name, collected.samples[base], collected.samples[series], safe[series, limit])
        for kind, name, series in others
    ]
    shifts.sort(key=lambda one: -abs(_distance(one, safe[base, limit])))
    return Sensitivity(base=safe[base, limit], shifts=tuple(shifts))


def _has_sizes(samples: Sequence[Sample]) -> bool:
    """One size moves no safe size."""
    return len({one.lines for one in samples}) > 1


def _others(base: Series, plan: PlanView) -> list[tuple[Assumption, str, Series]]:
    """One assumption at a time is changed."""
    return [
        *((Assumption.DEVICE, name, replace(base, device=name)) for name in plan.devices[1:]),
        *(
            (Assumption.VARIANT, name, replace(base, variant=name))
            for name in plan.variants
            if name != plan.variant
        ),
        *(
            (Assumption.PERSON, name, replace(base, person=name))
            for name in plan.people
            if name != plan.person
        ),
        *_other_lists(base, plan),
    ]


def _other_lists(base: Series, plan: PlanView) -> list[tuple[Assumption, str, Series]]:
    """The page that differs from the base in its lists alone; told once, of the page planned first."""
    pages = pages_by_lists({name: plan.design_axes.get(name, {}) for name in plan.designs})
    first = next((name for name in plan.designs if name in pages.values()), None)
    return [
        (Assumption.LISTS, style.value, replace(base, design=design))
        for style, design in pages.items()
        if base.design == first != design
    ]


def _limit(base: Series, safe: Mapping[tuple[Series, float], SafeSize]) -> float:
    """The headline's limit; where the base never reached it, the highest lower one that it did."""
    for limit in (HEADLINE_LIMIT_S, *sorted((one for one in LIMITS if one < HEADLINE_LIMIT_S), reverse=True)):
        estimate = safe[base, limit].estimate
        if estimate is not None and estimate.side is GridSide.INSIDE:
            return limit
    return HEADLINE_LIMIT_S


def _shift(
    kind: Assumption, name: str, base: Sequence[Sample], other: Sequence[Sample], safe: SafeSize
) -> Shift:
    first, second = launch_crossings(base, safe.limit), launch_crossings(other, safe.limit)
    shared = sorted(first.keys() & second.keys())
    logs = [second[launch] - first[launch] for launch in shared]
    paired = bool(shared) and all(math.isfinite(log) for log in logs)
    interval = mean_interval(logs) if paired else None
    return Shift(
        assumption=kind,
        name=name,
        safe=safe,
        factor=None
        if interval is None
        else Interval(
            estimate=math.exp(interval.estimate), low=math.exp(interval.low), high=math.exp(interval.high)
        ),
        p=mean_p(logs) if interval is not None else 1.0,
    )


def _distance(shift: Shift, base: SafeSize) -> float:
    if shift.factor is not None:
        return math.log(shift.factor.estimate)
    if shift.safe.estimate is None or base.estimate is None:
        return 0.0
    return math.log(shift.safe.estimate.lines / base.estimate.lines)
