"""How fast a signal grows with the size: the slope on log axes, between neighbouring sizes and over all.

An exponent of 1 is growth in step with the lines, 2 is four times for twice the lines. One exponent for all
sizes is a power law, and it is given only together with a check that it fits: the curvature of each launch.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from billbench.reports.statistics.intervals import Interval, mean_interval
from billbench.reports.statistics.ratios import ERROR_RATE, mean_p


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalExponent:
    """Between two neighbouring sizes, `smaller` and `larger`; `estimate` has no width of its own
    without two launches."""

    smaller: int
    larger: int
    launches: int
    estimate: float
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponents:
    """`overall` is the power law's exponent; `bends` says whether the curve is shown to be none, and
    `curvature_p` the chance of so much curvature without any (`None`: too few sizes or launches)."""

    overall: float
    interval: Interval | None
    curvature_p: float | None
    local: tuple[LocalExponent, ...]

    @property
    def bends(self) -> bool:
        return self.curvature_p is not None and self.curvature_p <= ERROR_RATE


def exponents(launches: Sequence[Mapping[int, float]]) -> Exponents | None:
    """`launches` has the values by size, all above nought; `None` when none has two sizes."""
    logs = [{size: math.log(one[size]) for size in sorted(one)} for one in launches if len(one) > 1]
    if not logs:
        return None
    slopes = _leading(logs, 1)
    bent = _leading([one for one in logs if len(one) > 2], 2)
    return Exponents(
        overall=float(np.mean(slopes)),
        interval=mean_interval(slopes),
        curvature_p=mean_p(bent) if len(bent) > 1 else None,
        local=_local(logs),
    )


def _leading(logs: Sequence[Mapping[int, float]], degree: int) -> list[float]:
    """The leading coefficients of the polynomials that fit the launches on log axes."""
    by_sizes: dict[tuple[int, ...], list[list[float]]] = {}
    for one in logs:
        by_sizes.setdefault(tuple(one), []).append(list(one.values()))
    # Launches of the same sizes, nearly always all, are fitted at once.
    fits = (np.polyfit(np.log(sizes), np.transpose(rows), degree) for sizes, rows in by_sizes.items())
    return [float(leading) for fit in fits for leading in fit[0]]


def _local(logs: Sequence[Mapping[int, float]]) -> tuple[LocalExponent, ...]:
    sizes = sorted({size for one in logs for size in one})
    found = []
    for smaller, larger in pairwise(sizes):
        run = math.log(larger / smaller)
        slopes = [(one[larger] - one[smaller]) / run for one in logs if smaller in one and larger in one]
        if slopes:
            found.append(
                LocalExponent(
                    smaller=smaller,
                    larger=larger,
                    launches=len(slopes),
                    estimate=float(np.mean(slopes)),
                    interval=mean_interval(slopes),
                )
            )
    return tuple(found)
