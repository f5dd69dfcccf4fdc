"""Plans: what is to be measured, made of what was typed (`harness.plan.plan_file`).

All mistakes of a plan are reported together, each naming the key, what is wrong and what would be right.
Nothing deeper checks a plan again.
"""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from billbench.harness.model.devices import DEVICES, Device, Network
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import UsageError
from billbench.harness.model.people import AVERAGE, Person
from billbench.harness.model.trials import Cell
from billbench.harness.model.typed import nearest, refusal
from billbench.harness.plan.mistakes import other_mistakes, unknown_names
from billbench.harness.plan.plan_file import KIND, DeviceFile, PlanFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The application with settings of its own, which go to it as they are. "" is the plan's own.

    It runs in so many worker processes, on cores at `processor_share` of their speed.
    """

    name: str
    sentence: str
    app_settings: Mapping[str, Any]
    workers: int = 1
    processor_share: float = 1.0


AS_PLANNED = Variant(name="", sentence="the application as it comes", app_settings={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A valid plan. The first of its variants is the application as the plan has it.

    `lines_on`: the sizes on a device where they are others than `lines`.
    `one_at_a_time`: a cell differs from the first in its design, device, variant or person, never in two.
    `rounds`: cells of one size are measured in turns, so many each; 0: every cell by itself.
    """

    name: str
    designs: tuple[str, ...]
    lines: tuple[int, ...]
    devices: tuple[Device, ...]
    journeys: tuple[str, ...]
    launches: int
    seed: int
    deadline_s: float
    engine: Engine = Engine.CHROMIUM
    variants: tuple[Variant, ...] = (AS_PLANNED,)
    people: tuple[Person, ...] = (AVERAGE,)
    one_at_a_time: bool = False
    lines_on: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    claim: str = ""
    rounds: int = 0
    window: bool = False

    def cells(self) -> tuple[Cell, ...]:
        """Every cell of the plan, in plan order."""
        more = {size for sizes in self.lines_on.values() for size in sizes} - {*self.lines}
        cells = [
            Cell(
                design=design,
                lines=lines,
                device=device.name,
                journey=journey,
                variant=variant.name,
                person=person.name,
            )
            for design, lines, device, journey, variant, person in itertools.product(
                self.designs,
                (*self.lines, *sorted(more)),
                self.devices,
                self.journeys,
                self.variants,
                self.people,
            )
            if lines in self.lines_on.get(device.name, self.lines)
        ]
        return tuple(cell for cell in cells if not self.one_at_a_time or _differences(cell, cells[0]) <= 1)

    def order(self, launch: int) -> tuple[Cell, ...]:
        """The cells in the seeded random order of one launch (from 1), the same at every resume."""
        cells = list(self.cells())
        random.Random(f"{self.seed}/{launch}").shuffle(cells)
        groups = [self.group(cell) for cell in cells]
        return (
            tuple(sorted(cells, key=lambda cell: groups.index(self.group(cell))))
            if self.rounds
            else tuple(cells)
        )

    def group(self, cell: Cell) -> str:
        """What the cells that take turns with this one have in common; empty where none does."""
        return f"{cell.lines}/{cell.device}/{cell.journey}/{cell.person}" if self.rounds else ""

    @property
    def repeats(self) -> int:
        """How many flagged trials of a launch may be repeated: a quarter of its cells.

        None of those that took turns: one side of a pair, measured again later, met another machine.
        """
        return 0 if self.rounds else math.ceil(len(self.cells()) / 4)

    def device(self, name: str) -> Device:
        return next(device for device in self.devices if device.name == name)


def _differences(cell: Cell, first: Cell) -> int:
    return sum(
        getattr(cell, axis) != getattr(first, axis) for axis in ("design", "device", "variant", "person")
    )


def trial_id(launch: int, position: int, attempt: int = 0) -> str:
    """The name of a trial: its place in the plan, the same in every resume of a run."""
    return f"{launch:03d}-{position:03d}" + (f"-r{attempt}" if attempt else "")


def validate(
    typed: PlanFile,
    source: str,
    *,
    designs: Sequence[str],
    journeys: Sequence[str],
    people: Mapping[str, Person],
) -> Plan:
    """Make a `Plan` of what was typed, given the names that exist.

    Raises:
        UsageError: with every mistake in one message.
    """
    devices = {**DEVICES, **{name: _device(name, file) for name, file in typed.device.items()}}
    persons, unlike = _persons(typed, people)
    mistakes = [
        *unlike,
        *(unknown_names("people", typed.people, persons) if typed.people else ()),
        *unknown_names("designs", typed.designs, [*designs, *typed.design]),
        *unknown_names("devices", typed.devices, devices),
        *unknown_names("journeys", typed.journeys, journeys),
        *other_mistakes(typed, devices),
    ]
    if mistakes:
        raise UsageError(refusal(KIND, source, mistakes))
    return Plan(
        name=typed.name,
        designs=tuple(typed.designs),
        lines=tuple(sorted(typed.lines)),
        devices=tuple(devices[name] for name in typed.devices),
        journeys=tuple(typed.journeys),
        launches=typed.launches,
        seed=typed.seed,
        deadline_s=typed.deadline_s,
        engine=typed.browser,
        window=typed.window,
        variants=_variants(typed),
        people=tuple(persons[name] for name in typed.people) or (AVERAGE,),
        one_at_a_time=typed.one_at_a_time,
        lines_on={
            name: tuple(sorted(sizes)) for name, sizes in typed.lines_on.items() if name in typed.devices
        },
        claim=typed.claim,
    )


def _persons(typed: PlanFile, presets: Mapping[str, Person]) -> tuple[dict[str, Person], list[str]]:
    """Everybody whom the plan can name, and its mistakes about whom they are like."""
    mistakes = [
        f'person.{name}.like: "{file.like}" is not known; {nearest(file.like, list(presets))}'
        for name, file in typed.person.items()
        if file.like not in presets
    ]
    own = {
        name: file.changed(name, presets[file.like])
        for name, file in typed.person.items()
        if file.like in presets
    }
    return {**presets, **own}, mistakes


def _variants(typed: PlanFile) -> tuple[Variant, ...]:
    own = Variant(
        name="",
        sentence="the application as planned",
        app_settings=typed.app_settings(),
        workers=typed.workers,
        processor_share=typed.processor_share,
    )
    others = (
        Variant(
            name=name,
            sentence=file.sentence,
            app_settings=typed.app_settings(name),
            workers=file.workers or typed.workers,
            processor_share=file.processor_share or typed.processor_share,
        )
        for name, file in typed.variant.items()
    )
    return (own, *others)


def _device(name: str, typed: DeviceFile) -> Device:
    network = Network(**typed.network.model_dump()) if typed.network else None
    return Device(
        name=name,
        sentence=typed.sentence,
        script_s=typed.script_s,
        layout_s=typed.layout_s,
        network=network,
        viewport=typed.viewport,
        assistive_technology=typed.assistive_technology,
    )
