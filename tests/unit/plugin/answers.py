"""Answers of the measuring process for tests, with one place to change when they grow."""

from dataclasses import replace
from typing import Any

from billbench.harness.plugin.answer import Figures

_QUICK = Figures(
    what="Single page, 80 lines, office-pc",
    step="page change (back to the lines)",
    launches=6,
    estimate_s=0.5,
    low_s=0.4,
    high_s=0.625,
    hung=0,
    deadline_s=60.0,
    doubt="",
    made_of=("Made of busy 480 ms on the page's main thread.",),
    bills=6,
    harmed=0,
    harmed_at_most=0.39,
    harm=(),
    work_doubt="",
    command="billbench run --design single-page --lines 80 --launches 6",
    folder="runs/pytest-1/change-page-80",
)


def answer(**changes: Any) -> Figures:
    """A freeze of half a second and six bills without harm, with these changes."""
    return replace(_QUICK, **changes)
