"""The worker: one process, one fresh browser, the trials of one launch.

Started by `harness.engine.supervisor` as `python -m harness.engine.worker JOB`; tells what happens on
standard output (`harness.engine.messages`).
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack

from playwright.sync_api import Browser

from harness.engine import cores, messages
from harness.engine.aside import Aside
from harness.engine.browser import describe_browser, started_browser
from harness.engine.messages import (
    BrowserStarted,
    LaunchEnds,
    LaunchJob,
    StepBegins,
    TrialEnds,
    TrialJob,
    WorkBegins,
    WorkerFails,
    WorkNoted,
    repeat_of,
)
from harness.engine.readback import Begun, Noted
from harness.engine.reference import ReferencePage
from harness.engine.target import TOKEN_VARIABLE, Address, Support
from harness.engine.trial import Bench, Office, run_trial
from harness.errors import BillbenchError
from harness.model import TrialState


def main(argument: str) -> int:
    job = messages.decode_job(argument)
    try:
        _run_launch(job)
    except BillbenchError as error:
        _tell(WorkerFails(message=str(error), exit_status=error.exit_status))
        return 1
    return 0


def _run_launch(job: LaunchJob) -> None:
    with started_browser(job.engine) as browser, ExitStack() as stack:
        cores.keep_off(os.getpid())
        _tell(BrowserStarted(browser=dict(describe_browser(browser))))
        under_way: list[TrialJob | None] = [None]
        bench = bench_of(
            job, browser, stack, lambda step: _tell(StepBegins(job=under_way[0], step=step)), _note
        )
        for cell in job.warm_up:
            run_trial(bench, TrialJob(id="warm-up", position=-1, cell=cell))
        todo, repeats = list(job.trials), job.repeats
        while todo:
            under_way[0] = next_job = todo.pop(0)
            trial = run_trial(bench, next_job)
            _tell(TrialEnds(trial=trial))
            if trial.state is TrialState.CRASHED:
                return  # The supervisor goes on with a fresh browser.
            if trial.flags and not trial.attempt and repeats:
                todo.append(repeat_of(trial))
                repeats -= 1
        _tell(LaunchEnds())


def bench_of(
    job: LaunchJob,
    browser: Browser,
    stack: ExitStack,
    announce: Callable[[str], None],
    note: Callable[[Begun | Noted], None],
) -> Bench:
    """What the trials of this job share; the applications are let go with `stack`."""
    return Bench(
        browser=browser,
        reference=ReferencePage(browser),
        offices={variant: _office(stack, url) for variant, url in job.sites.items()},
        axes=job.axes,
        devices={device.name: device for device in job.devices},
        people={person.name: person for person in job.people},
        aside=Aside(browser),
        launch=job.launch,
        seed=job.seed,
        deadline_s=job.deadline_s,
        announce=announce,
        note=note,
    )


def _note(found: Begun | Noted) -> None:
    _tell(WorkBegins(begun=found) if isinstance(found, Begun) else WorkNoted(noted=found))


def _office(stack: ExitStack, url: str) -> Office:
    support = stack.enter_context(Support(Address(url=url, token=os.environ[TOKEN_VARIABLE])))
    return Office(site=url, support=support, lists=support.lists())


def _tell(message: messages.Message) -> None:
    print(messages.encode(message), flush=True)  # noqa: T201 - standard output is the wire


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
