"""What the classic designs are held to: by which designs, sizes and bounds, and what was once measured."""

from collections.abc import Mapping
from dataclasses import dataclass

BASE = "rewritten-page"
"""The design whose cost the remembered ratios are about."""

NEAR = (0.7, 1.4)
LEAST_TOLD_MS = 1.0
"""Edits that took less, together, are lost in what it costs to ask for them."""

EXPONENT_WITHIN = 0.2
COUNT_WITHIN = 0.1
EXPONENT_SIZES = (80, 160)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What was measured of the real code: ratios to `BASE` by lines, exponent, and counts a line.

    Of a count, the middle of what was found is taken; `inferred` where the page's markup is not public.
    """

    ratios: Mapping[int, float]
    exponent: float
    elements: tuple[float, float]
    listeners: float
    handlers: float
    fields: int = 14
    inferred: bool = False


_PLAIN = {"elements": (175, 190), "listeners": 23, "handlers": 10}
_FILTERED = {"elements": (210, 225), "listeners": 158, "handlers": 220}
BARS: Mapping[str, Bar] = {
    "single-page": Bar(
        ratios={10: 1.4, 20: 1.5, 40: 1.6, 80: 1.8, 160: 1.5},
        exponent=0.9,
        **_PLAIN,  # type: ignore[arg-type]
    ),
    "single-page-filtered": Bar(
        ratios={10: 5, 20: 7, 40: 12, 80: 25, 160: 47},
        exponent=2.2,
        **_FILTERED,  # type: ignore[arg-type]
    ),
    "classic-table": Bar(
        ratios={10: 1.6, 20: 2.0, 40: 2.1, 80: 2.5, 160: 2.2},
        exponent=1.1,
        inferred=True,
        **_PLAIN,  # type: ignore[arg-type]
    ),
    "classic-table-filtered": Bar(
        ratios={10: 7, 20: 14, 40: 24, 80: 66, 160: 129},
        exponent=2.3,
        inferred=True,
        **_FILTERED,  # type: ignore[arg-type]
    ),
}
"""By the design that does the same work. What else tells one of the other are the design's own axes."""
