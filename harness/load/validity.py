"""Can a stage of load be believed? What the generator itself did wrong, in sentences with their cause.

A stage with a reason is invalid: its figures are about the generator, not about the application.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from billbench.harness.model.verdicts import Verdict
from billbench.harness.plan.load_plan import LoadPlan
from billbench.harness.store.loads import Reason, StageEnd
from billbench.harness.store.requests import count_rows, read_parts
from billbench.scenarios.load.asking import VisitStep

_LATE_S = 3.0
"""Workers report twice a second; one that was silent for so long did not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the parts say: rows by worker, dropped arrivals, and how late the generator sent, in seconds."""

    rows: Mapping[int, int]
    dropped: int
    arrivals: int
    lag_p99_s: float | None
    lag_max_s: float | None


def written(folder: Path, stage: int, workers: int) -> Written:
    """Read what was written, part by part."""
    lags: list[npt.NDArray[np.float64]] = []
    dropped = 0
    for table in read_parts(folder, ("step", "due_s", "sent_s", "verdict"), stage=stage):
        # Every visit begins with an opening, and only beginnings are due at a moment of their own.
        opened = table.filter(pc.equal(table["step"], pa.scalar(VisitStep.OPEN.value)))
        sent = opened.filter(pc.not_equal(opened["verdict"], pa.scalar(Verdict.DROPPED.value)))
        dropped += opened.num_rows - sent.num_rows
        lags.append(sent["sent_s"].to_numpy() - sent["due_s"].to_numpy())
    lag = np.concatenate(lags) if lags else np.empty(0)
    return Written(
        rows={worker: count_rows(folder, stage, worker) for worker in range(workers)},
        dropped=dropped,
        arrivals=len(lag) + dropped,
        lag_p99_s=float(np.quantile(lag, 0.99)) if len(lag) else None,
        lag_max_s=float(lag.max()) if len(lag) else None,
    )


def reasons(plan: LoadPlan, end: StageEnd, found: Written) -> list[Reason]:
    """Every reason not to believe the stage; none when the generator did what the plan says."""
    return [*_crew_reasons(end), *_count_reasons(end, found), *_pace_reasons(plan, end, found)]


def _crew_reasons(end: StageEnd) -> Iterator[Reason]:
    if end.problem:
        yield Reason(kind="not_begun", text=f"The load did not begin: {end.problem}.")
    if end.lost:
        yield Reason(
            kind="worker_lost",
            text=f"{len(end.lost)} of {len(end.lost) + len(end.workers)} workers ended before the load did "
            f"({', '.join(end.lost)}); the load stopped there.",
        )
    for worker in end.workers:
        if worker.longest_silence_s > _LATE_S:
            yield Reason(
                kind="worker_late",
                text=f"Worker {worker.index} was not heard of for {worker.longest_silence_s:.1f} s.",
            )
        if worker.errors:
            yield Reason(kind="generator_error", text=f"Worker {worker.index} failed: {worker.errors[0]}.")
    if end.not_signed_in:
        yield Reason(kind="not_signed_in", text=f"{end.not_signed_in} people could not sign in.")


def _count_reasons(end: StageEnd, found: Written) -> Iterator[Reason]:
    for worker in end.workers:
        rows = found.rows.get(worker.index, 0)
        if rows != worker.rows or rows != worker.requests + worker.unfinished:
            yield Reason(
                kind="rows_missing",
                text=f"Worker {worker.index} made {worker.requests} requests, gave up "
                f"{worker.unfinished}, said it wrote {worker.rows} rows, and {rows} are there.",
            )


def _pace_reasons(plan: LoadPlan, end: StageEnd, found: Written) -> Iterator[Reason]:
    limits = plan.limits
    if not found.arrivals and not end.problem:
        yield Reason(kind="nothing_sent", text="No visit was due while the load lasted. Let it last longer.")
    if found.dropped:
        yield Reason(
            kind="dropped",
            text=f"{found.dropped} of {found.arrivals} visits that were due were never sent, because all "
            f"{plan.people} people or all bills were in use. Name more people, or fewer arrivals.",
        )
    if found.lag_p99_s is not None and found.lag_p99_s > limits.lag_p99_s:
        yield Reason(
            kind="lag",
            text=f"One visit in a hundred began more than {found.lag_p99_s * 1000:.0f} ms late "
            f"(allowed: {limits.lag_p99_s * 1000:.0f} ms). Use more workers, or fewer arrivals.",
        )
    for worker in end.workers:
        if worker.cpu_max > limits.cpu_share:
            yield Reason(
                kind="saturated",
                text=f"Worker {worker.index} used {worker.cpu_max:.0%} of a core for five seconds "
                f"(allowed: {limits.cpu_share:.0%}). Use more workers, or fewer arrivals.",
            )
