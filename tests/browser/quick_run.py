"""A run with real processes and no browser: every trial ends at once. Parent and worker in one file.

python -m tests.browser.quick_run run FOLDER
python -m tests.browser.quick_run work JOB
"""

import sys
from pathlib import Path

from billbench.harness.engine.messages import LaunchEnds, LaunchJob, Message, StepBegins, TrialEnds
from billbench.harness.engine.supervisor import Site, run_plan
from billbench.harness.machine.guard import Guarded
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.trials import Cell, Trial
from billbench.harness.model.wire import decode, encode
from billbench.harness.plan.plan import Plan
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info, trial

PLAN = Plan(
    name="quick",
    designs=("single-page", "paged"),
    lines=(10, 20, 40, 80, 160),
    devices=(DEVICES["unthrottled"],),
    journeys=("change-page",),
    launches=6,
    seed=5,
    deadline_s=30,
)


class Silent:
    def browser_started(self, browser: object) -> None: ...
    def trial_begins(self, cell: Cell, launch: int) -> None: ...
    def trial_ends(self, trial: Trial) -> None: ...


def run(folder_name: str) -> None:
    path = Path(folder_name)
    folder = runfolder.reopen(path) if (path / "run.json").exists() else runfolder.create(path, info())
    command = [sys.executable, "-m", "tests.browser.quick_run", "work"]
    site = Site(urls={"": ""}, axes={"single-page": {}, "paged": {}})
    with folder:
        run_plan(PLAN, folder, site, lambda job: Guarded([*command, encode(job)]), Silent())


def work(job_text: str) -> None:
    job = decode(LaunchJob, job_text)
    for this in job.trials:
        _tell(StepBegins(job=this, step="back"))
        _tell(TrialEnds(trial=trial(id=this.id, launch=job.launch, position=this.position, cell=this.cell)))
    _tell(LaunchEnds())


def _tell(message: Message) -> None:
    sys.stdout.write(encode(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"run": run, "work": work}[sys.argv[1]](sys.argv[2])
