"""Looking several times at launches that come in, with one error rate for all looks together.

The error is spent by an increasing share of it at each planned look (Lan & DeMets 1983, Biometrika 70:659;
the power family a t^r of Kim & DeMets 1987, Biometrika 74:149). The levels are exact for t statistics of
normal values: taken from the normal recursion instead, they made 1 % into 1.05 % at 6, 10 and 16 launches,
and into 1.1 % at fewer.

With a mean of nought, r = S / sqrt(n Q), of the sum S and the sum of squares Q, says what t says
(t = r sqrt((n - 1) / (1 - r^2))), and whatever earlier looks found is independent of Q (Basu). So r is a
Markov chain: of m further values with an r of their own, q,
    r' = (r sqrt(n b) + q sqrt(m (1 - b))) / sqrt(n + m),  b ~ Beta(n / 2, m / 2).
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Values = NDArray[np.float64]

_BINS = 160
_SPLITS = 40
_TABLE = 2001


def spent(looks: Sequence[int], error: float, power: float) -> tuple[float, ...]:
    """The error used up to each look of `looks` planned launches; the last has used all of it.

    A power of 1 spends evenly, one of 3 saves most of it for the end, as O'Brien and Fleming do.
    """
    return tuple(error * (look / looks[-1]) ** power for look in looks)


@lru_cache(maxsize=1024)
def levels(counts: tuple[int, ...], used: tuple[float, ...]) -> tuple[float, ...]:
    """One-sided levels for t tests at looks with `counts` values, which never fall, when `used` error is
    spent up to each.

    A look with fewer than two values has no t: its level is nought, and what it did not spend the next has.
    One without a new value cannot find anything new and keeps the level before it.
    """
    found: list[float] = []
    chain: _Chain | None = None
    for count, total in zip(counts, used, strict=True):
        if count < 2:
            found.append(0.0)
        elif chain is None:
            found.append(total)
            chain = _Chain(count, total)
        elif count == chain.n:
            found.append(found[-1])
        else:
            found.append(chain.move(count, total))
    return tuple(found)


class _Chain:
    """Where r lies at the last look, among all series of values that had not crossed a bound before."""

    def __init__(self, n: int, spent: float) -> None:
        self.n = n
        self._spent = spent
        bound = _r_of(float(stats.t.isf(spent, n - 1)), n)
        edges = np.linspace(-1.0, bound, _BINS + 1)
        self._places, self._masses = _bins(edges, stats.t.sf(_t_of(edges, n), n - 1))

    def move(self, n: int, spent: float) -> float:
        """Go on to `n` values and set the bound there so that `spent` is used in all; its level."""
        beyond = self._tail(n)
        more = spent - self._spent
        bound = float(optimize.brentq(lambda r: float(beyond(np.array([r]))[0]) - more, -1.0, 1.0))
        edges = np.linspace(-1.0, bound, _BINS + 1)
        self._places, self._masses = _bins(edges, beyond(edges))
        self.n, self._spent = n, spent
        return float(stats.t.sf(_t_of(np.array([bound]), n), n - 1)[0])

    def _tail(self, n: int) -> "_Tail":
        return _Tail(self._places, self._masses, self.n, n - self.n)


class _Tail:
    """The chance that r exceeds a bound after `m` further values, without having crossed one before."""

    def __init__(self, places: Values, masses: Values, n: int, m: int) -> None:
        share = stats.beta.ppf((np.arange(_SPLITS) + 0.5) / _SPLITS, n / 2, m / 2)
        self._known = places[:, np.newaxis] * np.sqrt(n * share)
        self._room = np.sqrt(m * (1 - share))
        self._root = np.sqrt(n + m)
        self._masses = masses
        self._q = np.linspace(-1.0, 1.0, _TABLE)
        self._beyond = _beyond(self._q, m)

    def __call__(self, bounds: Values) -> Values:
        return np.array([self._at(float(bound)) for bound in bounds])

    def _at(self, bound: float) -> float:
        q = (bound * self._root - self._known) / self._room
        chances = np.interp(q, self._q, self._beyond, left=1.0, right=0.0)
        return float(self._masses @ chances.mean(axis=1))


def _beyond(q: Values, m: int) -> Values:
    """The chance that the r of `m` values exceeds `q`; of a single one it is its sign."""
    return np.full_like(q, 0.5) if m == 1 else np.asarray(stats.t.sf(_t_of(q, m), m - 1), dtype=float)


def _bins(edges: Values, beyond: Values) -> tuple[Values, Values]:
    return (edges[:-1] + edges[1:]) / 2, beyond[:-1] - beyond[1:]


def _t_of(r: Values, n: int) -> Values:
    with np.errstate(divide="ignore"):
        return np.asarray(r * np.sqrt((n - 1) / (1 - r**2)), dtype=float)


def _r_of(t: float, n: int) -> float:
    return float(t / np.sqrt(n - 1 + t**2))
