"""The bench: what all trials of a launch share."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from billbench.harness.application.office import Office
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.desk import Desk
from billbench.harness.instrument.meter import Meter
from billbench.harness.instrument.reference import ReferencePage
from billbench.harness.model.devices import AssistiveTechnology, Device
from billbench.harness.model.outcomes import Noted
from billbench.harness.model.people import Person
from billbench.harness.model.trials import Cell, target_of
from billbench.harness.outcomes.readback import Begun

Watch = Callable[[Desk, Meter], AbstractContextManager[None]]
"""Looks on while a journey is done: from an open desk to the journey's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all trials of a launch share: among it, an office for each variant of the application, or one for
    each target, by `harness.model.trials.target_of`.

    `browser` works for no assistive technology. Whoever has some works in one of `others`, where nothing else
    is: reference work of layout takes 1.31 times as long there, and would scale the cost away again.

    `announce` tells the supervisor of each step before it begins, `note` what it needs to read the bill back
    when it has to end the trial. `watch` is for passes whose times are not measured ones.
    """

    browser: Browser
    reference: ReferencePage
    offices: Mapping[str, Office]
    axes: Mapping[str, Mapping[str, Any]]
    devices: Mapping[str, Device]
    people: Mapping[str, Person]
    aside: Aside
    launch: int
    seed: int
    deadline_s: float
    announce: Callable[[str], None]
    note: Callable[[Begun | Noted], None]
    watch: Watch = lambda _desk, _meter: nullcontext()
    targets: Mapping[str, Office] = field(default_factory=dict)
    others: Mapping[AssistiveTechnology, Browser] = field(default_factory=dict)

    def browser_of(self, device: Device) -> Browser:
        """The browser that a person at this device works in."""
        kind = device.assistive_technology
        return self.browser if kind is AssistiveTechnology.NONE else self.others[kind]

    def office(self, cell: Cell) -> Office:
        return (
            self.targets[target_of(cell.design, cell.variant)] if self.targets else self.offices[cell.variant]
        )
