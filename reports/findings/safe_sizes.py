"""The safe size: the largest bill for which a criterion holds, for every series and band."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.metrics import METRICS
from billbench.reports.reading.cells import of_launch
from billbench.reports.reading.samples import Collected, Sample, by_launch
from billbench.reports.statistics.curves import LaunchValues, crossings, draw
from billbench.reports.statistics.thresholds import Censoring, GridSide, Size, Threshold, threshold
from billbench.reports.words.bands import LIMITS
from billbench.reports.words.series import Series

MEASURE = "freeze_s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A whole number of lines. `BELOW` and `ABOVE` say that the size lies beyond it."""

    lines: int
    side: GridSide = GridSide.INSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeSize:
    """The criterion is that `measure` stays at or under `limit`; `estimate` is the largest such bill.

    `low` and `high` are its 95 % interval. `held` counts the launches in which the largest bill measured
    still met the criterion. Where nothing can be said, `estimate` is `None` and `reason` says why.
    `between` are the measured sizes on either side of an estimate inside the grid.
    """

    series: Series
    limit: float
    estimate: Lines | None
    low: Lines | None
    high: Lines | None
    censoring: Censoring
    launches: int
    held: int
    reason: str = ""
    between: tuple[int, int] | None = None
    measure: str = MEASURE


def safe_sizes(collected: Collected) -> tuple[SafeSize, ...]:
    found: list[SafeSize] = []
    for series, samples in collected.samples.items():
        found.extend(_of_series(series, samples))
    return tuple(found)


def _of_series(series: Series, samples: Sequence[Sample]) -> list[SafeSize]:
    launches = launch_values(samples)
    if not launches:
        reason = _why_none(samples)
        return [_unknown(series, limit, reason) for limit in LIMITS]
    curves = draw(launches)
    return [_of_limit(series, limit, threshold(curves, limit), launches) for limit in LIMITS]


def _of_limit(
    series: Series, limit: float, found: Threshold | None, launches: Sequence[LaunchValues]
) -> SafeSize:
    if found is None:
        return _unknown(series, limit, "every hang was watched for less than the limit")
    return _known(series, limit, found, launches)


def launch_values(samples: Sequence[Sample]) -> list[LaunchValues]:
    """What each launch measured; a launch with one size has no curve and is left out."""
    found = []
    for launch in by_launch(samples):
        values = of_launch(launch, METRICS[MEASURE])
        if len(values) > 1:
            found.append(LaunchValues(sizes=tuple(values), observed=tuple(values.values())))
    return found


def _why_none(samples: Sequence[Sample]) -> str:
    if not of_launch(samples, METRICS[MEASURE]):
        return "no freeze was measured"
    if len({sample.lines for sample in samples}) < 2:
        return "one size was measured; a safe size needs at least two"
    return "no launch measured two sizes"


def _unknown(series: Series, limit: float, reason: str) -> SafeSize:
    return SafeSize(
        series=series,
        limit=limit,
        estimate=None,
        low=None,
        high=None,
        censoring=Censoring.NONE,
        launches=0,
        held=0,
        reason=reason,
    )


def _known(series: Series, limit: float, found: Threshold, launches: Sequence[LaunchValues]) -> SafeSize:
    sizes = sorted({size for one in launches for size in one.sizes})
    return SafeSize(
        series=series,
        limit=limit,
        estimate=whole_lines(found.estimate),
        low=None if found.low is None else whole_lines(found.low),
        high=None if found.high is None else whole_lines(found.high),
        censoring=found.censoring,
        launches=found.launches,
        held=_held(launches, limit, sizes[-1]),
        reason="one launch has no interval" if found.launches == 1 else "",
        between=_between(found.estimate, sizes),
    )


def whole_lines(size: Size) -> Lines:
    """Rounded down: a bill of the fraction's next line does not meet the criterion."""
    # The logarithm of a whole number comes back a hair below it.
    return Lines(lines=math.floor(size.lines + 1e-6), side=size.side)


def _held(launches: Sequence[LaunchValues], limit: float, largest: int) -> int:
    ends = [one.observed[-1] for one in launches if one.sizes[-1] == largest]
    return sum(end.value <= limit and not end.censored for end in ends)


def _between(estimate: Size, sizes: Sequence[int]) -> tuple[int, int] | None:
    if estimate.side is not GridSide.INSIDE:
        return None
    above = next((size for size in sizes if size > estimate.lines), sizes[-1])
    below = max((size for size in sizes if size <= estimate.lines), default=sizes[0])
    return below, above


def launch_crossings(samples: Sequence[Sample], limit: float) -> Mapping[str, float]:
    """The log size at which each launch crosses `limit`; infinite where it does not inside its sizes."""
    names, launches = [], []
    for launch in by_launch(samples):
        values = launch_values(launch)
        if values:
            names.append(launch[0].launch)
            launches.append(values[0])
    if not launches:
        return {}
    found = crossings(draw(launches), limit)
    return {
        name: one.position if math.isfinite(one.low) and math.isfinite(one.high) else math.inf
        for name, one in zip(names, found, strict=True)
    }
