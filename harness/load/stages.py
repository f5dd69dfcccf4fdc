"""One stage of a load, whole: bills, people, drain, reading back, and whether it can be believed."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billbench.harness.application.ours.support import Support
from billbench.harness.load.control import Ground, Stage, Watch
from billbench.harness.load.job import Job
from billbench.harness.load.prepare import Place, make_jobs
from billbench.harness.load.readback import ReadBack, read_back
from billbench.harness.load.validity import Written, reasons, written
from billbench.harness.model.errors import UnreachableError
from billbench.harness.plan.load_plan import LoadPlan
from billbench.harness.store import requests
from billbench.harness.store.loads import Reason, StageEnd, StageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where stages are run: the application, the run's folder, the ground of the workers, who watches."""

    place: Place
    folder: Path
    ground: Ground
    watch: Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFound:
    """What was planned, how it ended, what was written, and what was read back."""

    number: int
    plan: LoadPlan
    end: StageEnd
    written: Written
    reasons: tuple[Reason, ...]
    read_back: ReadBack

    def record(self) -> StageRecord:
        """The stage as it stands in the run's folder."""
        return StageRecord(
            **{field.name: getattr(self.end, field.name) for field in dataclasses.fields(self.end)},
            stage=self.number,
            level=self.plan.level,
            warm_up_s=self.plan.warm_up_s,
            dropped=self.written.dropped,
            arrivals=self.written.arrivals,
            lag_p99_s=self.written.lag_p99_s,
            lag_max_s=self.written.lag_max_s,
            reasons=self.reasons,
            bills=self.read_back.bills,
            lines_checked=self.read_back.lines_checked,
            lines_harmed=self.read_back.harmed,
        )


def run_stage(
    field: Field,
    plan: LoadPlan,
    number: int,
    *,
    lasts_s: float | None = None,
    meanwhile: Callable[[Stage], None] | None = None,
) -> StageFound:
    """Run a stage and read its bills back.

    With `meanwhile`, the load goes on until that has called `Stage.let_end`, for `lasts_s` at most.

    Raises:
        UnreachableError: the application does not answer, before the load.
        Interrupted: a second Ctrl-C.
    """

    def tell(made: int, total: int) -> None:
        field.watch({"kind": "bills", "made": made, "total": total})

    jobs = make_jobs(
        plan,
        field.place,
        stage=number,
        lasts_s=lasts_s or plan.duration_s,
        until_told=meanwhile is not None,
        tell=tell,
    )
    stage = Stage(plan, jobs, field.folder / requests.FOLDER, field.ground)
    end = stage.run(_watching(field.watch, stage, meanwhile))
    found = written(field.folder, number, plan.workers)
    back, wrong = _read_back(field, jobs)
    requests.write_saves(field.folder, number, back.saves)
    return StageFound(
        number=number,
        plan=plan,
        end=end,
        written=found,
        reasons=(*reasons(plan, end, found), *wrong),
        read_back=back,
    )


def _watching(watch: Watch, stage: Stage, meanwhile: Callable[[Stage], None] | None) -> Watch:
    def told(line: Mapping[str, Any]) -> None:
        watch(line)
        if line["kind"] == "began" and meanwhile is not None:
            meanwhile(stage)

    return told


def _read_back(field: Field, jobs: Sequence[Job]) -> tuple[ReadBack, list[Reason]]:
    field.watch({"kind": "reading"})
    try:
        with Support(field.place.address) as support:
            return read_back(field.folder, jobs, support), []
    except UnreachableError as death:
        nothing = ReadBack(saves=(), bills=0, lines_checked=0, harmed=0)
        return nothing, [Reason(kind="not_read_back", text=f"No bill could be read back: {death}")]
