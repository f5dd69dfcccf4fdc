"""The words of billbench as values: cells, trials and what a trial found.

These values are what `trials.jsonl` holds, and all that reports need. Times are seconds, sizes bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FORMAT = 1
"""Version of `run.json` and `trials.jsonl`. Other versions are refused, never guessed at."""


class Outcome(StrEnum):
    """What became of one line that a person typed (DESIGN "Outcomes")."""

    SAVED = "saved"
    REFUSED = "refused"
    LOST_UNSAVED = "lost_unsaved"
    LOST_ACKNOWLEDGED = "lost_acknowledged"
    DUPLICATED = "duplicated"
    ALTERED = "altered"
    UNKNOWN_COMMITTED = "unknown_committed"
    UNKNOWN = "unknown"
    """The stored bill could not be read back, so nothing is known."""


class Submission(StrEnum):
    """What became of a submission; `NOT_TRIED` for journeys that do not submit."""

    NOT_TRIED = "not_tried"
    RECEIVED = "received"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    SENT_TWICE = "sent_twice"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why a line or a submission came to another word than `saved` or `received`: told by evidence."""

    FIELD_LIMIT = "field_limit"
    BODY_LIMIT = "body_limit"
    GATEWAY_TIMEOUT = "gateway_timeout"
    GATEWAY_ERROR = "gateway_error"
    CONNECTION_LOST = "connection_lost"
    SESSION_EXPIRED = "session_expired"
    DOUBLE_SUBMIT = "double_submit"
    STALE_VERSION = "stale_version"
    BAD_DATA = "bad_data"
    GIVEN_UP = "given_up"
    """The person reloaded or left while the page did not answer."""
    FROZEN = "frozen"
    """The page did not answer until the deadline."""
    BROWSER_DIED = "browser_died"
    SERVER_DIED = "server_died"
    NOT_FOUND = "not_found"
    """Nothing that was seen explains it."""


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


class RunState(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who sits at the bill. Operators in seconds; patience in seconds of waiting, `None` for ever.

    `think_s` is the mean pause before each line, drawn from the seed. `saves_every` is after how many lines
    they save and come back (0: at the end only). `tries` is how often they do a piece of work that ended in
    an error.
    """

    name: str
    sentence: str
    key_s: float
    point_s: float
    press_s: float
    home_s: float
    mental_s: float
    think_s: float
    clicks_again_s: float | None
    reloads_s: float | None
    gives_up_s: float | None
    saves_every: int
    tries: int


AVERAGE = Person(
    name="",
    sentence="an average skilled typist who waits for ever, does not pause and stops at the first error",
    key_s=0.20,
    point_s=1.10,
    press_s=0.10,
    home_s=0.40,
    mental_s=1.35,
    think_s=0.0,
    clicks_again_s=None,
    reloads_s=None,
    gives_up_s=None,
    saves_every=0,
    tries=1,
)
"""Who does the journeys of a plan that asks nothing about people. Operators: see `scenarios.people`."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step of a journey. `measures` has a value per metric; an absent signal is `None`, never zero.

    When `censored`, the measures that can be censored (`Metric.censorable`) are lower bounds: the true
    value is at least what is written.
    """

    name: str
    measures: Mapping[str, float | None]
    censored: bool = False
    diagnoses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a bill as a person enters it: `fields` by suffix, as typed.

    `token` is unique in its bill and stands inside the value of `known_by`: by it the line is known
    again in the stored bill, whatever became of its other fields. `whole`: it is that whole value, as in a
    bill that somebody else made.
    """

    kind: str
    token: str
    known_by: str
    fields: Mapping[str, str]
    whole: bool = False

    def is_in(self, value: str) -> bool:
        """Whether a value of the known field is this line's."""
        return value == self.token if self.whole else self.token in value


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person typed into one line, and whether a page said afterwards that it was saved.

    `refused`: a page showed an error in its place, and what was typed was still on the screen then.
    """

    token: str
    fields: Mapping[str, str]
    acknowledged: bool
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFate:
    """What became of one typed or touched line; when it is not `saved`, with cause and evidence in words."""

    token: str
    outcome: Outcome
    evidence: str = ""
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the work of one trial. `lines_checked` counts every line compared on read-back."""

    lines_checked: int
    lines: tuple[LineFate, ...]
    submission: Submission = Submission.NOT_TRIED
    submission_cause: Cause | None = None


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
    "contended"), decided before its values were looked at.
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
    format: int = FORMAT


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
