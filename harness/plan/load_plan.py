"""Load plans: who does what, how often, for how long. As typed (`LoadFile`), and valid (`LoadPlan`).

One plan serves both modes: `closed`, where so many people think between their visits and wait for every
answer, and `open`, where visits begin at given moments, whether or not the service has answered others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from billbench.harness.model.errors import UsageError
from billbench.harness.model.typed import nearest, read_toml, refusal, shaped
from billbench.harness.plan.mistakes import MOST_LINES
from billbench.scenarios.load.visits import VisitKind

_KIND = "load plan"


class Mode(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


class Spacing(StrEnum):
    """How open arrivals follow each other."""

    POISSON = "poisson"
    EVEN = "even"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class ServerFile(_Table):
    """`[server]`: how much of a server the fake CCMS gets: worker processes, the cores they may use, and at
    which share of their speed."""

    workers: int = Field(default=1, ge=1, le=64)
    cores: list[int] = []
    processor_share: float = Field(default=1.0, gt=0.01, le=1)


class LimitsFile(_Table):
    """`[limits]`: beyond these the generator is no longer believed, and the run is invalid."""

    lag_p99_s: float = Field(default=0.05, gt=0)
    cpu_share: float = Field(default=0.9, gt=0, le=1)


class CapacityFile(_Table):
    """`[capacity]`: levels of load, and the criterion that says which of them hold."""

    levels: list[float] = []
    refinements: int = Field(default=2, ge=0, le=10)
    p95_s: float = Field(default=2, gt=0)
    failed_per_1000: float = Field(default=5, ge=0, lt=1000)


class BrowserFile(_Table):
    """`[browser]`: launches in a real browser, idle first and then beside the load."""

    designs: list[str]
    lines: list[int]
    journeys: list[str] = ["change-page"]
    devices: list[str] = ["office-pc"]
    launches: int = Field(default=3, ge=1, le=100)
    deadline_s: float = Field(default=60, ge=1, le=3600)
    at_most_s: float = Field(default=1800, gt=0)


class LoadFile(_Table):
    """A load plan as typed."""

    name: str = Field(default="load", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    mode: Mode = Mode.CLOSED
    visit: VisitKind = VisitKind.SAVE
    people: int = Field(default=10, le=5000)
    think_s: float = Field(default=5, gt=0, le=3600)
    arrivals_per_s: float = Field(default=1, gt=0, le=5000)
    spacing: Spacing = Spacing.POISSON
    duration_s: float = Field(default=60, gt=0, le=86_400)
    warm_up_s: float = Field(default=0, ge=0)
    drain_s: float = Field(default=30, gt=0, le=600)
    timeout_s: float = Field(default=30, gt=0, le=600)
    workers: int = Field(default=1, ge=1, le=64)
    seed: int = Field(default=1, ge=0)
    designs: dict[str, float] = {"single-page": 1}
    lines: dict[str, float] = {"20": 1, "80": 1, "160": 1}
    server: ServerFile = ServerFile()
    limits: LimitsFile = LimitsFile()
    capacity: CapacityFile = CapacityFile()
    browser: BrowserFile | None = None
    design: dict[str, dict[str, Any]] = {}
    app: dict[str, Any] = {}

    def app_settings(self) -> dict[str, Any]:
        """What is the application's own business: its settings as typed, checked by itself."""
        return {**self.app, "design": self.design}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One kind of bill and how often it comes; the shares of a plan add up to 1."""

    design: str
    lines: int
    share: float


class LoadPlan(LoadFile):
    """A valid load plan: what was typed, and every design at every size as its mix. Times are seconds.

    `people` is how many are there at once; in the open mode it is the most that can be: an arrival that
    finds nobody free is dropped and counted.
    """

    model_config = ConfigDict(frozen=True)

    # A search for the capacity goes beyond what may be typed.
    people: int
    arrivals_per_s: float
    mix: tuple[Share, ...]

    @property
    def level(self) -> float:
        """The size of the load: people in the closed mode, arrivals a second in the open one."""
        return self.people if self.mode is Mode.CLOSED else self.arrivals_per_s


def read_load_file(path: Path, overrides: Mapping[str, Any]) -> LoadFile:
    """The plan's shapes only. Raises `UsageError`."""
    document = read_toml(path, _KIND)
    return parse_load_file({"name": path.stem, **document, **overrides}, str(path))


def parse_load_file(typed: Mapping[str, Any], source: str) -> LoadFile:
    """Check the shapes of a typed load plan; `source` names it in messages."""
    return shaped(LoadFile, typed, source, _KIND)


def validate(typed: LoadFile, source: str, *, designs: Sequence[str]) -> LoadPlan:
    """Make a `LoadPlan`. Raises `UsageError` with every mistake in one message."""
    mistakes = [*_people_mistakes(typed), *_design_mistakes(typed, designs), *_lines_mistakes(typed)]
    if typed.warm_up_s >= typed.duration_s:
        mistakes.append(f"warm_up_s: {typed.warm_up_s:g} leaves nothing of duration_s = {typed.duration_s:g}")
    if mistakes:
        raise UsageError(refusal(_KIND, source, mistakes))
    return LoadPlan(**dict(typed), mix=_mix(typed))


def _people_mistakes(typed: LoadFile) -> list[str]:
    if typed.people < 1:
        return [f"people: a load of {typed.people} people is none; name at least 1"]
    if typed.mode is Mode.CLOSED and typed.workers > typed.people:
        return [f"workers: {typed.workers} are more than the {typed.people} people; name at most so many"]
    return []


def _design_mistakes(typed: LoadFile, designs: Sequence[str]) -> list[str]:
    known = [*designs, *typed.design]
    mistakes = [
        f'designs: "{name}" is not known; {nearest(name, known)}'
        for name in typed.designs
        if name not in known
    ]
    return mistakes + _weight_mistakes("designs", typed.designs)


def _lines_mistakes(typed: LoadFile) -> list[str]:
    mistakes = [
        f'lines: "{size}" is not a bill size; use whole numbers from 1 to {MOST_LINES}'
        for size in typed.lines
        if not (size.isdecimal() and 1 <= int(size) <= MOST_LINES)
    ]
    return mistakes + _weight_mistakes("lines", typed.lines)


def _weight_mistakes(key: str, weights: Mapping[str, float]) -> list[str]:
    if not weights:
        return [f"{key}: the table is empty; name at least one with its weight"]
    return [
        f"{key}: {name} has the weight {weight:g}; use one above 0"
        for name, weight in weights.items()
        if weight <= 0
    ]


def _mix(typed: LoadFile) -> tuple[Share, ...]:
    by_design, by_lines = math.fsum(typed.designs.values()), math.fsum(typed.lines.values())
    return tuple(
        Share(design=design, lines=int(size), share=weight / by_design * often / by_lines)
        for design, weight in typed.designs.items()
        for size, often in typed.lines.items()
    )
