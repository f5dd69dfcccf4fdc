"""Devices: how fast a person's computer is.

A device is a target speed for script and for layout plus a network, not a throttle rate. The speeds are
the times that fixed reference work of each kind takes on it (`harness/instrument/reference.js`);
`harness.model.scaling` turns a measured time into a time on it.

Targets are ASSUMPTIONS: no source says what computers law firms have. They are anchored to the bands of
Lighthouse's BenchmarkIndex (docs/throttling.md): 1000-1500 is a low-end desktop, 1500-2000 a fast one.
On the machine where the anchor was made, index x script time was 16.2 s and index x layout time 38.0 s
(medians of 12 interleaved pairs), which turns an index into the two times. The reference work has changed
since: beside 30 trials the new script took 1.179 times as long as the old, the new layout 0.514 times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

INDEX_TIMES_SCRIPT_S = 19.1
INDEX_TIMES_LAYOUT_S = 19.5


class AssistiveTechnology(StrEnum):
    """What reads the page to the person. A browser that has to tell it what is in the page works for it."""

    NONE = "none"
    SCREEN_READER = "screen-reader"


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
    assistive_technology: AssistiveTechnology = AssistiveTechnology.NONE


def from_index(name: str, sentence: str, index: float, network: Network | None) -> Device:
    """Make the device whose BenchmarkIndex is `index`."""
    return Device(
        name=name,
        sentence=sentence,
        script_s=INDEX_TIMES_SCRIPT_S / index,
        layout_s=INDEX_TIMES_LAYOUT_S / index,
        network=network,
    )


_AS_IS = Device(
    name="unthrottled",
    sentence="this machine as it is, on loopback",
    script_s=None,
    layout_s=None,
    network=None,
)
_OFFICE_LINE = Network(latency_s=0.03, download_bytes_s=40e6 / 8, upload_bytes_s=10e6 / 8)
_OFFICE_PC = from_index(
    "office-pc",
    "a low-end desktop computer (BenchmarkIndex 1250) on an office line: an assumption",
    1250,
    _OFFICE_LINE,
)

DEVICES: Mapping[str, Device] = MappingProxyType(
    {
        device.name: device
        for device in (
            _OFFICE_PC,
            replace(
                _OFFICE_PC,
                name="office-pc-screen-reader",
                sentence="the office computer of a person who works with a screen reader: an assumption",
                assistive_technology=AssistiveTechnology.SCREEN_READER,
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
            _AS_IS,
            replace(
                _AS_IS,
                name="unthrottled-screen-reader",
                sentence="this machine as it is, on loopback, for a person with a screen reader",
                assistive_technology=AssistiveTechnology.SCREEN_READER,
            ),
        )
    }
)
