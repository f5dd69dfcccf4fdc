"""Percentiles of times some of which are only known to be longer than was waited.

A censored time takes a place above all others: it is longer than it says, by how much nobody knows. A
percentile that falls among such times is "at least" the longest that was seen.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from billbench.reports.load.rows import Floats
from billbench.reports.statistics.intervals import Interval, t_factor
from billbench.reports.statistics.percentiles import Percentile

BLOCKS = 10
"""A stage is cut into so many stretches of time for its interval: requests of one moment share its luck."""
_ENOUGH_BLOCKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A set of times in figures. `count` includes the `censored` ones."""

    count: int
    censored: int
    p50: Percentile
    p95: Percentile
    p99: Percentile


def times(values: Floats, censored: npt.NDArray[np.bool_]) -> Times | None:
    """`None` for no values."""
    if not len(values):
        return None
    return Times(
        count=len(values),
        censored=int(censored.sum()),
        p50=percentile(values, censored, 0.5),
        p95=percentile(values, censored, 0.95),
        p99=percentile(values, censored, 0.99),
    )


def percentile(values: Floats, censored: npt.NDArray[np.bool_], share: float) -> Percentile:
    """By linear interpolation between order statistics; needs at least one value."""
    known = values[~censored]
    place = share * (len(values) - 1)
    upper = math.ceil(place)
    if upper >= len(known):
        # Nothing was waited for a dropped arrival, whose service time is not even a number.
        return Percentile(value=float(np.nanmax(np.nan_to_num(values))), at_least=True)
    lower = math.floor(place)
    both = np.partition(known, [lower, upper])
    value = both[lower] + (place - lower) * (both[upper] - both[lower])
    return Percentile(value=float(value), at_least=False)


def p95_interval(values: Floats, censored: npt.NDArray[np.bool_], due_s: Floats) -> Interval | None:
    """The 95 % interval of a 95th percentile over time: a jackknife over stretches of the stage.

    Requests beside each other wait for the same things, so they are no independent sample; stretches of
    time nearly are. With k stretches the pseudo-values' t interval has k - 1 degrees of freedom (Quenouille
    1956; the delete-a-group form is consistent for percentiles). `None` where too few stretches have any
    requests, or a percentile is only known to be at least so much.
    """
    if not len(values):
        return None
    edges = np.linspace(due_s.min(), np.nextafter(due_s.max(), np.inf), BLOCKS + 1)
    block = np.searchsorted(edges, due_s, side="right")
    present = np.unique(block)
    if len(present) < _ENOUGH_BLOCKS:
        return None
    whole = percentile(values, censored, 0.95)
    left_out = [percentile(values[block != one], censored[block != one], 0.95) for one in present]
    if whole.at_least or any(one.at_least for one in left_out):
        return None
    k = len(present)
    without = np.array([one.value for one in left_out])
    error = math.sqrt((k - 1) / k * float(((without - without.mean()) ** 2).sum()))
    half = t_factor(k) * error
    return Interval(estimate=whole.value, low=max(0.0, whole.value - half), high=whole.value + half)
