"""Freeze as a monotone function of the bill's size, a curve a launch, on log scales.

Between two measured sizes nobody knows the curve. A straight line is right for a power law and early by up to
5 % where growth steepens, as fixed cost plus a square does; a monotone cubic is right there and late behind a
sharp bend. Both are drawn, and a crossing lies between the two: that alone takes the coverage of the
intervals for sizes that double from 37–95 % (straight only) to 94–99 %. A sharp bend between two sizes lies
outside of both, and no line through the sizes can tell of it: with a bend at 96 lines and sizes of 80 and
120, ten launches hold 89 %. More sizes there are the only help.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

from billbench.reports.statistics.percentiles import Observed

LEAST_S = 0.05
"""Shorter freezes count as this long. Browsers report tasks and frames from 50 ms on (W3C Long Tasks), so a
value below is made of other signals: 3 ms in one launch and 50 ms in the next are the same freeze."""

_ENDLESS = 1e300
"""What a hang is taken for where the longest it may have been matters."""

_POINTS = 400
"""Points of the mesh: between two of them even a cubic is straight to a hundredth of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchValues:
    """What one launch measured: sizes ascending, each once, at least two."""

    sizes: tuple[int, ...]
    observed: tuple[Observed, ...]

    @property
    def hung(self) -> bool:
        return any(one.censored for one in self.observed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One launch's log values at the points of a mesh, drawn straight and curved; NaN outside its sizes."""

    straight: NDArray[np.float64]
    curved: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """All launches on one mesh of log sizes. `least` takes a hang for as long as it was watched, `most`
    for endless; without a hang the two are the same."""

    mesh: NDArray[np.float64]
    least: tuple[Curve, ...]
    most: tuple[Curve, ...]
    hung: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingSpan:
    """Where one line of a launch first exceeds a limit: a log size from `low` to `high`, which a hang parts.

    `low` is minus infinity when the smallest size exceeds the limit already, `high` infinity when none does.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Where a launch first exceeds a limit: by its straight line, by its curved one, and by either."""

    straight: CrossingSpan
    curved: CrossingSpan

    @property
    def low(self) -> float:
        return min(self.straight.low, self.curved.low)

    @property
    def high(self) -> float:
        return max(self.straight.high, self.curved.high)

    @property
    def unknown(self) -> bool:
        """A hang at the smallest size that was watched for less than the limit says nothing about it."""
        return math.isinf(self.low) and math.isinf(self.high)

    @property
    def position(self) -> float:
        """The best single place for it: the middle, or the end that is known."""
        if math.isinf(self.low):
            return self.high
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2


def draw(launches: Sequence[LaunchValues]) -> Curves:
    """The curves of at least one launch."""
    knots = np.log(np.unique([size for one in launches for size in one.sizes]))
    mesh = np.union1d(knots, np.linspace(knots[0], knots[-1], _POINTS))
    hung = any(one.hung for one in launches)
    least = _curves(launches, mesh, endless=False)
    return Curves(
        mesh=mesh, least=least, most=_curves(launches, mesh, endless=True) if hung else least, hung=hung
    )


def _curves(
    launches: Sequence[LaunchValues], mesh: NDArray[np.float64], *, endless: bool
) -> tuple[Curve, ...]:
    found: dict[int, Curve] = {}
    # Launches of the same sizes, nearly always all, share one cubic: building it costs more than using it.
    for sizes in {one.sizes for one in launches}:
        places = [place for place, one in enumerate(launches) if one.sizes == sizes]
        fitted = np.array([_monotone(launches[place], endless=endless) for place in places])
        logs = np.log(sizes)
        curved = np.asarray(PchipInterpolator(logs, fitted, axis=1, extrapolate=False)(mesh), dtype=float)
        for place, knots, curve in zip(places, fitted, curved, strict=True):
            straight = np.interp(mesh, logs, knots, left=math.nan, right=math.nan)
            found[place] = Curve(straight=straight, curved=curve)
    return tuple(found[place] for place in range(len(launches)))


def _monotone(launch: LaunchValues, *, endless: bool) -> NDArray[np.float64]:
    """The isotonic regression of log values on log sizes.

    A larger bill is never less work, so a dip is noise; averaging it away needs no model of the growth.
    """
    values = [_ENDLESS if endless and one.censored else one.value for one in launch.observed]
    return np.asarray(isotonic_regression(np.log(np.maximum(values, LEAST_S))).x, dtype=float)


def crossings(curves: Curves, limit: float) -> list[Crossing]:
    """Where each launch crosses `limit`, between its straight and its curved line, its least and its most."""
    return [
        _crossing(curves.mesh, least, most, math.log(limit))
        for least, most in zip(curves.least, curves.most, strict=True)
    ]


def _crossing(mesh: NDArray[np.float64], least: Curve, most: Curve, level: float) -> Crossing:
    return Crossing(
        straight=_span(mesh, least.straight, most.straight, level),
        curved=_span(mesh, least.curved, most.curved, level),
    )


def _span(
    mesh: NDArray[np.float64], least: NDArray[np.float64], most: NDArray[np.float64], level: float
) -> CrossingSpan:
    early = first_above(mesh, most, level)
    late = early if most is least else first_above(mesh, least, level)
    return CrossingSpan(
        low=float(mesh[~np.isnan(least)][-1]) if early == math.inf else early,
        high=float(mesh[~np.isnan(least)][0]) if late == -math.inf else late,
    )


def first_above(mesh: NDArray[np.float64], values: NDArray[np.float64], level: float) -> float:
    """Where `values` first exceed `level`: minus infinity at the start of what is known, infinity for
    never. NaN, before the first known value and after the last, is unknown."""
    above = values > level
    after = int(above.argmax())
    if not above[after]:
        return math.inf
    before = after - 1
    if before < 0 or np.isnan(values[before]):
        return -math.inf
    left, right = values[before], values[after]
    share = 1.0 if math.isinf(right) else (level - left) / (right - left)
    return float(mesh[before] + (mesh[after] - mesh[before]) * share)
