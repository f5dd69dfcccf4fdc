"""Freezes of two runs at one speed: what a stored baseline needs before it can be compared.

The level of a launch drifts by 14-21 %, its ratio to work of the same kind beside it by much less (BROWSER.md
§8). So main-thread times are stated at the baseline's own speed, by the reference work that was timed beside
each trial, script and layout apart by the step's own mix, as devices are (`harness.model.devices`).
"""

from billbench.harness.model.metrics import METRICS, Scaling
from billbench.reports.gate.baseline import StoredDevice, StoredLaunch


def at_speed_of(launch: StoredLaunch, measure: str, speed: StoredDevice) -> float | None:
    """One measure of a launch as it would be at the speed found with `speed`; `None` if it has none.

    A device with a target was scaled to it already when it was measured.
    """
    value = launch.measures.get(measure)
    if value is None or speed.target_script_s is not None:
        return value
    scaling = METRICS[measure].scaling
    factor = _factor(launch, speed)
    if scaling is Scaling.MAIN_THREAD:
        return value * factor
    if scaling is Scaling.WAIT:
        return value + min(launch.measures.get("busy_s", 0.0), value) * (factor - 1)
    return value


def _factor(launch: StoredLaunch, speed: StoredDevice) -> float:
    share = layout_share(launch)
    script = speed.measured_script_s / launch.script_reference_s
    layout = speed.measured_layout_s / launch.layout_reference_s
    return layout * share + script * (1 - share)


def layout_share(launch: StoredLaunch) -> float:
    """How much of the step's main-thread time is style and layout; a half where it is not known."""
    busy = launch.measures.get("busy_s", 0.0)
    layout = launch.measures.get("style_s", 0.0) + launch.measures.get("layout_s", 0.0)
    return min(layout / busy, 1.0) if busy > 0 else 0.5
