"""What the master and its workers are told to do. Plain data only.

The master sends each worker its own job over Locust's connection, to those of this machine and of others
alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from billbench.harness.plan.load_plan import LoadPlan
from billbench.scenarios.bills import Lists, synthetic_bill
from billbench.scenarios.load.drafts import DesignFacts, Draft, summary_bill

_GATHER_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BillJob:
    """A bill that was made for this load. Its lines follow from `lines` and `seed`.

    `drawer` says who takes it: a person of the closed mode, a kind of bill of the open one.
    """

    drawer: int
    design: str
    lines: int
    seed: str
    bill_id: int = 0
    case_reference: str = ""


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
    """One worker's share of a stage of the plan: the bills of worker `index`, and where they are.

    With `until_told`, the load goes on after the plan's duration until the master says that it ends.
    `most_requests_per_s` is this worker's share of what a target allows.
    """

    plan: LoadPlan
    url: str
    designs: Mapping[str, DesignFacts]
    lists: Lists
    bills: Sequence[BillJob]
    index: int = 0
    stage: int = 0
    until_told: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    most_requests_per_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where the master listens, and whether its workers are started here or come from other machines."""

    host: str = "127.0.0.1"
    port: int = 0
    local_workers: bool = True
    gather_s: float = _GATHER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterJob:
    """A stage: a job for each worker, and the folder for their rows."""

    ground: Ground
    folder: Path
    jobs: Sequence[Job]
