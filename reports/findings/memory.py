"""Does the page's memory grow with every page change in one tab?

A page change that is repeated within a trial gives the memory of the page's process after each; its slope is
a launch's estimate. Where that is not known, the script's heap stands for it. Nothing is collected before a
reading, so a single one says little and the slope over repeats more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import standing_trials, usable
from billbench.reports.statistics.intervals import Interval, mean_interval
from billbench.reports.statistics.ratios import Tested, mean_p
from billbench.reports.words.series import Series

LEAST_REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryGrowth(Tested):
    """`bytes_a_change` of memory, with `repeats` page changes a launch; `shown` to differ from none."""

    series: Series
    lines: int
    repeats: int
    launches: int
    bytes_a_change: float
    interval: Interval | None
    p: float


def memory_growths(run: Run, plan: PlanView) -> tuple[MemoryGrowth, ...]:
    grouped: dict[tuple[Series, int], list[list[float]]] = {}
    for trial in standing_trials(run.trials):
        if trial.state is not TrialState.COMPLETED:
            continue
        step = plan.headline(trial.cell.journey) or ""
        readings = _readings(trial, step, "memory_bytes") or _readings(trial, step, "heap_bytes")
        if len(readings) >= LEAST_REPEATS:
            grouped.setdefault((Series.of(trial.cell, step), trial.cell.lines), []).append(readings)
    return tuple(_growth(series, lines, readings) for (series, lines), readings in sorted(grouped.items()))


def _readings(trial: Trial, step: str, measure: str) -> list[float]:
    found = [usable(one.measures.get(measure)) for one in trial.steps if one.name == step]
    return [memory for memory in found if memory is not None]


def _growth(series: Series, lines: int, readings: Sequence[Sequence[float]]) -> MemoryGrowth:
    slopes = [float(np.polyfit(range(len(one)), one, 1)[0]) for one in readings]
    return MemoryGrowth(
        series=series,
        lines=lines,
        repeats=max(map(len, readings)),
        launches=len(readings),
        bytes_a_change=float(np.mean(slopes)),
        interval=mean_interval(slopes),
        p=mean_p(slopes),
    )
