"""What a launch's worker process tells its supervisor: one JSON line a message on standard output."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from billbench.harness.model.devices import AssistiveTechnology, Device
from billbench.harness.model.engines import Engine
from billbench.harness.model.outcomes import Noted
from billbench.harness.model.people import Person
from billbench.harness.model.trials import Cell, Trial
from billbench.harness.outcomes.readback import Begun
from billbench.harness.plan.plan import trial_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialJob:
    """One trial to do; `attempt` counts repeats of a flagged one, from 0.

    Trials of one `group`, which follow each other, are done in turns; without one, a trial is done by itself.
    """

    id: str
    position: int
    cell: Cell
    attempt: int = 0
    group: str = ""


def repeat_of(trial: Trial) -> TrialJob:
    """The job that repeats a flagged trial."""
    attempt = trial.attempt + 1
    return TrialJob(
        id=trial_id(trial.launch, trial.position, attempt),
        position=trial.position,
        cell=trial.cell,
        attempt=attempt,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchJob:
    """What a worker is to do: its trials in order, and where. `repeats` is its budget for flagged ones;
    `rounds` is how often each trial of a group has its turn; `sites` has the address of the application by
    variant. `targets` are somebody else's applications as plain target files, by the name that each has in
    the run `run`; what goes wrong there is photographed into the folder `pictures`, and what their bills are
    owed is written into the file `owed`.
    """

    launch: int
    engine: Engine = Engine.CHROMIUM
    trials: tuple[TrialJob, ...]
    repeats: int
    rounds: int = 0
    window: bool = False
    warm_up: tuple[Cell, ...]
    sites: dict[str, str]
    targets: dict[str, dict[str, Any]] = field(default_factory=dict)
    run: str = ""
    pictures: str = ""
    owed: str = ""
    axes: dict[str, dict[str, Any]]
    devices: tuple[Device, ...]
    people: tuple[Person, ...]
    seed: int
    deadline_s: float

    def assistive_technology_of(self, cell: Cell) -> AssistiveTechnology:
        return next(one.assistive_technology for one in self.devices if one.name == cell.device)

    @property
    def people_work_with(self) -> frozenset[AssistiveTechnology]:
        """All that is worked with in these trials."""
        return frozenset(self.assistive_technology_of(job.cell) for job in self.trials)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserStarted:
    """The browser runs; what it is."""

    browser: dict[str, Any]
    kind: Literal["browser"] = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegins:
    """From now on the step's deadline counts. `job` is `None` while the browser warms up."""

    job: TrialJob | None
    step: str
    kind: Literal["step"] = "step"


class OwnStep(StrEnum):
    """What is done around a journey for the record alone: how long it takes says nothing of a page."""

    PREPARE = "prepare"
    THINK = "think"
    READ_BACK = "read back"
    RESTORE = "restore"


OWN_STEPS = frozenset(step.value for step in OwnStep)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWorkGoesOn:
    """Within an own step: another page of a long bill was read, so nothing hangs."""

    kind: Literal["goes on"] = "goes on"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkBegins:
    """What the trial under way began with: should it have to be ended, the bill can be read back."""

    begun: Begun
    kind: Literal["work"] = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkNoted:
    """The person's notebook as it is now."""

    noted: Noted
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEnds:
    trial: Trial
    kind: Literal["trial"] = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchEnds:
    """The worker did all it was told, repeats included."""

    kind: Literal["end"] = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFails:
    """The worker cannot go on; the message is for the person."""

    message: str
    exit_status: int
    kind: Literal["failure"] = "failure"


Message = (
    BrowserStarted
    | StepBegins
    | OwnWorkGoesOn
    | WorkBegins
    | WorkNoted
    | TrialEnds
    | LaunchEnds
    | WorkerFails
)
"""Over the wire (`harness.model.wire`), a `LaunchJob` goes the other way."""
