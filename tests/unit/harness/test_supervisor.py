"""The supervisor with a scripted worker: no browser, no waiting, every way a launch can end."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from billbench.harness.engine import supervisor
from billbench.harness.engine.messages import (
    LaunchEnds,
    LaunchJob,
    Message,
    OwnWorkGoesOn,
    StepBegins,
    TrialEnds,
    WorkBegins,
    WorkerFails,
    WorkNoted,
)
from billbench.harness.engine.supervisor import ReadBack, Site, run_plan
from billbench.harness.model.devices import DEVICES, AssistiveTechnology
from billbench.harness.model.errors import ExitStatus, MeasurementError, UnreachableError
from billbench.harness.model.flags import Flag
from billbench.harness.model.outcomes import BillHandle, Cause, Change, Ledger, LineFate, Noted, Outcome
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.model.wire import encode
from billbench.harness.outcomes.readback import Begun
from billbench.harness.plan.plan import Plan
from billbench.harness.store import runfolder
from billbench.reports.findings.outcomes import work_of
from tests.unit.harness.factory import info, trial

Script = Callable[[LaunchJob], Iterator[Message | None]]


class ScriptedWorker:
    """Says what its script yields; `None` hangs until it is stopped."""

    def __init__(self, job: LaunchJob, script: Script, words: str = "") -> None:
        self._job, self._script, self._words = job, script, words
        self._stopped = threading.Event()

    @property
    def stdout(self) -> Iterator[str]:
        for message in self._script(self._job):
            if message is None:
                self._stopped.wait()
                return
            yield encode(message)

    def last_words(self) -> str:
        return self._words

    def stop(self) -> None:
        self._stopped.set()


class SilentWatcher:
    def browser_started(self, browser: Mapping[str, Any]) -> None: ...
    def trial_begins(self, cell: Cell, launch: int) -> None: ...
    def trial_ends(self, trial: Trial) -> None: ...


PLAN = Plan(
    name="test",
    designs=("single-page", "paged"),
    lines=(10, 80),
    devices=(DEVICES["office-pc"],),
    journeys=("change-page",),
    launches=2,
    seed=3,
    deadline_s=0.3,
)
READS = DEVICES["office-pc-screen-reader"]
SITE = Site(urls={"": "http://127.0.0.1:1"}, axes={"single-page": {}, "paged": {}})


def done(job: LaunchJob, number: int = 0, **more: Any) -> TrialEnds:
    this = job.trials[number]
    where = {"id": this.id, "position": this.position, "attempt": this.attempt, "cell": this.cell}
    return TrialEnds(trial=trial(launch=job.launch, **where, **more))


def all_well(job: LaunchJob) -> Iterator[Message | None]:
    for number, this in enumerate(job.trials):
        yield StepBegins(job=this, step="back")
        yield done(job, number)
    yield LaunchEnds()


def first_hangs(job: LaunchJob) -> Iterator[Message | None]:
    yield StepBegins(job=job.trials[0], step="back")
    yield None


def run(
    path: Path, *scripts: Script, words: str = "", read_back: ReadBack | None = None, plan: Plan = PLAN
) -> Run:
    """Run the plan; worker n follows script n, the last script serves for all after it."""
    started: list[LaunchJob] = []

    def start(job: LaunchJob) -> ScriptedWorker:
        started.append(job)
        return ScriptedWorker(job, scripts[min(len(started), len(scripts)) - 1], words)

    folder = runfolder.reopen(path) if (path / "run.json").exists() else runfolder.create(path, info())
    with folder:
        run_plan(plan, folder, replace(SITE, read_back=read_back), start, SilentWatcher())
    return runfolder.read_run(path)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_GRACE_S", 0.0)
    monkeypatch.setattr(supervisor, "_START_DEADLINE_S", 0.5)
    monkeypatch.setattr(supervisor, "_OWN_STEP_S", 0.4)


def test_every_cell_runs_once_a_launch_in_the_seeded_order(tmp_path: Path) -> None:
    found = run(tmp_path / "run", all_well)
    for launch in (1, 2):
        assert tuple(t.cell for t in found.trials if t.launch == launch) == PLAN.order(launch)


def test_each_browser_that_a_launch_needs_is_warmed_up_once(tmp_path: Path) -> None:
    """A person with a screen reader works in another browser than the others; no other is started."""
    both = replace(PLAN, devices=(DEVICES["office-pc"], DEVICES["old-laptop"], READS), launches=1)
    jobs: list[LaunchJob] = []

    def keep(job: LaunchJob) -> Iterator[Message | None]:
        jobs.append(job)
        yield from all_well(job)

    run(tmp_path / "both", keep, plan=both)
    run(tmp_path / "without", keep)
    warmed = [[(cell.design, cell.device) for cell in job.warm_up] for job in jobs]
    plain = [("single-page", "office-pc"), ("paged", "office-pc")]
    assert warmed == [[*plain, ("single-page", READS.name), ("paged", READS.name)], plain, plain]
    assert [len(job.people_work_with) for job in jobs] == [2, 1, 1]


def test_a_hang_says_what_the_browser_worked_for(tmp_path: Path) -> None:
    found = run(tmp_path / "run", first_hangs, all_well, plan=replace(PLAN, devices=(READS,), launches=1))
    assert found.trials[0].state is TrialState.HUNG
    assert found.trials[0].assistive_technology is AssistiveTechnology.SCREEN_READER


def test_a_hang_is_recorded_as_at_least_its_deadline_and_the_launch_goes_on(tmp_path: Path) -> None:
    found = run(tmp_path / "run", first_hangs, all_well)
    hung, *others = found.trials
    assert hung.state is TrialState.HUNG
    assert hung.steps[0].censored
    assert hung.steps[0].measures["freeze_s"] == PLAN.deadline_s
    assert hung.steps[0].measures["nodes"] is None
    assert len(others) == 7
    assert all(t.state is TrialState.COMPLETED for t in others)


def test_the_work_of_a_trial_that_hangs_is_read_back_from_outside(tmp_path: Path) -> None:
    """What the person had noted until then is what the stored bill is held against."""
    bill = BillHandle(bill_id=7, case_reference="3", user="x")
    change = Change(token="ref 1", fields={"DATE": "01-02-2024"}, acknowledged=False)
    asked: list[tuple[Begun, Noted, Cause]] = []

    def hangs(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step="prepare")
        yield WorkBegins(begun=Begun(bill=bill, before=()))
        yield WorkNoted(noted=Noted(changes=(change,)))
        yield StepBegins(job=job.trials[0], step="next")
        yield None

    def read_back(_: Cell, begun: Begun, noted: Noted, cause: Cause) -> Ledger:
        asked.append((begun, noted, cause))
        fate = LineFate(token="ref 1", outcome=Outcome.LOST_UNSAVED, cause=cause)
        return Ledger(lines_checked=1, lines=(fate,))

    found = run(tmp_path / "run", hangs, all_well, read_back=read_back)
    assert asked == [(Begun(bill=bill, before=()), Noted(changes=(change,)), Cause.FROZEN)]
    ledger = found.trials[0].ledger
    assert ledger is not None
    assert [fate.outcome for fate in ledger.lines] == [Outcome.LOST_UNSAVED]
    assert all(t.ledger is None for t in found.trials[1:])


@pytest.mark.parametrize("step", ["prepare", "read back"])
def test_what_hangs_or_ends_in_our_own_step_is_no_hang_of_the_page(tmp_path: Path, step: str) -> None:
    """It has no verdict; its bill is read from outside, for nothing that the page did."""
    causes: list[Cause | None] = []

    def hangs(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step=step)
        yield WorkBegins(begun=Begun(bill=BillHandle(bill_id=7, case_reference="3", user="x"), before=()))
        yield None

    def dies(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step=step)

    def read_back(_: Cell, _begun: Begun, _noted: Noted, cause: Cause | None) -> Ledger:
        causes.append(cause)
        return Ledger(lines_checked=1, lines=())

    found = run(tmp_path / "run", hangs, dies, all_well, read_back=read_back)
    for trial_, said in zip(found.trials, ("got no further for 0.4 s", "no last words"), strict=False):
        assert (trial_.state, trial_.steps) == (TrialState.FAILED, ())
        assert trial_.flags == (Flag.NOT_PREPARED,)
        assert said in trial_.reason
    assert causes == [None]
    assert work_of(found.trials).unfinished == {}


def test_what_takes_long_in_our_own_step_and_goes_on_is_waited_for(tmp_path: Path) -> None:
    """A bill of many slow pages; in a step of the person's it is no excuse."""

    def reads(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step="prepare")
        for _ in range(4):
            threading.Event().wait(0.25)
            yield OwnWorkGoesOn()
        yield from all_well(job)

    def lingers(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step="back")
        for _ in range(4):
            threading.Event().wait(0.25)
            yield OwnWorkGoesOn()

    found = run(tmp_path / "run", reads, lingers, all_well)
    states = [one.state for one in found.trials]
    assert states.count(TrialState.COMPLETED) == 7
    assert states.count(TrialState.HUNG) == 1


def test_a_worker_that_dies_in_a_trial_is_a_crash_and_the_launch_goes_on(tmp_path: Path) -> None:
    def dies(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step="open")

    found = run(tmp_path / "run", dies, all_well, words="Segmentation fault")
    assert found.trials[0].state is TrialState.CRASHED
    assert "Segmentation fault" in found.trials[0].reason
    assert len(found.trials) == 8


def test_a_crash_that_the_worker_saw_gets_a_fresh_browser(tmp_path: Path) -> None:
    def crashes(job: LaunchJob) -> Iterator[Message | None]:
        this = job.trials[0]
        yield TrialEnds(trial=trial(id=this.id, cell=this.cell, state=TrialState.CRASHED, reason="gone"))

    found = run(tmp_path / "run", crashes, all_well)
    assert [t.state for t in found.trials].count(TrialState.CRASHED) == 1
    assert len(found.trials) == 8


def test_resuming_repeats_and_loses_no_trial(tmp_path: Path) -> None:
    """Interrupted after three trials, the run ends as an uninterrupted one: same trials, same order."""

    def stops(job: LaunchJob) -> Iterator[Message | None]:
        yield from (done(job, number) for number in range(3))
        yield WorkerFails(message="the application went away", exit_status=ExitStatus.UNREACHABLE)

    with pytest.raises(UnreachableError, match="went away"):
        run(tmp_path / "cut", stops)
    assert len(runfolder.read_run(tmp_path / "cut").trials) == 3
    resumed, whole = run(tmp_path / "cut", all_well), run(tmp_path / "whole", all_well)
    assert [(t.id, t.cell) for t in resumed.trials] == [(t.id, t.cell) for t in whole.trials]


def test_repeats_that_an_ended_worker_owed_are_made_up_for_within_the_budget(tmp_path: Path) -> None:
    """All four trials of launch 1 were flagged; the budget is one repeat a launch."""

    def disturbed(job: LaunchJob) -> Iterator[Message | None]:
        for number in range(4):
            yield done(job, number, flags=("contended",))

    found = run(tmp_path / "run", disturbed, all_well)
    again = [t for t in found.trials if t.attempt]
    assert [t.id for t in again] == ["001-000-r1"]
    assert again[0].cell == found.trials[0].cell


def test_a_browser_that_never_stays_up_ends_the_run_with_a_reason(tmp_path: Path) -> None:
    """No endless loop of starts."""

    def nothing(_: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=None, step="open")
        yield None

    with pytest.raises(MeasurementError, match="ended 3 times before its next trial did"):
        run(tmp_path / "run", nothing)
