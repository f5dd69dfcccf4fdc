"""`summary.json` as values. Times are seconds, sizes bytes, shares from 0 to 1, intervals hold 95 %."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, with_config

from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import Cause, Outcome, Submission
from billbench.harness.model.runs import RunState
from billbench.harness.model.trials import Cell, TrialState
from billbench.reports.findings.advice import Advice
from billbench.reports.findings.claims.table import ClaimName, ClaimVerdict
from billbench.reports.findings.comparisons import Comparisons
from billbench.reports.findings.doubts import Doubts
from billbench.reports.findings.exponents import SignalExponents
from billbench.reports.findings.growth import GrowthFinding
from billbench.reports.findings.guideline import FailureSize
from billbench.reports.findings.levers import Levers
from billbench.reports.findings.memory import MemoryGrowth
from billbench.reports.findings.readers import ReaderCost
from billbench.reports.findings.sensitivity import Sensitivity
from billbench.reports.findings.time_on_task import WholeBill
from billbench.reports.reading.devices import DeviceFound
from billbench.reports.statistics.proportions import Proportion
from billbench.reports.statistics.thresholds import Censoring, GridSide
from billbench.reports.words.series import Series
from billbench.reports.words.validity import Severity, State


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """The run as its folder has it: when it was begun and ended (`created_at`, `finished_at`, ISO 8601), the
    `plan` that was carried out, the `seed` that order and bills were drawn from."""

    name: str
    state: RunState
    created_at: str
    finished_at: str | None
    seed: int
    trials: int
    trials_planned: int
    """Without repeats."""
    plan: Mapping[str, Any]
    environment: Mapping[str, Any]
    """What it ran on."""
    command: tuple[str, ...]
    """The command that measured it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The answer in sentences, as the page opens with."""

    lead: str
    """For a first glance."""
    sentences: tuple[str, ...]
    """From which size on bills freeze."""
    assumed: tuple[str, ...]
    """What happened at the owner's 80 lines on the page that stands for CCMS, by what is assumed of it."""
    guideline: tuple[str, ...]
    """The same of other designs."""
    work: tuple[str, ...]
    """What was lost."""


# A cell row takes other fields; what it holds would, too, were it not closed itself.
_CLOSED = ConfigDict(extra="forbid")


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One measure of one cell and step over its launches, in the measure's unit.

    Of `n` launches with a value `censored` ones have a lower bound alone, since they hung. `median_at_least`
    and `p95_at_least` say whether a hang could move the `median` or the 95th percentile, `p95`, up; where
    there are too few launches for one, that is the largest value (`p95_is_maximum`). `mean` is geometric,
    `low` and `high` hold it, and where there is no interval `reason` says why.
    """

    n: int
    median: float
    median_at_least: bool
    p95: float
    p95_at_least: bool
    p95_is_maximum: bool
    mean: float | None
    low: float | None
    high: float | None
    censored: int
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """That a measure stays at or under a limit, which is in the measure's unit."""

    measure: str
    limit: float


@with_config(_CLOSED)
@dataclass(frozen=True, kw_only=True)
class ExceededRow(Proportion, CriterionRow):
    """How many of the launches exceeded a limit, with the interval of their share."""


def _name_measures(found: dict[str, Any]) -> None:
    told = "; ".join(f"`{one.name}` ({one.unit}): {one.description}" for one in METRICS.values())
    found["description"] += f" {told}."


class CellRow(BaseModel):
    """One step of one cell. Beside these fields it has each measure that a launch measured, by name."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra=_name_measures)
    __pydantic_extra__: dict[str, LevelRow]

    design: str
    device: str
    journey: str
    step: str
    variant: str
    person: str
    lines: int
    launches: int
    command: str
    exceeded: tuple[ExceededRow, ...]

    @property
    def measures(self) -> Mapping[str, LevelRow]:
        return self.__pydantic_extra__


@dataclass(frozen=True, slots=True, kw_only=True)
class BeyondRow:
    """A bound beyond the sizes measured: on which side of which size."""

    side: GridSide
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeSizeRow(Series):
    """The largest bill that meets a criterion, in lines; null where that lies beyond the sizes measured."""

    criterion: CriterionRow
    estimate: int | None
    low: int | None
    high: int | None
    beyond: Mapping[Literal["estimate", "low", "high"], BeyondRow | None]
    censored: Censoring
    """Which launches crossed the limit beyond the sizes measured."""
    between: tuple[int, int] | None
    """The sizes measured on either side of the estimate."""
    launches: int
    held: int
    """Launches in which the largest bill met the criterion."""
    reason: str | None
    """Why nothing can be said."""
    words: str
    """The same for people."""


# Without slots, as what is put together from two such kinds cannot have them from both.
@dataclass(frozen=True, kw_only=True)
class WorkRow:
    bills: int
    lines_checked: int
    outcomes: Mapping[Outcome, int]
    submissions: Mapping[Submission, int]
    bills_with_loss: Proportion
    lines_lost: int
    lost_per_100_bills: Mapping[Literal["value", "low", "high"], float | None]
    unfinished: Mapping[TrialState, int]
    lines_late: int
    latest_s: float | None


@dataclass(frozen=True, kw_only=True)
class CellWorkRow(WorkRow, Cell):
    """What became of the work of one cell."""


@dataclass(frozen=True, kw_only=True)
class _Titled:
    title: str


@dataclass(frozen=True, kw_only=True)
class DesignWorkRow(WorkRow, _Titled):
    """What became of the work of a design, over all its cells; `title` is its name for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmRow(Cell):
    """Lines or submissions of a cell that came to the same harm by the same cause; `harmed_lines` is nought
    for submissions."""

    word: Outcome | Submission
    """What became of them."""
    cause: Cause | None
    harmed_lines: int
    bills: int
    evidence: str
    """What was seen of the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthRow(Series):
    """Whether a signal grows with the bill."""

    signal: str
    growth: GrowthFinding
    factor: float | None
    """How many times its value in the smallest bills it is in the largest."""
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideRow(Series):
    """A step at one size in one launch that has no value."""

    lines: int
    launch: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim of the owner, put to the test; `says` has it in our words."""

    claim: ClaimName
    says: str
    verdict: ClaimVerdict
    figure: str
    """What decided it, in words."""
    section: str | None
    """The section of the page that shows it."""
    command: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """What a reader must know about the run; `kind` is a stable name."""

    kind: str
    severity: Annotated[str, Field(json_schema_extra={"enum": [one.name.lower() for one in Severity]})]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """Whether the run can be believed."""

    state: State
    warnings: tuple[WarningRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that a report says, for programs. What is not known is null; NaN never appears."""

    format: Literal[1] = 1
    run: RunFacts
    answer: Sentences
    cells: tuple[CellRow, ...]
    safe_sizes: tuple[SafeSizeRow, ...]
    outcomes: tuple[CellWorkRow, ...]
    harms: tuple[HarmRow, ...]
    designs: Mapping[str, DesignWorkRow]
    """The work of each design, by its name."""
    growth: tuple[GrowthRow, ...]
    devices: tuple[DeviceFound, ...]
    set_aside: tuple[SetAsideRow, ...]
    failure_sizes: tuple[FailureSize, ...]
    comparisons: Comparisons | None
    """Designs at equal work, paired within launches."""
    sensitivities: tuple[Sensitivity, ...]
    """How far the safe size moves with each assumption."""
    screen_readers: tuple[ReaderCost, ...]
    """Devices with a screen reader, each beside one that is as fast without."""
    exponents: tuple[SignalExponents, ...]
    memory: tuple[MemoryGrowth, ...]
    levers: tuple[Levers, ...]
    page_sizes: tuple[Advice, ...]
    whole_bills: tuple[WholeBill, ...]
    claims: tuple[ClaimRow, ...]
    doubts: Doubts
    """The counts behind `validity`."""
    validity: Belief
