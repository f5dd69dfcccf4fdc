"""Launches in a real browser beside a load, and the same launches on the idle application before it.

Each of the two is a run folder of its own inside the load's, which `billbench report` reads as any other.
The browser has its own processes and its own core, the load has the others; whether that was enough is in
the trials themselves: time stolen from the page and gaps of its heartbeat, idle and beside the load.
"""

import datetime
import functools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.preparing.run_info import describe
from billbench.harness.engine.messages import LaunchJob
from billbench.harness.engine.supervisor import Site, Worker, run_plan, worker_process
from billbench.harness.load.control import Stage
from billbench.harness.load.messages import BrowserAt, Watch
from billbench.harness.load.stages import Venue, run_stage
from billbench.harness.model.errors import BillbenchError, MeasurementError
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.plan.load_plan import BrowserFile, LoadPlan
from billbench.harness.plan.plan_file import parse_plan
from billbench.harness.store import runfolder
from billbench.harness.store.loads import Reason, StageRecord

IDLE = "browser-idle"
BESIDE = "browser-beside"


def run_beside(venue: Venue, plan: LoadPlan, browser: BrowserFile, command: Sequence[str]) -> StageRecord:
    """The launches on the idle application, and then the stage with the same launches beside it."""
    beside = BrowserBeside(venue=venue, prepared=prepare_beside(plan, browser), command=command)
    beside.run_idle()
    try:
        stage = run_stage(venue, plan, 0, lasts_s=browser.at_most_s, meanwhile=beside.start)
    finally:
        beside.finish()
    if beside.failure is None:
        return stage
    lost = Reason(kind="browser_ended", text=f"The browser beside the load: {beside.failure}")
    return replace(stage, reasons=(*stage.reasons, lost))


@dataclass(slots=True)
class BrowserBeside:
    """The browser's part of a load."""

    venue: Venue
    prepared: Prepared
    command: Sequence[str]
    failure: BillbenchError | None = None
    _workers: list[Worker] = field(default_factory=list)
    _stopped: bool = False
    _thread: threading.Thread | None = None

    def run_idle(self) -> None:
        """The control: nobody else is there."""
        self._run(IDLE)

    def start(self, stage: Stage) -> None:
        """The same launches while the load holds; it may end when they are done."""

        def launches() -> None:
            try:
                self._run(BESIDE)
            except BillbenchError as error:
                self.failure = error
            finally:
                stage.let_end()

        self._thread = threading.Thread(target=launches, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """After the load: what still runs is ended, so that nothing is measured on an idle application."""
        self._stopped = True
        for worker in self._workers:
            worker.stop()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _run(self, name: str) -> None:
        plan = self.prepared.plan
        axes = {design: info.axes for design, info in self.prepared.designs.items()}
        site = Site(urls={"": self.venue.site.address.url}, axes=axes)
        created = datetime.datetime.now(datetime.UTC)
        info = describe(self.prepared, created, self.command)
        with runfolder.create(self.venue.folder / name, info) as folder:
            watcher = _Watcher(self.venue.watch, name, functools.partial(_note_browser, folder))
            with folder.going_on(f"Look at them with: billbench report {folder.path}"):
                run_plan(plan, folder, site, self._start_worker, watcher)

    def _start_worker(self, job: LaunchJob) -> Worker:
        if self._stopped:
            raise MeasurementError("The load ended before the launches beside it did.")
        worker = worker_process(job, token=self.venue.site.address.token)
        self._workers = [worker]
        return worker


def prepare_beside(plan: LoadPlan, browser: BrowserFile) -> Prepared:
    """The browser's plan within a load plan. Raises `UsageError` with every mistake."""
    document = {
        **browser.model_dump(exclude={"at_most_s"}),
        "name": plan.name,
        "seed": plan.seed,
        "design": plan.design,
        "app": plan.app,
    }
    source = f"{plan.name}, [browser]"
    return prepare(parse_plan(document, source), source)


def _note_browser(folder: runfolder.RunFolder, browser: Mapping[str, Any]) -> None:
    folder.update(environment={**folder.info.environment, **browser})


@dataclass(frozen=True, slots=True)
class _Watcher:
    """Passes on where the launches are."""

    watch: Watch
    where: str
    note: Callable[[Mapping[str, Any]], None]

    def browser_started(self, browser: Mapping[str, Any]) -> None:
        self.note(browser)

    def trial_begins(self, cell: Cell, launch: int) -> None:
        self.watch(BrowserAt(where=self.where, launch=launch, cell=cell.name))

    def trial_ends(self, trial: Trial) -> None:
        if trial.state is not TrialState.COMPLETED:
            self.watch(BrowserAt(where=self.where, launch=trial.launch, cell=trial.reason))
