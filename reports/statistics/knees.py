"""Is there a knee: a size from which on a signal grows faster than before?

Each launch gets its own best two straight lines on log axes. A knee is stated only where, over launches, the
second line is steeper than the first, two lines fit better than a smooth bend, and the interval of the place
lies inside the sizes measured. Points of greatest curvature without these checks are found in every curve
(BROWSER.md §6.8).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from billbench.reports.statistics.intervals import Interval, mean_interval

LEAST_SIZES = 5
LEAST_LAUNCHES = 3
_PLACES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """In lines, with its interval; exponents `before` and `after` it."""

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
    y = np.log([[one[size] for size in sizes] for one in whole])
    places, slopes, hinged = _hinges(tuple(sizes), y)
    steeper = mean_interval([float(turn) for turn in slopes[:, 1]])
    better = mean_interval(np.log((_smooth(tuple(sizes), y) + 1e-12) / (hinged + 1e-12)).tolist())
    if steeper is None or better is None or steeper.low <= 0 or better.low <= 0:
        return None
    place = mean_interval(places.tolist())
    if place is None or place.low <= math.log(sizes[0]) or place.high >= math.log(sizes[-1]):
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
    sizes: tuple[int, ...], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For each launch (rows of `y`) the best place, its slope and change of slope, and the squares left."""
    places, designs = _hinge_designs(sizes)
    # Axes: places, then sizes or coefficients, then launches.
    coefficients = np.linalg.pinv(designs) @ y.T
    left = ((y.T - designs @ coefficients) ** 2).sum(axis=1)
    best = left.argmin(axis=0)
    rows = np.arange(len(y))
    return places[best], coefficients[best, 1:, rows], left[best, rows]


@lru_cache(maxsize=32)
def _hinge_designs(sizes: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.log(sizes)
    # Two sizes at least on either side: fewer would fit their noise.
    places = np.linspace(x[1], x[-2], _PLACES)
    columns = [np.stack([np.ones_like(x), x, np.maximum(x - place, 0)], axis=1) for place in places]
    return places, np.stack(columns)


def _smooth(sizes: tuple[int, ...], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the best smooth bend leaves: fixed cost and a power, or a parabola; the alternatives to a knee."""
    left = _smooth_residuals(sizes) @ y.T
    return np.asarray((left**2).sum(axis=1).min(axis=0), dtype=float)


@lru_cache(maxsize=32)
def _smooth_residuals(sizes: tuple[int, ...]) -> NDArray[np.float64]:
    """For each bend the matrix that leaves of a launch's values what the bend does not explain."""
    x = np.log(sizes)
    powers = np.linspace(0.4, 3.2, 43)[:, np.newaxis, np.newaxis]
    shares = np.array([0.0, *np.geomspace(0.01, 30, 40)])[:, np.newaxis]
    risen = np.log(shares + np.exp(powers * (x - x.mean()))).reshape(-1, len(x))
    bends = np.stack([np.ones_like(risen), risen], axis=2)
    parabola = np.stack([np.ones_like(x), x, x**2], axis=1)[np.newaxis]
    explained = np.concatenate([bend @ np.linalg.pinv(bend) for bend in (bends, parabola)])
    return np.asarray(np.eye(len(x)) - explained, dtype=float)
