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
from numpy.typing import NDArray
from scipy import stats

from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.statistics.sequential import levels, spent

FAIL_ERROR = 0.01
PASS_ERROR = 0.025
_FAIL_POWER = 3.0
"""Nearly all of it is kept for the last look: early on only a gross slow-down fails."""
_PASS_POWER = 1.0
"""Spent evenly, so that most gates of equal sides end early."""
POWER = 0.8
MOST_NEEDED = 10_000
_GATES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean of logs with `df` degrees of freedom, over `count` launches of the candidate.

    `spread` is that of a launch. `floor` is the part of the squared error that more launches of the candidate
    do not take away: that of a stored baseline.
    """

    mean: float
    spread: float
    df: float
    count: int
    floor: float = 0.0

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return self.error_at(self.count)

    def error_at(self, count: int) -> float:
        """What it would be over so many launches."""
        return math.sqrt(self.spread**2 / count + self.floor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Of a log ratio: with 99 % it is at least `low`, with 97.5 % at most `high`."""

    estimate: float
    low: float
    high: float

    def verdict(self, margin: float) -> GateVerdict:
        """`margin` as a share. A slow-down that is shown and shown to be borne passes."""
        if self.high < math.log1p(margin):
            return GateVerdict.PASS
        return GateVerdict.FAIL if self.low > 0 else GateVerdict.INCONCLUSIVE

    @property
    def slower(self) -> bool:
        return self.low > 0


def estimate_of(values: Sequence[float]) -> Estimate | None:
    """Of the logs of launches; `None` for fewer than two, which have no spread."""
    n = len(values)
    if n < 2:
        return None
    return Estimate(mean=float(np.mean(values)), spread=float(np.std(values, ddof=1)), df=n - 1, count=n)


def difference_of(first: Sequence[float], second: Sequence[float]) -> Estimate | None:
    """Of the mean of `second` over that of `first`, apart from each other (Welch 1947); `None` as above."""
    if len(first) < 2 or len(second) < 2:
        return None
    parts = [float(np.var(values, ddof=1)) / len(values) for values in (first, second)]
    freedom = sum(part**2 / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True))
    df = sum(parts) ** 2 / freedom if freedom > 0 else len(first) + len(second) - 2
    return Estimate(
        mean=float(np.mean(second) - np.mean(first)),
        spread=float(np.std(second, ddof=1)),
        df=df,
        count=len(second),
        floor=parts[0],
    )


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


def detectable(found: Estimate, looks: Sequence[int], margin: float) -> float | None:
    """The slow-down, as a share, that fails four gates in five at the spread seen; `None` without one.

    Simulated with normal launches, look by look: a slow-down within the margin may pass before it can fail.
    """
    if found.error < 1e-9:
        return None
    # To two digits: what is known of the spread is less, and near spreads share a simulation.
    spread, apart = (float(f"{value:.2g}") for value in (found.spread, math.sqrt(found.floor)))
    return math.expm1(_smallest_shift(spread, apart, tuple(looks), margin))


@lru_cache(maxsize=512)
def _smallest_shift(spread: float, apart: float, looks: tuple[int, ...], margin: float) -> float:
    """The least mean of logs that fails so often; `apart` is the error of a baseline measured apart."""
    least, most = 0.0, math.log1p(margin) + 10 * math.hypot(spread, apart)
    while most - least > 5e-4:
        middle = (least + most) / 2
        powered = _fail_share(middle, (spread, apart), looks, margin) >= POWER
        least, most = (least, middle) if powered else (middle, most)
    return most


def _fail_share(shift: float, noise: tuple[float, float], looks: tuple[int, ...], margin: float) -> float:
    spread, apart = noise
    drawn = _normal(looks[-1])
    ended = np.zeros(len(drawn), dtype=bool)
    failed = 0
    for place, look in enumerate(looks):
        values = drawn[:, 1 : look + 1]
        mean = shift + spread * values.mean(axis=1) + apart * drawn[:, 0]
        error = np.hypot(spread * values.std(axis=1, ddof=1) / math.sqrt(look), apart)
        below, above = _factors(looks, looks[: place + 1], float(look - 1))
        passes = mean + above * error < math.log1p(margin)
        fails = (mean - below * error > 0) & ~passes & ~ended
        failed += int(fails.sum())
        ended |= passes | fails
    return failed / len(drawn)


@lru_cache(maxsize=8)
def _normal(launches: int) -> NDArray[np.float64]:
    """A row a gate: the error of its baseline, then its launches."""
    return np.random.default_rng(1).normal(size=(_GATES, launches + 1))


def needed(found: Estimate, margin: float, looks: Sequence[int]) -> int | None:
    """Launches at which four gates in five would decide, going by the difference and the spread seen; `None`
    when no number that anybody would measure does."""
    rough = _enough(found, margin, tuple(looks))
    if rough is None or rough <= looks[-1]:
        return None if rough is None else looks[-1]
    # More launches know their own spread better, and so need less than the few of these looks say.
    spaced = tuple(round(look * rough / looks[-1]) for look in looks)
    return max(_enough(found, margin, spaced) or rough, looks[-1])


def _enough(found: Estimate, margin: float, looks: tuple[int, ...]) -> int | None:
    low, high = _factors(looks, looks, float(looks[-1] - 1))
    chances = [(found.mean, low), (math.log1p(margin) - found.mean, high)]
    enough = [launches_for(shift, factor, found) for shift, factor in chances if shift > 0]
    return min((count for count in enough if count is not None), default=None)


def launches_for(shift: float, factor: float, found: Estimate) -> int | None:
    """Launches at which a `shift` exceeds `factor` standard errors four times in five; `None`: too many."""
    # Normal, not t: so many launches are far beyond the few at which the two differ.
    allowed = (shift / (factor + float(stats.norm.ppf(POWER)))) ** 2 - found.floor
    if allowed <= 0:
        return None
    count = math.ceil(found.spread**2 / allowed)
    return count if count <= MOST_NEEDED else None
