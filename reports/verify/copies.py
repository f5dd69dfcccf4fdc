"""What equal copies say: how often they are called different, and what difference could be seen.

Values are logs of ratios. Two copies of one thing are exchangeable, so each difference might as well have had
the other sign: that gives the false alarms and the spread without any model of the noise.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from billbench.reports.statistics.intervals import t_factor

POWER = 0.8
_MOST_RESAMPLES = 20_000


def false_alarms(differences: Sequence[float], launches: int, *, seed: int = 1) -> float | None:
    """The share of resamples in which the paired t test at 5 % calls equal copies different.

    A resample is a run of `launches` of the differences with signs of its own; all of them are tried, or
    many at random where there are too many. `None` when there are fewer differences than the run has.
    """
    if not 2 <= launches <= len(differences):
        return None
    limit = t_factor(launches)
    runs = _resamples(np.array(differences), launches, seed)
    standard_errors = runs.std(axis=1, ddof=1) / math.sqrt(launches)
    return float(np.mean(np.abs(runs.mean(axis=1)) > limit * standard_errors))


def _resamples(differences: NDArray[np.float64], launches: int, seed: int) -> NDArray[np.float64]:
    """A row a resample."""
    n = len(differences)
    # The first sign is fixed: the test is two-sided, so turning all signs changes nothing.
    if math.comb(n, launches) * 2 ** (launches - 1) <= _MOST_RESAMPLES:
        chosen = np.array(list(itertools.combinations(differences, launches)), dtype=np.float64)
        signs = np.array(list(itertools.product((1,), *[(1, -1)] * (launches - 1))), dtype=np.float64)
        return np.reshape(chosen[:, np.newaxis, :] * signs, (-1, launches))
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(differences, (_MOST_RESAMPLES, 1)), axis=1)
    signs = rng.choice(np.array((1.0, -1.0)), size=(_MOST_RESAMPLES, launches))
    return np.asarray(shuffled[:, :launches] * signs, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectable:
    """The smallest effect (a share: 0.1 is 10 %) that a run sees with 80 % power, with the 95 % interval
    that comes from not knowing the spread."""

    launches: int
    effect: float
    low: float
    high: float


def spread(differences: Sequence[float]) -> float:
    """The spread of the difference of two equal copies; their mean is nought by construction."""
    return math.sqrt(sum(value**2 for value in differences) / len(differences))


def detectable(differences: Sequence[float], launches: int) -> Detectable | None:
    """What the paired t test at 5 % over `launches` launches would find, going by the spread seen.

    `None` without differences, or when all of them are nought.
    """
    n = len(differences)
    if not n or not (sd := spread(differences)):
        return None
    steps = smallest_shift(launches)
    # The spread itself is known by n squares: chi squared with n degrees of freedom.
    surest, least_sure = (math.sqrt(n / float(stats.chi2.ppf(p, n))) for p in (0.975, 0.025))
    effect, low, high = (math.expm1(sd * factor * steps) for factor in (1.0, surest, least_sure))
    return Detectable(launches=launches, effect=effect, low=low, high=high)


def smallest_shift(launches: int) -> float:
    """The shift, in spreads of a difference, that the paired t test sees with 80 % power."""
    df = launches - 1
    limit = t_factor(launches)

    def lacking(shift: float) -> float:
        return float(stats.nct.sf(limit, df, shift * math.sqrt(launches))) - POWER

    return float(optimize.brentq(lacking, 0.01, 20))
