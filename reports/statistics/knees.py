"""Is there a knee: a size from which on a signal grows faster than before?

Each launch gets its own best two straight lines on log axes. A knee is stated only where, over launches, the
second line is steeper than the first, two lines fit better than a smooth bend, and the interval of the place
lies inside the sizes measured. Points of greatest curvature without these checks are found in every curve
(BROWSER.md §6.8).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.statistics.intervals import Interval, mean_interval

LEAST_SIZES = 5
LEAST_LAUNCHES = 3
_PLACES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """In lines, with its interval; exponents before and after it."""

    lines: float
    low: float
    high: float
    before: float
    after: float


def knee(launches: Sequence[Mapping[int, float]]) -> Knee | None:
    """`launches` has the values by size; those that lack a size are left out. `None` where none is shown."""
    sizes = sorted({size for one in launches for size in one})
    whole = [one for one in launches if len(one) == len(sizes)]
    if len(sizes) < LEAST_SIZES or len(whole) < LEAST_LAUNCHES:
        return None
    x = np.log(sizes)
    y = np.log([[one[size] for size in sizes] for one in whole])
    places, slopes, hinged = _hinges(x, y)
    steeper = mean_interval([float(turn) for turn in slopes[:, 1]])
    better = mean_interval(np.log((_smooth(x, y) + 1e-12) / (hinged + 1e-12)).tolist())
    if steeper is None or better is None or steeper.low <= 0 or better.low <= 0:
        return None
    place = mean_interval(places.tolist())
    if place is None or place.low <= x[0] or place.high >= x[-1]:
        return None
    return _knee(place, slopes)


def _knee(place: Interval, slopes: NDArray[np.float64]) -> Knee:
    before = float(slopes[:, 0].mean())
    return Knee(
        lines=math.exp(place.estimate),
        low=math.exp(place.low),
        high=math.exp(place.high),
        before=before,
        after=before + float(slopes[:, 1].mean()),
    )


def _hinges(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For each launch (rows of `y`) the best place, its slope and change of slope, and the squares left."""
    # Two sizes at least on either side: fewer would fit their noise.
    places = np.linspace(x[1], x[-2], _PLACES)
    best = np.full(len(y), math.inf)
    found = np.zeros(len(y))
    slopes = np.zeros((len(y), 2))
    for place in places:
        left, coefficients = _fit(np.stack([np.ones_like(x), x, np.maximum(x - place, 0)], axis=1), y)
        nearer = left < best
        best[nearer], found[nearer] = left[nearer], place
        slopes[nearer] = coefficients[nearer, 1:]
    return found, slopes, best


def _smooth(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the best smooth bend leaves: fixed cost and power, the alternative to a knee."""
    best = np.full(len(y), math.inf)
    for power in np.linspace(0.5, 3.0, 26):
        curve = np.exp(power * (x - x.mean()))
        for share in (0.0, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0):
            bend = np.log(share + curve)
            left, _ = _fit(np.stack([np.ones_like(x), bend], axis=1), y)
            best = np.minimum(best, left)
    quadratic, _ = _fit(np.stack([np.ones_like(x), x, x**2], axis=1), y)
    return np.asarray(np.minimum(best, quadratic), dtype=float)


def _fit(
    design: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least squares for every row of `y`: the squares left, and the coefficients."""
    coefficients = (np.linalg.pinv(design) @ y.T).T
    left = np.asarray(((y - coefficients @ design.T) ** 2).sum(axis=1), dtype=float)
    return left, coefficients
