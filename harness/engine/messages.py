"""What a launch's worker process tells its supervisor: one JSON line a message on standard output."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from harness.devices import Device
from harness.model import Cell, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialJob:
    """One trial to do."""

    id: str
    position: int
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchJob:
    """What a worker is to do: its trials in order, and where."""

    launch: int
    trials: tuple[TrialJob, ...]
    warm_up: tuple[Cell, ...]
    site: str
    axes: dict[str, dict[str, Any]]
    devices: tuple[Device, ...]
    seed: int
    deadline_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserStarted:
    """The browser runs; what it is."""

    browser: dict[str, Any]
    kind: Literal["browser"] = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegins:
    """From now on the step's deadline counts."""

    trial: str
    step: str
    kind: Literal["step"] = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEnds:
    trial: Trial
    kind: Literal["trial"] = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFails:
    """The worker cannot go on; the message is for the person."""

    message: str
    exit_status: int
    kind: Literal["failure"] = "failure"


Message = BrowserStarted | StepBegins | TrialEnds | WorkerFails


_MESSAGES: TypeAdapter[Message] = TypeAdapter(Message)
_JOBS: TypeAdapter[LaunchJob] = TypeAdapter(LaunchJob)


def encode(value: Message | LaunchJob) -> str:
    return json.dumps(asdict(value), allow_nan=False)


def decode(line: str) -> Message:
    return _MESSAGES.validate_json(line)


def decode_job(text: str) -> LaunchJob:
    return _JOBS.validate_json(text)
