"""Two means that were measured apart from each other (Welch 1947).

Apart from the other intervals, for scipy.stats takes 0.2 s to import, which a report need not wait for.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from billbench.reports.statistics.intervals import LEVEL, Interval

_NO_SPREAD = 1e-12
_EQUAL = 1e-9


def welch(first: Sequence[float], second: Sequence[float]) -> tuple[Interval, float] | None:
    """The mean of `second` less that of `first`, with its two-sided p; `None` for fewer than two of either.

    Values without any spread are beyond chance or equal.
    """
    if min(len(first), len(second)) < 2:
        return None
    mean = float(np.mean(second) - np.mean(first))
    if max(np.ptp(first), np.ptp(second)) < _NO_SPREAD:
        return Interval(estimate=mean, low=mean, high=mean), 0.0 if abs(mean) > _EQUAL else 1.0
    found = stats.ttest_ind(second, first, equal_var=False)
    low, high = found.confidence_interval(LEVEL)
    return Interval(estimate=mean, low=float(low), high=float(high)), float(found.pvalue)
