"""How much is too much: which loads hold, and how throughput grows with people.

A level holds when its 95th percentile and its share of failed saves are within the criterion with
confidence, breaks when one of them is beyond it with confidence, and is undecided in between.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import curve_fit

from billbench.reports.load.rows import Floats
from billbench.reports.statistics.intervals import Interval
from billbench.reports.statistics.proportions import Proportion

_ENOUGH_LEVELS = 5


class LevelHolds(StrEnum):
    YES = "holds"
    NO = "breaks"
    UNDECIDED = "undecided"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What a load must keep to: seconds of response, failed saves per 1,000."""

    p95_s: float
    failed_per_1000: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLevel:
    """One `load` that was tried. `p95` is `None` when the percentile is only known to be large; `p95_s` is
    then `p95_at_least` so much. `throughput` is requests a second."""

    load: float
    p95: Interval | None
    p95_s: float
    p95_at_least: bool
    failed: Proportion
    throughput: float
    holds: LevelHolds


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The `largest` load that held, and its interval: what held with certainty to what broke with certainty.

    `None` for an end that was not reached: nothing held, or nothing broke.
    """

    largest: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalability:
    """X(N) = rate N / (1 + contention (N - 1) + coherency N (N - 1)) (Gunther, Universal Scalability Law).

    A person alone gets `rate` requests done a second; `contention` and `coherency` are what others take of
    it. `peak` is the load at which throughput is largest: sqrt((1 - contention) / coherency).
    """

    rate: float
    contention: float
    coherency: float
    peak: float


def verdict(
    criterion: Criterion, p95: Interval | None, p95_s: float, p95_at_least: bool, failed: Proportion
) -> LevelHolds:
    """Whether a level holds."""
    allowed = criterion.failed_per_1000 / 1000
    beyond = p95_s > criterion.p95_s if p95 is None else p95.low > criterion.p95_s
    if beyond or (failed.total and failed.low > allowed):
        return LevelHolds.NO
    within = (
        p95.high <= criterion.p95_s if p95 is not None else not p95_at_least and p95_s <= criterion.p95_s / 2
    )
    share = failed.count / failed.total if failed.total else 0.0
    return LevelHolds.YES if within and share <= allowed else LevelHolds.UNDECIDED


def capacity(levels: Sequence[LoadLevel]) -> Capacity:
    """From the levels tried: a level that holds above one that breaks does not count."""
    ordered = sorted(
        (level for level in levels if level.holds is not LevelHolds.INVALID), key=lambda one: one.load
    )
    broke = min((one.load for one in ordered if one.holds is LevelHolds.NO), default=None)
    below = [one for one in ordered if broke is None or one.load < broke]
    held = max((one.load for one in below if one.holds is LevelHolds.YES), default=None)
    # An undecided level within the criterion by its point estimate holds more likely than not.
    return Capacity(largest=held, low=held, high=broke)


def scalability(levels: Sequence[LoadLevel]) -> Scalability | None:
    """The fit, where the sweep passes the peak; else `None`, as nothing is extrapolated."""
    found = sorted((one for one in levels if one.holds is not LevelHolds.INVALID), key=lambda one: one.load)
    loads = np.array([one.load for one in found], dtype=float)
    rates = np.array([one.throughput for one in found], dtype=float)
    if len(found) < _ENOUGH_LEVELS or rates.max() <= 0 or int(rates.argmax()) == len(found) - 1:
        return None
    start = (rates[0] / loads[0], 0.05, 1e-3)
    try:
        best, _ = curve_fit(
            _law, loads, rates, p0=start, bounds=((0, 0, 0), (np.inf, 1, np.inf)), maxfev=20_000
        )
    except RuntimeError:
        return None
    rate, contention, coherency = (float(value) for value in best)
    if coherency <= 0:
        return None
    peak = math.sqrt(max(1 - contention, 0) / coherency)
    return Scalability(rate=rate, contention=contention, coherency=coherency, peak=peak)


def _law(n: Floats, rate: float, contention: float, coherency: float) -> Floats:
    value: Floats = rate * n / (1 + contention * (n - 1) + coherency * n * (n - 1))
    return value
