"""Does anything grow with the bill? A run in which nothing does has measured nothing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from billbench.harness.model.metrics import METRICS
from billbench.reports.reading.cells import of_launch
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected, Sample, by_launch
from billbench.reports.statistics.ratios import ERROR_RATE
from billbench.reports.statistics.trend import trend
from billbench.reports.words.series import Series

SIGNALS = (
    "freeze_s",
    "busy_s",
    "wait_s",
    "server_s",
    "nodes",
    "layout_objects",
    "fields",
    "rows",
    "request_bytes",
    "response_bytes",
)
"""Signals of work. Each series and signal is a test, and all tests together keep one error rate."""


class GrowthFinding(StrEnum):
    RISES = "rises"
    NOT_SHOWN = "not shown to rise"
    TOO_FEW = "rises in all that was measured, which is too little to be sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalGrowth:
    """One signal of one series: how many times its value at the smallest size it is at the largest."""

    series: Series
    signal: str
    growth: GrowthFinding
    factor: float | None
    p: float


def growths(collected: Collected, plan: PlanView) -> tuple[SignalGrowth, ...]:
    """The signals of every headline step that was measured at two sizes or more."""
    blocks: dict[tuple[Series, str], list[list[float]]] = {}
    factors: dict[tuple[Series, str], float | None] = {}
    for series, samples in collected.samples.items():
        if not plan.own(series) or series.step != plan.headline(series.journey):
            continue
        for signal in SIGNALS:
            found = _blocks(samples, signal)
            if found:
                blocks[series, signal] = [list(block.values()) for block in found]
                factors[series, signal] = _factor(found)
    level = ERROR_RATE / max(1, len(blocks))
    return tuple(_judged(key, found, factors[key], level) for key, found in blocks.items())


def _blocks(samples: Sequence[Sample], signal: str) -> list[Mapping[int, float]]:
    """For each launch with two sizes or more, its values by size."""
    found = (
        {size: one.value for size, one in of_launch(launch, METRICS[signal]).items()}
        for launch in by_launch(samples)
    )
    return [values for values in found if len(values) > 1]


def _factor(blocks: Sequence[Mapping[int, float]]) -> float | None:
    """The geometric mean over launches of the value at the largest size over that at the smallest."""
    ratios = [(block[min(block)], block[max(block)]) for block in blocks]
    logs = [math.log(large / small) for small, large in ratios if small > 0 and large > 0]
    return math.exp(float(np.mean(logs))) if logs else None


def _rises_without_noise(blocks: Sequence[Sequence[float]]) -> bool:
    """A counter that is the same in every launch and never falls has no chance in it to be told from."""
    first = list(blocks[0])
    steady = len(blocks) > 1 and all(list(block) == first for block in blocks)
    return steady and first == sorted(first) and first[-1] > first[0]


def _judged(
    key: tuple[Series, str], blocks: Sequence[Sequence[float]], factor: float | None, level: float
) -> SignalGrowth:
    found = trend(blocks)
    if found.p <= level or _rises_without_noise(blocks):
        growth = GrowthFinding.RISES
    elif found.p == found.best_p:
        growth = GrowthFinding.TOO_FEW
    else:
        growth = GrowthFinding.NOT_SHOWN
    return SignalGrowth(series=key[0], signal=key[1], growth=growth, factor=factor, p=found.p)
