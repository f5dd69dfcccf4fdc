"""Percentiles of values some of which are only known to be "at least" so much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ENOUGH_FOR_P95 = 20
"""Below this number of values the 95th percentile lies beyond the second largest: it is the maximum."""


class Observed(NamedTuple):
    """A value; when `censored`, the true value is at least this.

    A tuple, as a report makes a million of them: it takes half the time of a dataclass, and sorts as it is.
    """

    value: float
    censored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """The `value` is `at_least` so much where a censored one could move it up, never down. `is_maximum`: too
    few values for more."""

    value: float
    at_least: bool
    is_maximum: bool = False


def percentile(values: Sequence[Observed], share: float) -> Percentile:
    """The percentile by linear interpolation between order statistics; needs at least one value."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    lower, upper = ordered[math.floor(place)], ordered[math.ceil(place)]
    value = lower.value + (place - math.floor(place)) * (upper.value - lower.value)
    # A censored value above both neighbours keeps its rank whatever its true value is.
    at_least = any(one.censored and one.value <= upper.value for one in ordered)
    return Percentile(value=value, at_least=at_least)


def median(values: Sequence[Observed]) -> Percentile:
    return percentile(values, 0.5)


def p95(values: Sequence[Observed]) -> Percentile:
    """The 95th percentile, or the maximum, marked as such, of too few values."""
    if len(values) >= ENOUGH_FOR_P95:
        return percentile(values, 0.95)
    top = max(values)
    at_least = any(one.censored for one in values)
    return Percentile(value=top.value, at_least=at_least, is_maximum=True)
