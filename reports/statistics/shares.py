"""From which size on does something happen in more than a stated share of bills?

Counts at each size, with the one assumption that a larger bill does not fail less often. The best estimate is
the isotonic regression of the shares. The interval needs no model and no large numbers: a size is shown to be
under the share when a scan over it and the sizes above it saw too few failures for chance, and shown to be
over it when a scan over it and the sizes below saw too many; the scan's own distribution is simulated at the
share. A curve with an S shape was the rejected road: complete separation, the usual case, gives it no finite
answer.

Sizes are judged one after the other, from the end where the answer is easiest, as long as each is shown: the
hypotheses lie one in the other, so that all of a side together err no more often than one (fixed sequence;
Westfall and Krishen, J. Statistical Planning and Inference 99, 2001). Each side may err in 5 %, since a share
that can be missed on the one side leaves little to miss on the other: the interval holds 95–98 % where the
share stays at the limit over many sizes. It cannot be held down to 95 % where the share rises through the
limit between two sizes: its ends are measured sizes, and none of them is near enough to be misjudged.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import isotonic_regression

from billbench.reports.statistics.intervals import LEVEL
from billbench.reports.statistics.thresholds import GridSide, Size

_DRAWS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`count` of `total` bills of `size` lines."""

    size: int
    count: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareThreshold:
    """The largest size at which the share stays at or under the limit. The interval names measured sizes.

    `separated`: none failed up to `estimate`'s neighbour below, all failed from the one above on.
    """

    estimate: Size
    low: Size
    high: Size
    separated: bool


def share_threshold(counts: Sequence[Counted], share: float) -> ShareThreshold | None:
    """`counts` by size ascending; `None` for fewer than two sizes with a bill."""
    known = [one for one in counts if one.total]
    if len(known) < 2:
        return None
    fitted = isotonic_regression(
        [one.count / one.total for one in known], weights=[one.total for one in known]
    ).x
    under, over = _shown(known, share)
    sizes = [one.size for one in known]
    return ShareThreshold(
        estimate=_crossing(sizes, np.asarray(fitted, dtype=float), share),
        low=_low(sizes, under),
        high=_high(sizes, over),
        separated=_separated(known),
    )


def _crossing(sizes: Sequence[int], fitted: NDArray[np.float64], share: float) -> Size:
    above = np.flatnonzero(fitted > share)
    if not above.size:
        return Size(lines=sizes[-1], side=GridSide.ABOVE)
    first = int(above[0])
    if first == 0:
        return Size(lines=sizes[0], side=GridSide.BELOW)
    part = (share - fitted[first - 1]) / (fitted[first] - fitted[first - 1])
    step = math.log(sizes[first] / sizes[first - 1])
    return Size(lines=sizes[first - 1] * math.exp(part * step))


def _low(sizes: Sequence[int], under: Sequence[bool]) -> Size:
    """The largest size that is shown to be under the share, and all below it."""
    shown = [size for size, _ in takewhile(lambda one: one[1], zip(sizes, under, strict=True))]
    if not shown:
        return Size(lines=sizes[0], side=GridSide.BELOW)
    side = GridSide.ABOVE if shown[-1] == sizes[-1] else GridSide.INSIDE
    return Size(lines=shown[-1], side=side)


def _high(sizes: Sequence[int], over: Sequence[bool]) -> Size:
    """The smallest size that is shown to be over the share, and all above it."""
    downwards = zip(reversed(sizes), reversed(over), strict=True)
    shown = [size for size, _ in takewhile(lambda one: one[1], downwards)]
    if not shown:
        return Size(lines=sizes[-1], side=GridSide.ABOVE)
    side = GridSide.BELOW if shown[-1] == sizes[0] else GridSide.INSIDE
    return Size(lines=shown[-1], side=side)


def _separated(counts: Sequence[Counted]) -> bool:
    failing = [one.count > 0 for one in counts]
    first = failing.index(True) if any(failing) else 0
    return first > 0 and all(one.count == one.total for one in counts[first:])


def _shown(counts: Sequence[Counted], share: float) -> tuple[list[bool], list[bool]]:
    """For each size, whether its share is shown to be under the limit, and whether over it."""
    error = 1 - LEVEL
    failed = [one.count for one in counts]
    totals = tuple(one.total for one in counts)
    spared = [total - count for count, total in zip(failed, totals, strict=True)]
    under = [_too_few(tuple(failed[place:]), totals[place:], share) <= error for place in range(len(counts))]
    over = [
        _too_few(tuple(reversed(spared[: place + 1])), tuple(reversed(totals[: place + 1])), 1 - share)
        <= error
        for place in range(len(counts))
    ]
    return under, over


def _too_few(counts: tuple[int, ...], totals: tuple[int, ...], share: float) -> float:
    """The chance of windows, all from the first place on, at least this empty when each has `share`."""
    seen = float(_emptiest(np.array([counts]), np.array(totals), share)[0])
    null = _null(totals, share)
    return float((1 + np.count_nonzero(null <= seen)) / (1 + len(null)))


@lru_cache(maxsize=512)
def _null(totals: tuple[int, ...], share: float) -> NDArray[np.float64]:
    rng = np.random.default_rng(20260101)
    drawn = rng.binomial(np.array(totals), share, size=(_DRAWS, len(totals)))
    return _emptiest(drawn, np.array(totals), share)


def _emptiest(counts: NDArray[np.int64], totals: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """The least p of any window from the first place on, for each row of counts."""
    tails = special.bdtr(np.cumsum(counts, axis=1), np.cumsum(totals), share)
    return np.asarray(np.min(tails, axis=1), dtype=float)
