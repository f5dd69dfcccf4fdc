"""What a run is: `run.json`, and a run folder read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from billbench.harness.model.trials import FORMAT, Trial


class RunState(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInfo:
    """A step as reports need it: `headline` marks the step that a journey is about."""

    name: str
    title: str
    headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """`run.json`: what was planned, where it ran, how far it came.

    `plan` is the validated plan as plain data (`designs`, `lines`, `devices`, `journeys`, `launches`,
    `deadline_s`, `seed`, `design_titles`, ...). `steps` maps each journey to its steps in order.
    """

    name: str
    state: RunState
    created_at: str
    seed: int
    trials_planned: int
    plan: Mapping[str, object]
    steps: Mapping[str, tuple[StepInfo, ...]]
    environment: Mapping[str, object]
    command: tuple[str, ...]
    finished_at: str | None = None
    warnings: tuple[str, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run folder read back: its description and every finished trial, in journal order."""

    info: RunInfo
    trials: tuple[Trial, ...]
    warnings: tuple[str, ...] = field(default=())
