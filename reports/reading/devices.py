"""The device as asked for and as found, over the trials of a run."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import DeviceReading
from billbench.reports.reading.samples import usable


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """`median`, `least` and `greatest` of positive values; `cv` is their spread on the log scale, `None` for
    one value."""

    median: float
    least: float
    greatest: float
    cv: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFound:
    """What main-thread time was multiplied by to stand for the device, and where that comes from.

    `target_script_s` and `target_layout_s` are seconds a unit of reference work should take, `None` for this
    machine as it is; `readings` the trials beside which it was timed. `doubt_script` and `doubt_layout` are
    the largest standard error of a trial's level, as a share of it.
    """

    device: str
    readings: int
    target_script_s: float | None
    target_layout_s: float | None
    measured_script_s: Spread | None
    measured_layout_s: Spread | None
    factor_script: Spread | None
    factor_layout: Spread | None
    doubt_script: float
    doubt_layout: float


def devices_found(run: Run) -> tuple[DeviceFound, ...]:
    readings: dict[str, list[DeviceReading]] = {}
    for trial in run.trials:
        if trial.device is not None:
            readings.setdefault(trial.cell.device, []).append(trial.device)
    return tuple(_found(device, found) for device, found in sorted(readings.items()))


def _found(device: str, readings: Sequence[DeviceReading]) -> DeviceFound:
    def spread(value: Callable[[DeviceReading], float]) -> Spread | None:
        return _spread([value(reading) for reading in readings])

    return DeviceFound(
        device=device,
        readings=len(readings),
        target_script_s=usable(readings[0].target_script_s),
        target_layout_s=usable(readings[0].target_layout_s),
        measured_script_s=spread(lambda one: one.measured_script_s),
        measured_layout_s=spread(lambda one: one.measured_layout_s),
        factor_script=spread(lambda one: one.factor_script),
        factor_layout=spread(lambda one: one.factor_layout),
        doubt_script=_largest([one.doubt_script for one in readings]),
        doubt_layout=_largest([one.doubt_layout for one in readings]),
    )


def _largest(doubts: Sequence[float]) -> float:
    return max((abs(doubt) for doubt in doubts if math.isfinite(doubt)), default=0.0)


def _spread(values: Sequence[float]) -> Spread | None:
    known = [value for value in values if math.isfinite(value) and value > 0]
    if not known:
        return None
    return Spread(
        median=float(np.median(known)),
        least=min(known),
        greatest=max(known),
        cv=float(np.std(np.log(known), ddof=1)) if len(known) > 1 else None,
    )
