"""Trials in turns: their order in a plan, and what the supervisor records when one of them goes wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from billbench.harness.engine import supervisor
from billbench.harness.engine.messages import (
    LaunchEnds,
    LaunchJob,
    Message,
    StepBegins,
    TrialEnds,
    WorkBegins,
    WorkNoted,
)
from billbench.harness.engine.supervisor import Site, run_launches
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.outcomes import BillHandle, Cause, Change, Ledger, Noted
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, TrialState
from billbench.harness.outcomes.readback import Begun
from billbench.harness.plan.plan import AS_PLANNED, Plan
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info, trial
from tests.unit.harness.test_supervisor import Script, ScriptedWorker, SilentWatcher

PLAN = Plan(
    name="gate",
    designs=("single-page",),
    lines=(10, 80),
    devices=(DEVICES["unthrottled"],),
    journeys=("change-page",),
    launches=8,
    seed=3,
    deadline_s=0.05,
    variants=tuple(replace(AS_PLANNED, name=name) for name in ("baseline", "candidate")),
    rounds=4,
)
SITE = Site(
    urls={"baseline": "http://127.0.0.1:1", "candidate": "http://127.0.0.1:2"}, axes={"single-page": {}}
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_GRACE_S", 0.0)
    monkeypatch.setattr(supervisor, "_START_DEADLINE_S", 0.2)


def run(
    path: Path,
    *scripts: Script,
    launches: Sequence[int] = (1,),
    read_back: supervisor.ReadBack | None = None,
) -> tuple[Run, list[LaunchJob]]:
    """Worker n follows script n, the last serves for all after it. The run, and what they were told."""
    told: list[LaunchJob] = []

    def start(job: LaunchJob) -> ScriptedWorker:
        told.append(job)
        return ScriptedWorker(job, scripts[min(len(told), len(scripts)) - 1])

    with runfolder.create(path, info()) as folder:
        run_launches(PLAN, launches, folder, replace(SITE, read_back=read_back), start, SilentWatcher())
    return runfolder.read_run(path), told


def all_well(job: LaunchJob) -> Iterator[Message | None]:
    for this in job.trials:
        yield StepBegins(job=this, step="back")
        yield TrialEnds(trial=trial(id=this.id, launch=job.launch, position=this.position, cell=this.cell))
    yield LaunchEnds()


def second_hangs(job: LaunchJob) -> Iterator[Message | None]:
    first, second = job.trials[:2]
    yield StepBegins(job=first, step="prepare")
    yield StepBegins(job=second, step="prepare")
    yield StepBegins(job=first, step="back")
    yield StepBegins(job=second, step="next")
    yield None


def test_both_sides_of_a_size_follow_each_other_and_each_is_opened_first_at_times() -> None:
    first_opened = set()
    for launch in range(1, PLAN.launches + 1):
        order = PLAN.order(launch)
        assert [cell.lines for cell in order] in ([10, 10, 80, 80], [80, 80, 10, 10])
        assert len(set(order)) == 4
        first_opened.add(order[0].variant)
    assert first_opened == {"baseline", "candidate"}


def test_a_plan_without_rounds_keeps_its_order_and_repeats_what_was_disturbed() -> None:
    alone = replace(PLAN, rounds=0)
    assert alone.repeats == 1
    assert {alone.group(cell) for cell in alone.cells()} == {""}
    assert PLAN.repeats == 0, "one side of a pair, measured again later, met another machine"


def test_a_worker_is_told_who_takes_turns_with_whom(tmp_path: Path) -> None:
    _, (job,) = run(tmp_path / "run", all_well)
    assert job.rounds == 4
    assert job.warm_up == ()
    groups = [this.group for this in job.trials]
    assert groups[0] == groups[1] != groups[2] == groups[3]


def test_a_side_that_hangs_is_recorded_as_hung_and_the_other_as_broken_off(tmp_path: Path) -> None:
    """Then the launch goes on with what it has left, in a fresh browser."""
    found, jobs = run(tmp_path / "run", second_hangs, all_well)
    hung, other, *rest = found.trials
    assert hung.state is TrialState.HUNG
    assert hung.cell == jobs[0].trials[1].cell
    assert hung.steps[0].measures["freeze_s"] == PLAN.deadline_s
    assert other.state is TrialState.FAILED
    assert other.flags == ("broken off",)
    assert other.steps == ()
    assert hung.cell.variant in other.reason
    assert 'in the step "next"' in other.reason
    assert [one.state for one in rest] == [TrialState.COMPLETED] * 2
    assert [len(job.trials) for job in jobs] == [4, 2]


def test_the_bill_of_the_side_that_hangs_is_read_back_with_its_own_notes(tmp_path: Path) -> None:
    """The sides note things in turns; what one noted is not held against the other's bill."""
    asked: list[tuple[Cell, int, int]] = []

    def hangs(job: LaunchJob) -> Iterator[Message | None]:
        for number, this in enumerate(job.trials[:2]):
            bill = BillHandle(bill_id=number + 1, case_reference="3", user="x")
            yield StepBegins(job=this, step="prepare")
            yield WorkBegins(begun=Begun(bill=bill, before=()))
        for number, this in enumerate(job.trials[:2]):
            changes = tuple(Change(token=str(n), fields={}, acknowledged=False) for n in range(number + 1))
            yield StepBegins(job=this, step="edit")
            yield WorkNoted(noted=Noted(changes=changes))
        yield StepBegins(job=job.trials[0], step="next")
        yield None

    def read_back(cell: Cell, begun: Begun, noted: Noted, _: Cause) -> Ledger:
        asked.append((cell, begun.bill.bill_id, len(noted.changes)))
        return Ledger(lines_checked=0, lines=())

    found, jobs = run(tmp_path / "run", hangs, all_well, read_back=read_back)
    assert asked == [(jobs[0].trials[0].cell, 1, 1)]
    assert [one.ledger is not None for one in found.trials[:2]] == [True, False]


def test_a_worker_that_dies_ends_both_sides_once(tmp_path: Path) -> None:
    def dies(job: LaunchJob) -> Iterator[Message | None]:
        yield StepBegins(job=job.trials[0], step="open")

    found, _ = run(tmp_path / "run", dies, all_well)
    crashed, other, *rest = found.trials
    assert (crashed.state, other.state) == (TrialState.CRASHED, TrialState.FAILED)
    assert other.flags == ("broken off",)
    assert len(rest) == 2


def test_a_side_that_crashed_does_not_cost_the_other_its_record(tmp_path: Path) -> None:
    """The worker tells both, and then is ended."""

    def crashes(job: LaunchJob) -> Iterator[Message | None]:
        first, second = job.trials[:2]
        yield TrialEnds(trial=trial(id=first.id, cell=first.cell, state=TrialState.CRASHED, reason="gone"))
        yield TrialEnds(trial=trial(id=second.id, position=1, cell=second.cell))
        yield None

    found, jobs = run(tmp_path / "run", crashes, all_well)
    assert [one.state for one in found.trials[:2]] == [TrialState.CRASHED, TrialState.COMPLETED]
    assert len(jobs[1].trials) == 2


def test_launches_can_be_measured_in_parts(tmp_path: Path) -> None:
    """A shard measures its own; a gate measures up to a look."""
    found, jobs = run(tmp_path / "run", all_well, launches=(2, 6))
    assert [job.launch for job in jobs] == [2, 6]
    assert sorted({one.launch for one in found.trials}) == [2, 6]
