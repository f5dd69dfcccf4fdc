"""What is measured and what a trial found: a line of `trials.jsonl`. Times are seconds, sizes bytes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.outcomes import Ledger

FORMAT = 1
"""Version of `run.json` and `trials.jsonl`. Other versions are refused, never guessed at."""


class TrialState(StrEnum):
    """How a trial ended. Only `COMPLETED` trials have every step; all of them are data."""

    COMPLETED = "completed"
    HUNG = "hung"
    """A step outlived its deadline: its times are right-censored at the deadline."""
    CRASHED = "crashed"
    """The page or the browser died."""
    FAILED = "failed"
    """The journey could not go on: a part of the page was missing, the server answered wrongly."""
    NOT_OFFERED = "not_offered"
    """The design has no such journey. Not a failure."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cell:
    """What is measured: one design at one size, on one device, in one journey.

    `variant` names other settings of the application, `person` who does the journey; both are empty where
    the plan has no such question.
    """

    design: str
    lines: int
    device: str
    journey: str
    variant: str = ""
    person: str = ""

    @property
    def name(self) -> str:
        asked = (self.design, str(self.lines), self.device, self.journey, self.variant, self.person)
        return "/".join(part for part in asked if part)


def target_of(design: str, variant: str = "") -> str:
    """The name of the target file behind a cell that is no page of ours: each variant has its own."""
    return f"{design}.{variant}" if variant else design


IN_THE_PAGE = "the page itself"
"""Script that has no file of its own."""

AFTER = "after"
"""The step of what a page did by itself between two steps of a journey; no plan has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step of a journey. `measures` has a value per metric; an absent signal is `None`, never zero.

    When `censored`, the measures that can be censored (`Metric.censorable`) are lower bounds: the true
    value is at least what is written. `scripts` are seconds as measured, by the script's file, of those that
    ran in long frames.
    """

    name: str
    measures: Mapping[str, float | None]
    censored: bool = False
    diagnoses: tuple[str, ...] = ()
    scripts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReading:
    """The device as asked for and as found: reference work of the same kind, timed beside the trial.

    `target_*` are `None` for a device that takes this machine as it is. Seconds per unit of reference
    work; `factor_*` is target over measured, what main-thread time was multiplied by; `doubt_*` is the
    standard error of the measured level over the trial, as a share of it.
    """

    target_script_s: float | None
    target_layout_s: float | None
    measured_script_s: float
    measured_layout_s: float
    factor_script: float
    factor_layout: float
    doubt_script: float = 0.0
    doubt_layout: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One cell in one launch: a line of `trials.jsonl`.

    `position` is the trial's place in its launch's random order, from 0; `attempt` counts repeats of a
    trial that was flagged, from 0. `reason` says in one sentence
    why a trial is not `completed`. `flags` names causes for setting a trial aside (such as
    "contended"), decided before its values were looked at. `assistive_technology` is what the
    browser worked for.
    """

    id: str
    launch: int
    position: int
    cell: Cell
    state: TrialState
    started_at: str
    duration_s: float
    steps: tuple[StepResult, ...]
    device: DeviceReading | None = None
    ledger: Ledger | None = None
    reason: str = ""
    diagnoses: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    host: str = ""
    attempt: int = 0
    assistive_technology: AssistiveTechnology = AssistiveTechnology.NONE
    format: int = FORMAT


def standing_attempt(attempts: Iterable[Trial]) -> Trial:
    """The attempt at a cell that counts in its launch: the first of those with the fewest flags.

    Chosen by causes, which were told before any value was looked at, and never by a value.
    """
    return min(attempts, key=lambda trial: (len(trial.flags), trial.attempt))
