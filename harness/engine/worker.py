"""The worker: one process, one fresh browser, the trials of one launch.

Started by `harness.engine.supervisor` as `python -m harness.engine.worker JOB`; tells what happens on
standard output (`harness.engine.messages`).
"""

import os
import sys

from harness.engine import messages
from harness.engine.browser import describe_browser, started_browser
from harness.engine.messages import BrowserStarted, LaunchJob, StepBegins, TrialEnds, TrialJob, WorkerFails
from harness.engine.reference import ReferencePage
from harness.engine.target import TOKEN_VARIABLE, Address, Support
from harness.engine.trial import Bench, run_trial
from harness.errors import BillbenchError
from harness.model import Trial, TrialState


def main(argument: str) -> int:
    job = messages.decode_job(argument)
    try:
        _run_launch(job)
    except BillbenchError as error:
        _tell(WorkerFails(message=str(error), exit_status=error.exit_status))
        return 1
    return 0


def _run_launch(job: LaunchJob) -> None:
    address = Address(url=job.site, token=os.environ[TOKEN_VARIABLE])
    with started_browser() as browser, Support(address) as support:
        _tell(BrowserStarted(browser=dict(describe_browser(browser))))
        current = ["warm-up"]
        bench = Bench(
            browser=browser,
            reference=ReferencePage(browser),
            support=support,
            site=job.site,
            axes=job.axes,
            lists=support.lists(),
            devices={device.name: device for device in job.devices},
            seed=job.seed,
            deadline_s=job.deadline_s,
            announce=lambda step: _tell(StepBegins(trial=current[0], step=step)),
        )
        for cell in job.warm_up:
            run_trial(bench, cell, id=current[0], launch=job.launch, position=-1)
        for trial in job.trials:
            current[0] = trial.id
            found = _run(bench, job, trial)
            _tell(TrialEnds(trial=found))
            if found.state is TrialState.CRASHED:
                return  # The supervisor goes on with a fresh browser.


def _run(bench: Bench, job: LaunchJob, trial: TrialJob) -> Trial:
    return run_trial(bench, trial.cell, id=trial.id, launch=job.launch, position=trial.position)


def _tell(message: messages.Message) -> None:
    print(messages.encode(message), flush=True)  # noqa: T201 - standard output is the wire


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
