"""The size from which on a limit is exceeded, over launches, with its interval.

Each launch gives a crossing of its own curve. Where every launch crosses inside the sizes measured, the
interval is the t interval of the log crossings, along the straight line or the curved one, whichever reaches
further; where a hang leaves a crossing between two bounds, it is theirs (`intervals.bounded_interval`). Where
a launch does not cross, the mean of the crossings does not exist; the interval is then the set of sizes at
which the t interval of the log *value* holds the limit. For launches that differ by a factor the two are the
same thing, but the second needs no crossing beyond the sizes measured: it keeps its level at the edge of the
grid, where putting the edge in the place of the missing crossings, or fitting a censored normal distribution,
does not.

Simulated, ten launches hold a power law, a knee at a measured size and hangs at 1.5 times the limit in
95–97 % (`tests.benchmarks.bench_statistics`). Where hangs begin at a tenth beyond the limit it is 99 %: they
say so little of the crossing that the truth lies well inside of what they leave open.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import fmean, median
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from billbench.reports.statistics.curves import Crossing, Curves, crossings, first_above
from billbench.reports.statistics.intervals import bounded_interval, t_factor


class GridSide(StrEnum):
    """Where a size lies as seen from the sizes measured."""

    INSIDE = "inside"
    BELOW = "below"
    ABOVE = "above"


class Censoring(StrEnum):
    """Which launches crossed the limit inside the sizes measured: all (`NONE` is censored), none because
    all cross `BELOW` or `ABOVE` it, or some (`MIXED`)."""

    NONE = "none"
    BELOW = "below"
    ABOVE = "above"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A number of lines; `BELOW` or `ABOVE` it where that is all that was measured."""

    lines: float
    side: GridSide = GridSide.INSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The estimate with its 95 % interval, which one launch does not have.

    `beyond` counts the launches that did not cross inside the sizes they measured.
    """

    estimate: Size
    low: Size | None
    high: Size | None
    censoring: Censoring
    launches: int
    beyond: int


def threshold(curves: Curves, limit: float) -> Threshold | None:
    """The threshold of the launches in `curves` that say anything about `limit`; `None` if none does."""
    every = crossings(curves, limit)
    kept = [place for place, one in enumerate(every) if not one.unknown]
    if not kept:
        return None
    found, curves = [every[place] for place in kept], _only(curves, kept)
    censoring = _censoring(found)
    low, high = _interval(curves, found, limit)
    return Threshold(
        estimate=_estimate(found, censoring, curves.mesh),
        low=None if low is None else _size(low, curves.mesh),
        high=None if high is None else _size(high, curves.mesh),
        censoring=censoring,
        launches=len(found),
        beyond=sum(not _seen(one) for one in found),
    )


def _only(curves: Curves, places: Sequence[int]) -> Curves:
    return replace(
        curves,
        least=tuple(curves.least[place] for place in places),
        most=tuple(curves.most[place] for place in places),
    )


def _seen(one: Crossing) -> bool:
    return math.isfinite(one.low) and math.isfinite(one.high)


def _size(log_size: float, mesh: NDArray[np.float64]) -> Size:
    if log_size < mesh[0]:
        return Size(lines=round(math.exp(mesh[0])), side=GridSide.BELOW)
    if log_size > mesh[-1]:
        return Size(lines=round(math.exp(mesh[-1])), side=GridSide.ABOVE)
    return Size(lines=math.exp(log_size))


def _censoring(found: Sequence[Crossing]) -> Censoring:
    below = sum(math.isinf(one.low) for one in found)
    above = sum(math.isinf(one.high) for one in found)
    if not below and not above:
        return Censoring.NONE
    if below == len(found):
        return Censoring.BELOW
    return Censoring.ABOVE if above == len(found) else Censoring.MIXED


def _estimate(found: Sequence[Crossing], censoring: Censoring, mesh: NDArray[np.float64]) -> Size:
    """The mean log crossing; with some beyond the sizes measured their median, which needs only ranks."""
    match censoring:
        case Censoring.NONE:
            return _size(fmean(one.position for one in found), mesh)
        case Censoring.BELOW | Censoring.ABOVE | Censoring.MIXED:
            return _middle(found, mesh)
        case _:
            assert_never(censoring)


def _middle(found: Sequence[Crossing], mesh: NDArray[np.float64]) -> Size:
    """The median crossing: beyond a size when the launches in the middle are.

    Between a crossing that was seen and one that was not, the middle is that with the last size
    measured: nearer to the truth than either, and nothing is extrapolated.
    """
    ranked = sorted(found, key=lambda one: (one.position, one.high))
    half = len(ranked) // 2
    middle = ranked[half : half + 1] if len(ranked) % 2 else ranked[half - 1 : half + 1]
    place = median(one.position for one in middle)
    if all(math.isinf(one.high) for one in middle):
        return Size(lines=round(math.exp(place)), side=GridSide.ABOVE)
    if all(math.isinf(one.low) for one in middle):
        return Size(lines=round(math.exp(place)), side=GridSide.BELOW)
    return _size(place, mesh)


def _interval(curves: Curves, found: Sequence[Crossing], limit: float) -> tuple[float | None, float | None]:
    if len(found) < 2:
        return None, None
    low, high = _from_crossings(found, curves.mesh)
    if all(_seen(one) for one in found):
        return low, high
    from_low, from_high = _from_values(curves, math.log(limit))
    # A hang may have lasted longer than it was watched: its launch may cross before its curve does.
    return (min(low, from_low) if curves.hung else from_low), from_high


def _from_crossings(found: Sequence[Crossing], mesh: NDArray[np.float64]) -> tuple[float, float]:
    """The interval of the mean log crossing, whichever of the two lines is the right one."""
    smallest, largest = float(mesh[0]), float(mesh[-1])
    intervals = [
        bounded_interval([max(one.low, smallest) for one in spans], [min(one.high, largest) for one in spans])
        for spans in ([one.straight for one in found], [one.curved for one in found])
    ]
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def _from_values(curves: Curves, level: float) -> tuple[float, float]:
    """The sizes at which the t interval of the log value holds `level`; infinite ends leave the grid."""
    mesh = curves.mesh
    bands = [
        _band(np.array([one.straight for one in curves.least])),
        _band(np.array([one.curved for one in curves.least])),
    ]
    low = min(first_above(mesh, upper, level) for _, upper in bands)
    high = max(-first_above(-mesh[::-1], -lower[::-1], -level) for lower, _ in bands)
    return low, high


def _band(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The limits of the t interval over launches (rows) at every point of the mesh (columns).

    A launch that stopped at a smaller size says nothing beyond it; where fewer than two launches are
    left, the limits are infinite.
    """
    present = ~np.isnan(values)
    count = present.sum(axis=0)
    mean = np.where(present, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(present, (values - mean) ** 2, 0.0).sum(axis=0)
    factor = np.array([t_factor(n) / math.sqrt(n * (n - 1)) if n > 1 else 0.0 for n in count.tolist()])
    half = np.where(count > 1, factor * np.sqrt(squares), math.inf)
    return mean - half, mean + half
