"""The metric table: every column of a measured step, in base units.

A signal is one row here and one probe in `harness.instrument`. Reports read names, units and
descriptions from this table and from nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from billbench.harness.model.kinds import MEASURES


class Unit(StrEnum):
    SECONDS = "s"
    BYTES = "B"
    COUNT = "count"


class Scaling(StrEnum):
    """How a measured value becomes the value on the plan's device (see `harness.model.scaling`)."""

    NONE = "none"
    """Counts, bytes, and times that are not spent on the page's main thread."""
    MAIN_THREAD = "main thread"
    """Time of the page's main thread: scaled by the mix of script and layout in the step."""
    WAIT = "wait"
    """Mixed: the main-thread part is scaled, the rest (server, network) is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One column. `censorable` columns become "at least the deadline" when a step hangs."""

    name: str
    unit: Unit
    description: str
    scaling: Scaling = Scaling.NONE
    censorable: bool = False


_ROWS = (
    Metric(
        name="freeze_s",
        unit=Unit.SECONDS,
        description="longest stretch in which the page could not answer, on the plan's device",
        scaling=Scaling.MAIN_THREAD,
        censorable=True,
    ),
    Metric(
        name="busy_s",
        unit=Unit.SECONDS,
        description="main-thread task time in the step, without the driver's own commands",
        scaling=Scaling.MAIN_THREAD,
        censorable=True,
    ),
    *(
        Metric(
            name=measure,
            unit=Unit.SECONDS,
            description=f"part of busy_s: {kind}",
            scaling=Scaling.MAIN_THREAD,
        )
        for kind, measure in MEASURES.items()
    ),
    Metric(
        name="wait_s",
        unit=Unit.SECONDS,
        description="from the action to the page showing the result and answering input again",
        scaling=Scaling.WAIT,
        censorable=True,
    ),
    Metric(
        name="operator_s",
        unit=Unit.SECONDS,
        description="what the person does in the step: pointing, typing and thinking, Keystroke-Level Model",
    ),
    Metric(name="server_s", unit=Unit.SECONDS, description="the application's own time, from Server-Timing"),
    Metric(
        name="transfer_s",
        unit=Unit.SECONDS,
        description="request and response under way, from resource timing",
    ),
    Metric(
        name="input_delay_s",
        unit=Unit.SECONDS,
        description="longest time that an input of the step waited for the page",
        scaling=Scaling.MAIN_THREAD,
        censorable=True,
    ),
    Metric(
        name="stolen_s",
        unit=Unit.SECONDS,
        description="time the page's main thread was ready to run but other work on this machine ran",
    ),
    Metric(
        name="driver_s",
        unit=Unit.SECONDS,
        description="the driver's own commands on the page's main thread, as measured: no part of busy_s",
    ),
    Metric(name="long_task_s", unit=Unit.SECONDS, description="longest long task, as measured"),
    Metric(name="long_frame_s", unit=Unit.SECONDS, description="longest long animation frame, as measured"),
    Metric(name="event_s", unit=Unit.SECONDS, description="longest event timing duration, as measured"),
    Metric(
        name="frame_shown_s",
        unit=Unit.SECONDS,
        description="longest time from the beginning of a long animation frame to the screen, as measured",
    ),
    Metric(
        name="content_shown_s",
        unit=Unit.SECONDS,
        description="from the action to the last content on the screen that it led to, as measured",
    ),
    Metric(
        name="heartbeat_s",
        unit=Unit.SECONDS,
        description="longest lateness, from 100 ms on, of a 20 ms timer in the page, as measured",
    ),
    Metric(
        name="freeze_raw_s",
        unit=Unit.SECONDS,
        description="freeze as measured on this machine",
        censorable=True,
    ),
    Metric(name="nodes", unit=Unit.COUNT, description="DOM nodes in the page after the step"),
    Metric(name="layout_objects", unit=Unit.COUNT, description="layout objects in the page after the step"),
    Metric(name="fields", unit=Unit.COUNT, description="form controls in the page after the step"),
    Metric(name="rows", unit=Unit.COUNT, description="bill lines in the page after the step"),
    Metric(name="rows_expected", unit=Unit.COUNT, description="bill lines that the design shows at a time"),
    Metric(name="dropped", unit=Unit.COUNT, description="performance entries that the browser lost"),
    Metric(name="requests", unit=Unit.COUNT, description="requests sent in the step"),
    Metric(name="request_bytes", unit=Unit.BYTES, description="request bodies sent in the step"),
    Metric(name="response_bytes", unit=Unit.BYTES, description="response bodies received, decoded"),
    Metric(name="heap_bytes", unit=Unit.BYTES, description="JavaScript heap in use after the step"),
    Metric(
        name="memory_bytes",
        unit=Unit.BYTES,
        description="memory of the page's process after the step, with all that no heap holds",
    ),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ROWS})
