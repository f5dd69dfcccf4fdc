"""Disturbance: why a trial is to be doubted, told before any of its values is looked at.

A flag is given by its cause alone: other work on this machine, or a machine that changed its speed. A slow
page is never a reason.
"""

from collections.abc import Sequence

from billbench.harness.model.flags import Flag
from billbench.harness.model.trials import DeviceReading, StepResult

_STOLEN_SHARE = 0.05
_DOUBT = 0.1
"""A device is to be known to a tenth, for script and for layout apart."""


def flags(device: DeviceReading | None, steps: Sequence[StepResult]) -> tuple[Flag, ...]:
    """The causes for repeating a trial; empty when it was undisturbed. `None`: its speed is no matter."""
    found = []
    if stolen_share(steps) > _STOLEN_SHARE:
        found.append(Flag.CONTENDED)
    if device is not None and max(device.doubt_script, device.doubt_layout) > _DOUBT:
        found.append(Flag.UNSTEADY)
    return tuple(found)


def stolen_share(steps: Sequence[StepResult]) -> float:
    """Time that other work took from the page, as a share of the person's waiting in the trial."""
    stolen = sum(step.measures.get("stolen_s") or 0.0 for step in steps)
    waited = sum(step.measures.get("wait_s") or 0.0 for step in steps)
    return stolen / waited if waited else 0.0
