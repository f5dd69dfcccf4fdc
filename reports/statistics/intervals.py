"""Intervals of a level over launches.

A launch is the unit: steps inside one launch share its noise, so n is the number of launches. A t interval
holds its 95 % down to three launches, where a bootstrap of the launches holds 80 to 84 % (BROWSER.md §2.1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

LEVEL = 0.95
"""Every interval of a report is a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate and the interval around it, in the unit of the values."""

    estimate: float
    low: float
    high: float


@lru_cache(maxsize=256)
def t_factor(n: int) -> float:
    """Half width of a 95 % t interval in standard errors, for `n` values."""
    return float(stats.t.ppf(0.5 + LEVEL / 2, n - 1))


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The t interval of the mean; `None` for fewer than two values, which have no interval."""
    n = len(values)
    if n < 2:
        return None
    mean = float(np.mean(values))
    half = t_factor(n) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Interval(estimate=mean, low=mean - half, high=mean + half)


def geometric_interval(values: Sequence[float]) -> Interval | None:
    """The interval of the geometric mean: times are skewed, so the log scale is the honest one.

    `None` for fewer than two values or a value that has no logarithm.
    """
    if any(value <= 0 for value in values):
        return None
    logs = mean_interval([math.log(value) for value in values])
    if logs is None:
        return None
    return Interval(estimate=math.exp(logs.estimate), low=math.exp(logs.low), high=math.exp(logs.high))
