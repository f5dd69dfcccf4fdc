"""What a gate's looks say of one mean: slower, slower by less than the margin, both or neither.

One-sided errors of 1 % for "slower" and 2.5 % for "slower by less than the margin", each over all looks
together. The bounds are repeated confidence bounds (Jennison & Turnbull 1989, J. R. Stat. Soc. B 51:305):
they hold at all looks at once, and the verdict can be read off them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from reports.gate.verdict import Verdict
from reports.statistics.sequential import levels, spent

FAIL_ERROR = 0.01
PASS_ERROR = 0.025
_FAIL_POWER = 3.0
"""Nearly all of it is kept for the last look: early on only a gross slow-down fails."""
_PASS_POWER = 1.0
"""Spent evenly, so that most gates of equal sides end early."""
POWER = 0.8
MOST_NEEDED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean of logs with its standard error; `count` launches of the candidate, `df` degrees of freedom."""

    mean: float
    error: float
    df: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Of a log ratio: with 99 % it is at least `low`, with 97.5 % at most `high`."""

    estimate: float
    low: float
    high: float

    def verdict(self, margin: float) -> Verdict:
        """`margin` as a share. A slow-down that is shown and shown to be borne passes."""
        if self.high < math.log1p(margin):
            return Verdict.PASS
        return Verdict.FAIL if self.low > 0 else Verdict.INCONCLUSIVE

    @property
    def slower(self) -> bool:
        return self.low > 0


def estimate_of(values: Sequence[float]) -> Estimate | None:
    """Of the logs of launches; `None` for fewer than two, which have no spread."""
    n = len(values)
    if n < 2:
        return None
    error = float(np.std(values, ddof=1)) / math.sqrt(n)
    return Estimate(mean=float(np.mean(values)), error=error, df=n - 1, count=n)


def difference_of(first: Sequence[float], second: Sequence[float]) -> Estimate | None:
    """Of the mean of `second` over that of `first`, apart from each other (Welch 1947); `None` as above."""
    if len(first) < 2 or len(second) < 2:
        return None
    parts = [float(np.var(values, ddof=1)) / len(values) for values in (first, second)]
    error = math.sqrt(sum(parts))
    freedom = sum(part**2 / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True))
    df = sum(parts) ** 2 / freedom if freedom > 0 else len(first) + len(second) - 2
    return Estimate(mean=float(np.mean(second) - np.mean(first)), error=error, df=df, count=len(second))


def bounds_at(found: Estimate, looks: Sequence[int], counts: Sequence[int]) -> Bounds:
    """At the last of the looks reached: `looks` are all that were planned, `counts` the launches that counted
    at each look reached so far."""
    low, high = _factors(tuple(looks), tuple(counts), found.df)
    return Bounds(
        estimate=found.mean, low=found.mean - low * found.error, high=found.mean + high * found.error
    )


@lru_cache(maxsize=4096)
def _factors(looks: tuple[int, ...], counts: tuple[int, ...], df: float) -> tuple[float, float]:
    """Half widths below and above in standard errors."""
    found = []
    for error, power in ((FAIL_ERROR, _FAIL_POWER), (PASS_ERROR, _PASS_POWER)):
        used = spent(looks, error, power)[: len(counts)]
        level = levels(counts, used)[-1]
        found.append(float(stats.t.isf(level, df)) if level > 0 else math.inf)
    return found[0], found[1]


def detectable(spread: float, looks: Sequence[int]) -> float:
    """The slow-down, as a share, that fails four gates in five by the last look, at this spread."""
    n = looks[-1]
    low, _ = _factors(tuple(looks), tuple(looks), float(n - 1))
    return math.expm1(spread * _smallest_shift(n, low))


@lru_cache(maxsize=256)
def _smallest_shift(n: int, factor: float) -> float:
    """The mean, in spreads of a launch, whose t exceeds `factor` in four of five."""
    least, most = 0.0, 50.0
    while most - least > 1e-4:
        middle = (least + most) / 2
        powered = float(stats.nct.sf(factor, n - 1, middle * math.sqrt(n))) >= POWER
        least, most = (least, middle) if powered else (middle, most)
    return most


def needed(found: Estimate, spread: float, margin: float, looks: Sequence[int]) -> int | None:
    """Launches at which four gates in five would decide, going by the difference and the spread seen; `None`
    when more than anybody would measure."""
    counts = tuple(looks)
    low, high = _factors(counts, counts, float(counts[-1] - 1))
    chances = [(found.mean, low), (math.log1p(margin) - found.mean, high)]
    enough = [_launches_for(shift / spread, factor) for shift, factor in chances if shift > 0]
    known = [count for count in enough if count is not None]
    return max(min(known), counts[-1]) if known else None


def _launches_for(shift: float, factor: float) -> int | None:
    # Normal, not t: this many launches are far beyond the few at which the two differ.
    count = math.ceil(((factor + float(stats.norm.ppf(POWER))) / shift) ** 2)
    return count if count <= MOST_NEEDED else None
