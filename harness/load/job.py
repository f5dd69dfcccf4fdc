"""What a worker is told to do, and the words between master, workers and command. Plain data only.

The master sends each worker its own job over Locust's connection, to those of this machine and of others
alike. The master tells the command what happens in JSON lines on its standard output.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from harness.load.plan import Mode, Share, Spacing
from scenarios.bills import Lists, synthetic_bill
from scenarios.load.drafts import DesignFacts, Draft, summary_bill
from scenarios.load.visits import VisitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BillJob:
    """A bill that was made for this load. Its lines follow from `lines` and `seed`.

    `drawer` says who takes it: a person of the closed mode, a kind of bill of the open one.
    """

    drawer: int
    design: str
    bill_id: int
    case_reference: str
    user: str
    lines: int
    seed: str


def draft_of(bill: BillJob, design: DesignFacts, lists: Lists) -> Draft:
    """The bill as it was made: the same lines from the same seed."""
    summary = design.route == "summary"
    return Draft(
        design=design,
        lines=summary_bill() if summary else synthetic_bill(bill.lines, bill.seed, lists),
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        size=bill.lines,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One worker's share of a stage: `index` of `of`. `kinds` are the mix that open arrivals draw from.

    With `until_told`, the load goes on after `duration_s` until the master says that it ends.
    `most_requests_per_s` is this worker's share of what a target allows.
    """

    url: str
    mode: Mode
    visit: VisitKind
    people: int
    users: Sequence[str]
    think_s: float
    arrivals_per_s: float
    spacing: Spacing
    duration_s: float
    drain_s: float
    timeout_s: float
    seed: int
    kinds: Sequence[Share]
    designs: Mapping[str, DesignFacts]
    lists: Lists
    bills: Sequence[BillJob]
    stage: int = 0
    until_told: bool = False
    index: int = 0
    of: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    most_requests_per_s: float | None = None


_JOBS: TypeAdapter[Job] = TypeAdapter(Job)


def encode_job(job: Job) -> str:
    return json.dumps(asdict(job))


def decode_job(text: str) -> Job:
    return _JOBS.validate_json(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerEnd:
    """What a worker says at its end. Lag and processor shares are its own, over the whole stage.

    `requests` were counted by Locust's event, `rows` by the writer of parts: they must agree, apart from
    `unfinished` (dropped and in flight), which Locust never sees. `errors` are people who ended by a fault
    of ours.
    """

    index: int
    host: str
    rows: int
    requests: int
    unfinished: int
    cpu_mean: float
    cpu_max: float
    errors: tuple[str, ...] = ()
    longest_silence_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEnd:
    """What became of a stage: the workers that reported their end, those that did not, and how it ended."""

    workers: tuple[WorkerEnd, ...]
    lost: tuple[str, ...]
    signed_in: int
    not_signed_in: int
    began_at: float
    lasted_s: float
    interrupted: bool
    problem: str = ""


_ENDS: TypeAdapter[StageEnd] = TypeAdapter(StageEnd)
_WORKER_ENDS: TypeAdapter[WorkerEnd] = TypeAdapter(WorkerEnd)


def stage_end(data: Mapping[str, Any]) -> StageEnd:
    return _ENDS.validate_python(data)


def worker_end(data: Mapping[str, Any]) -> WorkerEnd:
    return _WORKER_ENDS.validate_python(data)
