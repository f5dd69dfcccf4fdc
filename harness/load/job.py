"""What the master and its workers are told to do. Plain data only.

The master sends each worker its own job over Locust's connection, to those of this machine and of others
alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from billbench.harness.plan.load_plan import LoadPlan
from billbench.scenarios.bills import Lists
from billbench.scenarios.load.drafts import DesignFacts, LoadBill

_GATHER_S = 60


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
    bills: Sequence[LoadBill]
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
