"""What a worker is told to do, and the words between master, workers and command. Plain data only.

The master sends each worker its own job over Locust's connection, to those of this machine and of others
alike. The master tells the command what happens in JSON lines on its standard output.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from billbench.harness.plan.load_plan import Mode, Share, Spacing
from billbench.harness.store.loads import StageEnd, WorkerEnd
from billbench.scenarios.bills import Lists, synthetic_bill
from billbench.scenarios.load.drafts import DesignFacts, Draft, summary_bill
from billbench.scenarios.load.visits import VisitKind


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


_ENDS: TypeAdapter[StageEnd] = TypeAdapter(StageEnd)
_WORKER_ENDS: TypeAdapter[WorkerEnd] = TypeAdapter(WorkerEnd)


def stage_end(data: Mapping[str, Any]) -> StageEnd:
    return _ENDS.validate_python(data)


def worker_end(data: Mapping[str, Any]) -> WorkerEnd:
    return _WORKER_ENDS.validate_python(data)
