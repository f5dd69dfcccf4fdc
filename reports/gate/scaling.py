"""Freezes of two runs at one speed: what a stored baseline needs before it can be compared.

The level of a launch drifts by 14-21 %, its ratio to work of the same kind beside it by much less (BROWSER.md
§8). So main-thread times are stated at the baseline's own speed, by the reference work that was timed beside
each trial (`harness.model.scaling`).
"""

from collections.abc import Sequence

from billbench.harness.model.scaling import mixed_factor, scaled
from billbench.reports.gate.baseline import StoredDevice, StoredLaunch


def at_speed_of(speed: StoredDevice, launches: Sequence[StoredLaunch], measure: str) -> list[float]:
    """One measure of those launches that have it, as it would be at the speed found with `speed`."""
    found = (_at_speed(speed, launch, measure) for launch in launches)
    return [value for value in found if value is not None]


def _at_speed(speed: StoredDevice, launch: StoredLaunch, measure: str) -> float | None:
    """A device with a target was scaled to it already when it was measured."""
    if speed.target_script_s is not None:
        return launch.measures.get(measure)
    factor = mixed_factor(
        launch.measures,
        script=speed.measured_script_s / launch.script_reference_s,
        layout=speed.measured_layout_s / launch.layout_reference_s,
    )
    return scaled(launch.measures, measure, factor)
