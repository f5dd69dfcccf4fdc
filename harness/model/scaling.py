"""How a measured time becomes a time at another speed: on a device, or on the machine of a stored baseline.

Reference work is timed beside every trial; main-thread time is multiplied by wanted over measured, script and
layout apart. CDP throttling was the rejected road: it costs 2.5 times the noise and is not exact.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.devices import Device
from billbench.harness.model.metrics import METRICS, Scaling
from billbench.harness.model.trials import DeviceReading

Measures = Mapping[str, float | None]

_FEWEST = 4
"""Fewer bursts do not tell how much they vary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What one kind of reference work took, in seconds per unit of work.

    In bursts: those shortly before a trial, and those beside it (between and after its steps).
    """

    before: Sequence[Sequence[float]] = ()
    beside: Sequence[Sequence[float]]


def reading(device: Device, script: Timed, layout: Timed) -> DeviceReading:
    """Hold a device beside what reference work took here.

    The machine's level is the mean of the bursts' medians: a shared machine goes at one of two speeds for
    tenths of a second at a time, and a freeze meets their mixture.
    """
    level_script, doubt_script = _level(script)
    level_layout, doubt_layout = _level(layout)
    return DeviceReading(
        target_script_s=device.script_s,
        target_layout_s=device.layout_s,
        measured_script_s=level_script,
        measured_layout_s=level_layout,
        factor_script=device.script_s / level_script if device.script_s else 1.0,
        factor_layout=device.layout_s / level_layout if device.layout_s else 1.0,
        doubt_script=doubt_script,
        doubt_layout=doubt_layout,
    )


def _level(timed: Timed) -> tuple[float, float]:
    """The mean over bursts, and its standard error as a share of it (nought for a single burst).

    Those before the trial count as long as the machine has kept its speed.
    """
    before, beside = (
        [statistics.median(burst) for burst in bursts] for bursts in (timed.before, timed.beside)
    )
    medians = beside if _has_changed(before, beside) else [*before, *beside]
    level = statistics.fmean(medians)
    if len(medians) == 1:
        return level, 0.0
    return level, statistics.stdev(medians) / math.sqrt(len(medians)) / level


def _has_changed(before: Sequence[float], beside: Sequence[float]) -> bool:
    """Whether two levels differ by more than chance explains: by two standard errors of that (Welch).

    Where it says so by chance, a trial has its own bursts alone, which are less exact and not wrong.
    """
    if len(before) < _FEWEST or len(beside) < _FEWEST:
        return False
    error = math.sqrt(sum(statistics.variance(values) / len(values) for values in (before, beside)))
    return abs(statistics.fmean(before) - statistics.fmean(beside)) > 2 * error


def on_device(raw: Measures, device: DeviceReading) -> dict[str, float | None]:
    """Turn a step's measures, as taken on this machine, into measures on the device."""
    factor = mixed_factor(raw, script=device.factor_script, layout=device.factor_layout)
    return {name: scaled(raw, name, factor) for name in raw}


def mixed_factor(measures: Measures, *, script: float, layout: float) -> float:
    """The factors of the two kinds of work by the step's own mix; halves where its mix is not known."""
    busy = measures.get("busy_s") or 0.0
    laid_out = (measures.get("style_s") or 0.0) + (measures.get("layout_s") or 0.0)
    share = min(laid_out / busy, 1.0) if busy > 0 else 0.5
    return layout * share + script * (1 - share)


def scaled(measures: Measures, name: str, factor: float) -> float | None:
    """One measure of a step of which main-thread time takes so many times as long; `None` if it has none.

    A wait keeps its server and network part and gains what the main thread gains.
    """
    value = measures.get(name)
    if value is None:
        return None
    match METRICS[name].scaling:
        case Scaling.NONE:
            return value
        case Scaling.MAIN_THREAD:
            return value * factor
        case Scaling.WAIT:
            return value + min(measures.get("busy_s") or 0.0, value) * (factor - 1)
