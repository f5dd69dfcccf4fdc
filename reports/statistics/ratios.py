"""Two things measured in the same launches: how many times the one is the other.

Pairs within a launch share its luck, and a ratio cancels it: the level of a launch varies by 14-21 %, a ratio
within it by 6 % (BROWSER.md §8). So differences between designs are judged on paired log ratios only.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

import numpy as np
from scipy import special

from billbench.reports.statistics.intervals import mean_interval
from billbench.reports.statistics.percentiles import Observed

ERROR_RATE = 0.05

Pair = tuple[Observed, Observed]


class Tested:
    """A base of values with a `p` of their own; `None` where nothing was tested."""

    __slots__ = ()
    p: float | None

    @property
    def shown(self) -> bool:
        return self.p is not None and self.p <= ERROR_RATE


AnyTested = TypeVar("AnyTested", bound=Tested)


class Bound(StrEnum):
    """What is known of a ratio when some values are hangs."""

    EXACT = "exact"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    UNKNOWN = "unknown"
    """Hangs on both sides: no ratio can be said, though its direction may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """`ratio` is second over first, with its 95 % interval. `p` is two-sided, not adjusted for company.

    Without an interval `reason` says why. `pairs` counts the launches that say anything.
    """

    ratio: float
    low: float | None
    high: float | None
    p: float
    pairs: int
    bound: Bound = Bound.EXACT
    reason: str = ""


def effect_of(pairs: Sequence[Pair], *, least: float = 0.0) -> Effect | None:
    """The effect over launches; `least` is what smaller values count as, so that nought has a logarithm.

    `None` when no launch has both values, or a value is nought and no `least` is given.
    """
    known = [pair for pair in pairs if not (pair[0].censored and pair[1].censored)]
    if not known or any(max(one.value, least) <= 0 for pair in known for one in pair):
        return None
    logs = [math.log(max(second.value, least) / max(first.value, least)) for first, second in known]
    if any(one.censored for pair in known for one in pair):
        return _with_hangs(known, logs)
    return effect_of_logs(logs)


def effect_of_logs(logs: Sequence[float]) -> Effect:
    """The same of the logs of one ratio at least."""
    interval = mean_interval(logs)
    if interval is None:
        reason = "one launch has no interval"
        return Effect(ratio=math.exp(logs[0]), low=None, high=None, p=1.0, pairs=1, reason=reason)
    times = interval.exponential
    return Effect(ratio=times.estimate, low=times.low, high=times.high, p=mean_p(logs), pairs=len(logs))


def mean_p(values: Sequence[float]) -> float:
    """Two-sided p of a mean of nought, by t; values without any spread are beyond chance or equal."""
    n, mean = len(values), float(np.mean(values))
    spread = float(np.std(values, ddof=1)) if n > 1 else 0.0
    if n < 2 or spread < 1e-12:
        return 0.0 if n > 1 and abs(mean) > 1e-9 else 1.0
    return float(2 * special.stdtr(n - 1, -abs(mean) / (spread / math.sqrt(n))))


def _with_hangs(pairs: Sequence[Pair], logs: Sequence[float]) -> Effect:
    """A hang bounds its launch's ratio from one side; the median of bounds is a bound, the signs a test."""
    kinds = {
        Bound.AT_MOST if first.censored else Bound.AT_LEAST
        for first, second in pairs
        if first.censored or second.censored
    }
    bound = kinds.pop() if len(kinds) == 1 else Bound.UNKNOWN
    signs = [
        log > 0
        for (first, second), log in zip(pairs, logs, strict=True)
        if not (first.censored and log >= 0) and not (second.censored and log <= 0)
    ]
    return Effect(
        ratio=math.exp(float(np.median(logs))),
        low=None,
        high=None,
        p=_sign_p(signs),
        pairs=len(pairs),
        bound=bound,
        reason="a hang has no upper end",
    )


def _sign_p(signs: Sequence[bool]) -> float:
    """The two-sided sign test: the chance of so few of the rarer sign if both were as likely."""
    rarer = min(sum(signs), len(signs) - sum(signs))
    return min(1.0, 2 * float(special.bdtr(rarer, len(signs), 0.5)))


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down adjustment: one error rate for all the tests together, in their order."""
    adjusted = [0.0] * len(ps)
    running = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        running = max(running, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = running
    return tuple(adjusted)


def adjusted(found: Iterable[AnyTested]) -> tuple[AnyTested, ...]:
    """The same, each `p` adjusted by Holm for all of them."""
    every = tuple(found)
    ps = holm([one.p or 0.0 for one in every])
    return tuple(replace(one, p=p) for one, p in zip(every, ps, strict=True))  # type: ignore[type-var]
