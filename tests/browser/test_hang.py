"""A page that freezes for ever, in a real browser, under the real watchdog."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from billbench.harness.engine import supervisor
from billbench.harness.engine.messages import LaunchJob
from billbench.harness.engine.supervisor import Site, run_plan
from billbench.harness.machine.guard import Guarded
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.model.wire import encode
from billbench.harness.plan.plan import Plan
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info

DEADLINE_S = 2.0
PLAN = Plan(
    name="hang",
    designs=("rewritten-page",),
    lines=(10, 80),
    devices=(DEVICES["unthrottled"],),
    journeys=("change-page",),
    launches=1,
    seed=1,
    deadline_s=DEADLINE_S,
)


class Clock:
    """Notes when trials end, and which processes there are at that moment."""

    def __init__(self) -> None:
        self.ends: list[float] = []
        self.family: list[psutil.Process] = []

    def browser_started(self, browser: object) -> None: ...
    def trial_begins(self, cell: Cell, launch: int) -> None: ...
    def trial_ends(self, _: Trial) -> None:
        self.ends.append(time.monotonic())
        self.family += psutil.Process().children(recursive=True)


def test_a_hang_is_recorded_the_browser_ended_and_the_next_trial_had_within_ten_seconds(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_GRACE_S", 1.0)

    def start(job: LaunchJob) -> Guarded:
        return Guarded([sys.executable, "-m", "tests.browser.hanging_worker", f"{site}/hang", encode(job)])

    others = psutil.Process().children(recursive=True)
    clock = Clock()
    with runfolder.create(tmp_path / "run", info()) as folder:
        run_plan(PLAN, folder, Site(urls={"": site}, axes={"rewritten-page": {}}), start, clock)
    hung, after = runfolder.read_run(tmp_path / "run").trials
    assert hung.state is TrialState.HUNG
    assert hung.steps[0].name == "back"
    assert hung.steps[0].measures["freeze_s"] == DEADLINE_S
    assert after.state is TrialState.COMPLETED
    assert clock.ends[1] - clock.ends[0] < 10
    family = [process for process in clock.family if process not in others]
    assert len(family) > 5
    assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
