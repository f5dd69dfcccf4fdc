"""Intervals of a level over launches.

A launch is the unit: steps inside one launch share its noise, so n is the number of launches. A t interval
holds its 95 % down to three launches, where a bootstrap of the launches holds 80 to 84 % (BROWSER.md §2.1).

Where a hang leaves only bounds of a launch's value, an interval that goes as far beyond both holds the truth
too often (97–98 % of the time): of bounds far apart only one can be missed. Theirs is the critical value of
Imbens and Manski ("Confidence intervals for partially identified parameters", Econometrica 72, 2004), with t
for their normal: the two-sided one where the bounds meet, the one-sided one where they are far apart. It is
valid for bounds that are always in order (Stoye, Econometrica 77, 2009, lemma 3). It holds a truth at one of
the bounds 95 % of the time and one between them more often, as any interval must that is to hold at both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

LEVEL = 0.95
"""Every interval of a report is a 95 % interval."""

_FAR = 1e6
"""Bounds so many standard errors apart are missed one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate and the interval around it, in the unit of the values."""

    estimate: float
    low: float
    high: float

    @property
    def exponential(self) -> "Interval":
        """That of the values, where this is of their logarithms."""
        return Interval(estimate=math.exp(self.estimate), low=math.exp(self.low), high=math.exp(self.high))


@lru_cache(maxsize=256)
def t_factor(n: int) -> float:
    """Half width of a 95 % t interval in standard errors, for `n` values."""
    # As scipy.stats.t says it, which takes 30 times as long and 0.2 s to import. A report of 5,000 trials has
    # 8,700 intervals, written in 5 s.
    return float(special.stdtrit(n - 1, 0.5 + LEVEL / 2))


def mean_interval(values: Sequence[float] | NDArray[np.float64]) -> Interval | None:
    """The t interval of the mean; `None` for fewer than two values, which have no interval."""
    n = len(values)
    if n < 2:
        return None
    # Launches are few: for three to ten values numpy takes three times as long.
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    half = t_factor(n) * math.sqrt(variance / n)
    return Interval(estimate=mean, low=mean - half, high=mean + half)


def bounded_interval(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    """The interval of a mean of which each of two launches or more tells the least and the most."""
    n = len(lows)
    low, high = float(np.mean(lows)), float(np.mean(highs))
    low_error, high_error = (float(np.std(ends, ddof=1)) / math.sqrt(n) for ends in (lows, highs))
    factor = bounds_factor(high - low, max(low_error, high_error), n)
    return low - factor * low_error, high + factor * high_error


def bounds_factor(width: float, error: float, n: int) -> float:
    """How many standard errors to go beyond bounds `width` apart, the greater error of which is `error`.

    The c of T(c + width / error) - T(-c) = 95 %, T being Student's t with `n` - 1 degrees of freedom.
    """
    freedom = n - 1
    if width <= 0:
        return t_factor(n)
    if width > _FAR * error:
        return float(special.stdtrit(freedom, LEVEL))
    apart = width / error
    return float(
        optimize.brentq(
            lambda c: special.stdtr(freedom, c + apart) - special.stdtr(freedom, -c) - LEVEL, 0, t_factor(n)
        )
    )


def geometric_interval(values: Sequence[float]) -> Interval | None:
    """The interval of the geometric mean: times are skewed, so the log scale is the honest one.

    `None` for fewer than two values or a value that has no logarithm.
    """
    if not all(value > 0 for value in values):
        return None
    logs = mean_interval([math.log(value) for value in values])
    return None if logs is None else logs.exponential
