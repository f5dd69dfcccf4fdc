"""How many lines should a page show? Computed from the curves of a design that shows all lines at once.

A bill of N lines on pages of r lines takes N/r page changes. Each costs what the page of r lines costs in the
browser, measured on bills of r lines, and what a bill of N lines costs on the server; each loses the lines
that a bill of r lines lost. Nothing beyond the sizes measured is used. This is a computation, not a
measurement, and is called so; a run of the advised sizes is the proof.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from billbench.reports.findings.outcomes import CellWork
from billbench.reports.reading.plan import PAGE_CHANGES, PlanView
from billbench.reports.reading.samples import Collected, Sample, by_launch
from billbench.reports.statistics.intervals import Interval, geometric_interval
from billbench.reports.statistics.ratios import ERROR_RATE, holm, mean_p
from billbench.reports.words.series import Series

PAGE_SIZES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 160, 200, 400, 800, 1600)
LEAST_LAUNCHES = 2
_LEAST_S = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """A page of so many `rows`: the page `changes` it takes, each one's freeze, and the time of all.

    `lost_per_100` are the lines expected to be lost in 100 bills; `None` where no bill was read back.
    `as_good_as_best`: it is not shown to take longer than the best.
    """

    rows: int
    changes: int
    freeze: Interval
    time: Interval
    lost_per_100: float | None
    as_good_as_best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """For bills of `lines` lines; `best` has the least time, `least` to `most` are not shown to be slower.

    `typed`: whether the pointing that a page change takes is in the time.
    """

    design: str
    device: str
    lines: int
    sizes: tuple[PageSize, ...]
    best: int
    least: int
    most: int
    launches: int
    typed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """One launch, by ascending size."""

    sizes: tuple[int, ...]
    freeze: NDArray[np.float64]
    page: NDArray[np.float64]
    server: NDArray[np.float64]
    operator: float


def advices(collected: Collected, works: Sequence[CellWork], plan: PlanView) -> tuple[Advice, ...]:
    """For the first design that shows all its lines at once, by device, at its largest measured bill."""
    design = next((name for name in plan.designs if _shows_all(plan, name)), None)
    if design is None:
        return ()
    found = []
    for device in plan.devices:
        series = plan.headline_series(design, device, PAGE_CHANGES)
        curves = _curves(collected.samples.get(series, ()))
        if len(curves) >= LEAST_LAUNCHES:
            found.append(_advice(series, curves, _losses(works, series)))
    return tuple(one for one in found if len(one.sizes) > 1)


def _shows_all(plan: PlanView, design: str) -> bool:
    axes = plan.design_axes.get(design, {})
    return (
        bool(axes)
        and axes.get("rows_per_page") is None
        and axes.get("mounted_rows", "all") == "all"
        and axes.get("route", "lines") == "lines"
    )


def _curves(samples: Sequence[Sample]) -> list[_Curve]:
    """The launches that measured every size without a hang: a curve with an open end has no time."""
    sizes = {sample.lines for sample in samples}
    found = []
    for launch in by_launch(samples):
        whole = [one for one in launch if not one.censored and _known(one)]
        if len(whole) == len(sizes) > 1:
            found.append(_curve(whole))
    return found


def _losses(works: Sequence[CellWork], series: Series) -> Mapping[int, float]:
    """Lines lost per 100 bills, by size ascending."""
    found = {
        one.cell.lines: one.work.lost_per_100
        for one in works
        if (one.cell.design, one.cell.device, one.cell.journey, one.cell.variant, one.cell.person)
        == (series.design, series.device, series.journey, series.variant, series.person)
    }
    return {size: loss for size in sorted(found) if (loss := found[size]) is not None}


def _known(sample: Sample) -> bool:
    return sample.measures["freeze_s"] is not None and sample.measures["wait_s"] is not None


def _curve(samples: Sequence[Sample]) -> _Curve:
    def values(name: str) -> list[float]:
        return [sample.measures[name] or 0.0 for sample in samples]

    server = values("server_s")
    page = [wait - part for wait, part in zip(values("wait_s"), server, strict=True)]
    return _Curve(
        sizes=tuple(sample.lines for sample in samples),
        freeze=_rising(values("freeze_s")),
        page=_rising(page),
        server=_rising(server),
        operator=float(np.mean(values("operator_s"))),
    )


def _rising(values: Sequence[float]) -> NDArray[np.float64]:
    return np.asarray(isotonic_regression(np.maximum(values, _LEAST_S)).x, dtype=float)


def _at(curve: _Curve, values: NDArray[np.float64], lines: int) -> float:
    return float(np.exp(np.interp(math.log(lines), np.log(curve.sizes), np.log(values))))


def _advice(series: Series, curves: Sequence[_Curve], losses: Mapping[int, float]) -> Advice:
    smallest, lines = curves[0].sizes[0], curves[0].sizes[-1]
    rows = sorted({size for size in PAGE_SIZES if smallest <= size <= lines} | {smallest, lines})
    times = {size: [_time(curve, size, lines) for curve in curves] for size in rows}
    best = min(rows, key=lambda size: float(np.mean(np.log(times[size]))))
    good = _as_good(times, best)
    return Advice(
        design=series.design,
        device=series.device,
        lines=lines,
        sizes=tuple(_page_size(size, lines, curves, times[size], losses, good=size in good) for size in rows),
        best=best,
        least=min(good),
        most=max(good),
        launches=len(curves),
        typed=any(curve.operator for curve in curves),
    )


def _time(curve: _Curve, rows: int, lines: int) -> float:
    change = _at(curve, curve.page, rows) + _at(curve, curve.server, lines) + curve.operator
    return math.ceil(lines / rows) * change


def _as_good(times: Mapping[int, Sequence[float]], best: int) -> set[int]:
    others = [size for size in times if size != best]
    logs = [np.log(np.array(times[size]) / np.array(times[best])).tolist() for size in others]
    adjusted = holm([mean_p(one) for one in logs])
    return {best} | {size for size, p in zip(others, adjusted, strict=True) if p > ERROR_RATE}


def _page_size(
    rows: int,
    lines: int,
    curves: Sequence[_Curve],
    times: Sequence[float],
    losses: Mapping[int, float],
    *,
    good: bool,
) -> PageSize:
    freeze = geometric_interval([_at(curve, curve.freeze, rows) for curve in curves])
    time = geometric_interval(times)
    assert freeze is not None
    assert time is not None
    changes = math.ceil(lines / rows)
    return PageSize(
        rows=rows,
        changes=changes,
        freeze=freeze,
        time=time,
        lost_per_100=changes * _lost_at(losses, rows) if losses else None,
        as_good_as_best=good,
    )


def _lost_at(losses: Mapping[int, float], rows: int) -> float:
    return float(np.interp(rows, list(losses), list(losses.values())))
