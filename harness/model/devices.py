"""Devices: how fast a person's computer is, and how a measured time becomes a time on it.

A device is a target speed for script and for layout plus a network, not a throttle rate. The speeds are
the times that fixed reference work of each kind takes on it (`engine/instrument/reference.js`). The same
work is timed beside every trial; main-thread time is multiplied by target over measured, script and
layout apart. CDP throttling was the rejected road: it costs 2.5 times the noise and is not exact.

Targets are ASSUMPTIONS: no source says what computers law firms have. They are anchored to the bands of
Lighthouse's BenchmarkIndex (docs/throttling.md): 1000-1500 is a low-end desktop, 1500-2000 a fast one.
On the machine where the anchor was made, index x script time was 16.2 s and index x layout time 38.0 s
(medians of 12 interleaved pairs), which turns an index into the two times. The reference work has changed
since: beside 30 trials the new script took 1.179 times as long as the old, the new layout 0.514 times.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from billbench.harness.model.metrics import METRICS, Scaling
from billbench.harness.model.trials import DeviceReading

INDEX_TIMES_SCRIPT_S = 19.1
INDEX_TIMES_LAYOUT_S = 19.5
_FEWEST = 4
"""Fewer bursts do not tell how much they vary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Latency in seconds a round trip, throughput in bytes a second. `None` leaves loopback as it is."""

    latency_s: float
    download_bytes_s: float
    upload_bytes_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A target. `script_s` and `layout_s` are seconds per unit of reference work, `None` for as-is."""

    name: str
    sentence: str
    script_s: float | None
    layout_s: float | None
    network: Network | None
    viewport: tuple[int, int] = (1350, 940)


def from_index(name: str, sentence: str, index: float, network: Network | None) -> Device:
    """Make the device whose BenchmarkIndex is `index`."""
    return Device(
        name=name,
        sentence=sentence,
        script_s=INDEX_TIMES_SCRIPT_S / index,
        layout_s=INDEX_TIMES_LAYOUT_S / index,
        network=network,
    )


_OFFICE_LINE = Network(latency_s=0.03, download_bytes_s=40e6 / 8, upload_bytes_s=10e6 / 8)

DEVICES: Mapping[str, Device] = MappingProxyType(
    {
        device.name: device
        for device in (
            from_index(
                "office-pc",
                "a low-end desktop computer (BenchmarkIndex 1250) on an office line: an assumption",
                1250,
                _OFFICE_LINE,
            ),
            from_index(
                "old-laptop",
                "a laptop half as fast as the office computer (BenchmarkIndex 625): an assumption",
                625,
                _OFFICE_LINE,
            ),
            from_index(
                "fast-desktop",
                "a fast desktop computer (BenchmarkIndex 1750) on an office line: an assumption",
                1750,
                _OFFICE_LINE,
            ),
            Device(
                name="unthrottled",
                sentence="this machine as it is, on loopback",
                script_s=None,
                layout_s=None,
                network=None,
            ),
        )
    }
)


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


def on_device(raw: Mapping[str, float | None], device: DeviceReading) -> dict[str, float | None]:
    """Turn a step's measures, as taken on this machine, into measures on the device.

    Main-thread time is multiplied by the two factors, weighted by the step's own mix of script and of
    style and layout. A wait keeps its server and network part and gains what the main thread gains.
    """
    factor = _mixed_factor(raw, device)
    busy = raw.get("busy_s") or 0.0
    measures: dict[str, float | None] = {}
    for name, value in raw.items():
        match METRICS[name].scaling:
            case _ if value is None:
                measures[name] = None
            case Scaling.NONE:
                measures[name] = value
            case Scaling.MAIN_THREAD:
                measures[name] = value * factor
            case Scaling.WAIT:
                measures[name] = value + min(busy, value) * (factor - 1)
    return measures


def _mixed_factor(raw: Mapping[str, float | None], device: DeviceReading) -> float:
    busy = raw.get("busy_s") or 0.0
    layout = (raw.get("style_s") or 0.0) + (raw.get("layout_s") or 0.0)
    share = min(layout / busy, 1.0) if busy > 0 else 0.5
    return device.factor_layout * share + device.factor_script * (1 - share)
