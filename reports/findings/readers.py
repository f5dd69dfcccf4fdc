"""What a screen reader costs: a computer with one beside the same without, paired within launches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.safe_sizes import MEASURE, SafeSize
from billbench.reports.reading.cells import by_size, least_of
from billbench.reports.reading.devices import DeviceFound
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected
from billbench.reports.statistics.percentiles import Observed, Percentile, median
from billbench.reports.statistics.ratios import Effect, Tested, adjusted, effect_of
from billbench.reports.words.bands import GUIDELINE_LINES, LIMITS
from billbench.reports.words.series import Series

SafeSizes = Mapping[tuple[Series, float], SafeSize]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderEffect(Tested):
    """At one size: how many times as long the freeze is with a screen reader as without. `p` is adjusted by
    Holm over the sizes; `with_reader` and `without` are the median freezes in seconds."""

    lines: int
    effect: Effect
    p: float
    with_reader: Percentile
    without: Percentile

    @property
    def hardly_without(self) -> bool:
        """Without a screen reader it is less than a browser tells of: no multiple of that is exact."""
        return self.without.value < least_of(METRICS[MEASURE])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSafeSize:
    """The safe sizes for one limit, in seconds."""

    limit: float
    with_reader: SafeSize
    without: SafeSize


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCost:
    """One step on `device`, which has a screen reader, beside `base`, which is as fast and has none."""

    design: str
    device: str
    base: str
    journey: str
    step: str
    sizes: tuple[ReaderEffect, ...]
    safe: tuple[ReaderSafeSize, ...]

    @property
    def reference(self) -> ReaderEffect:
        """At the size nearest to the owner's guideline."""
        return min(self.sizes, key=lambda one: abs(one.lines - GUIDELINE_LINES))


def reader_costs(
    collected: Collected,
    plan: PlanView,
    journey: str | None,
    devices: Sequence[DeviceFound],
    safe: SafeSizes,
) -> tuple[ReaderCost, ...]:
    """For every design that was measured with a screen reader and without it, at one size at least."""
    if journey is None:
        return ()
    found = [
        _cost(collected, plan.headline_series(design, device, journey), base, safe)
        for device, base in _pairs(plan, devices)
        for design in plan.designs
    ]
    return tuple(one for one in found if one is not None)


def _pairs(plan: PlanView, devices: Sequence[DeviceFound]) -> list[tuple[str, str]]:
    """Each device with a screen reader and the first without that is as fast: else the speed costs, too."""
    speed = {one.device: (one.target_script_s, one.target_layout_s) for one in devices}
    measured = [device for device in plan.devices if device in speed]
    readers = [device for device in measured if _reads(plan, device)]
    plain = [device for device in measured if not _reads(plan, device)]
    alike = {device: [one for one in plain if speed[one] == speed[device]] for device in readers}
    return [(device, bases[0]) for device, bases in alike.items() if bases]


def _reads(plan: PlanView, device: str) -> bool:
    return plan.assistive_technology.get(device) is AssistiveTechnology.SCREEN_READER


def _cost(collected: Collected, reader: Series, base: str, safe: SafeSizes) -> ReaderCost | None:
    without = replace(reader, device=base)
    metric = METRICS[MEASURE]
    first, second = (by_size(collected.samples.get(one, ()), metric) for one in (without, reader))
    sizes = [
        one
        for lines in sorted(first.keys() & second.keys())
        if (one := _at_size(lines, first[lines], second[lines])) is not None
    ]
    if not sizes:
        return None
    pairs = [(limit, safe.get((reader, limit)), safe.get((without, limit))) for limit in LIMITS]
    return ReaderCost(
        design=reader.design,
        device=reader.device,
        base=base,
        journey=reader.journey,
        step=reader.step,
        sizes=adjusted(sizes),
        safe=tuple(
            ReaderSafeSize(limit=limit, with_reader=one, without=other)
            for limit, one, other in pairs
            if one is not None and other is not None and one.estimate and other.estimate
        ),
    )


def _at_size(
    lines: int, without: Mapping[str, Observed], reader: Mapping[str, Observed]
) -> ReaderEffect | None:
    pairs = [(without[launch], reader[launch]) for launch in sorted(without.keys() & reader.keys())]
    effect = effect_of(pairs, least=least_of(METRICS[MEASURE]))
    if effect is None:
        return None
    return ReaderEffect(
        lines=lines,
        effect=effect,
        p=effect.p,
        with_reader=median(list(reader.values())),
        without=median(list(without.values())),
    )
