"""One stage of a load, whole: bills, people, drain, reading back, and whether it can be believed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from billbench.harness.application.ours.support import Support
from billbench.harness.load.control import Stage
from billbench.harness.load.job import Ground, Job
from billbench.harness.load.messages import LoadBegan, LoadNews, ReadingBack, Watch
from billbench.harness.load.prepare import make_jobs
from billbench.harness.load.readback import ReadBack, read_back
from billbench.harness.load.site import LoadSite
from billbench.harness.load.validity import reasons, written
from billbench.harness.model.errors import UnreachableError
from billbench.harness.plan.load_plan import LoadPlan
from billbench.harness.store import requests
from billbench.harness.store.loads import Reason, StageEnd, StageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """Where stages are run: the application, the run's folder, the ground of the workers, who watches."""

    site: LoadSite
    folder: Path
    ground: Ground
    watch: Watch


def run_stage(
    venue: Venue,
    plan: LoadPlan,
    number: int,
    *,
    lasts_s: float | None = None,
    meanwhile: Callable[[Stage], None] | None = None,
) -> StageRecord:
    """Run a stage and read its bills back.

    With `meanwhile`, the load goes on until that has called `Stage.let_end`, for `lasts_s` at most.

    Raises:
        UnreachableError: the application does not answer, before the load.
        Interrupted: a second Ctrl-C.
    """
    jobs = make_jobs(
        plan,
        venue.site,
        venue.watch,
        stage=number,
        lasts_s=lasts_s or plan.duration_s,
        until_told=meanwhile is not None,
    )
    stage = Stage(jobs, venue.folder / requests.FOLDER, venue.ground)
    end = stage.run(_watching(venue.watch, stage, meanwhile))
    return _found(venue, jobs, end)


def _watching(watch: Watch, stage: Stage, meanwhile: Callable[[Stage], None] | None) -> Watch:
    def hear(told: LoadNews) -> None:
        watch(told)
        if isinstance(told, LoadBegan) and meanwhile is not None:
            meanwhile(stage)

    return hear


def _found(venue: Venue, jobs: Sequence[Job], end: StageEnd) -> StageRecord:
    """What was written and what is stored, once the load has ended."""
    plan, number = jobs[0].plan, jobs[0].stage
    found = written(venue.folder, number, plan.workers)
    back, wrong = _read_back(venue, jobs)
    requests.write_saves(venue.folder, number, back.saves)
    return StageRecord(
        **{one.name: getattr(end, one.name) for one in fields(end)},
        stage=number,
        level=plan.level,
        warm_up_s=plan.warm_up_s,
        dropped=found.dropped,
        arrivals=found.arrivals,
        lag_p99_s=found.lag_p99_s,
        lag_max_s=found.lag_max_s,
        reasons=(*reasons(plan, end, found), *wrong),
        bills=back.bills,
        lines_checked=back.lines_checked,
        lines_harmed=back.harmed,
    )


def _read_back(venue: Venue, jobs: Sequence[Job]) -> tuple[ReadBack, list[Reason]]:
    venue.watch(ReadingBack())
    try:
        with Support(venue.site.address) as support:
            return read_back(venue.folder, jobs, support), []
    except UnreachableError as death:
        nothing = ReadBack(saves=(), bills=0, lines_checked=0, harmed=0)
        return nothing, [Reason(kind="not_read_back", text=f"No bill could be read back: {death}")]
