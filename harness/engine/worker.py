"""The worker: one process, one fresh browser, the trials of one launch.

Started by `harness.engine.supervisor` as `python -m billbench.harness.engine.worker JOB`; tells what happens
on standard output (`harness.engine.messages`).
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from billbench.harness.application.address import TOKEN_VARIABLE, Address
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
from billbench.harness.application.ours.office import OwnOffice
from billbench.harness.engine import messages
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.messages import (
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
from billbench.harness.engine.trial import run_trial
from billbench.harness.engine.turns import run_in_turns
from billbench.harness.instrument.reference import ReferencePage
from billbench.harness.machine import cores
from billbench.harness.machine.browser import describe_browser, started_browser
from billbench.harness.model.errors import BillbenchError
from billbench.harness.model.trials import Trial, TrialState
from billbench.harness.outcomes.readback import Begun, Noted
from billbench.harness.plan.target_file import TargetFile


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
        bench = bench_of(job, browser, stack, lambda step: _tell(StepBegins(job=None, step=step)), _note)
        for cell in job.warm_up:
            run_trial(bench, TrialJob(id="warm-up", position=-1, cell=cell))
        todo, repeats = _pieces(job.trials), job.repeats
        while todo:
            trials = _run(bench, todo.pop(0), job.rounds)
            for trial in trials:
                _tell(TrialEnds(trial=trial))
                if trial.flags and not trial.attempt and repeats:
                    todo.append([repeat_of(trial)])
                    repeats -= 1
            if any(trial.state is TrialState.CRASHED for trial in trials):
                return  # The supervisor goes on with a fresh browser.
        _tell(LaunchEnds())


def _pieces(jobs: Sequence[TrialJob]) -> list[list[TrialJob]]:
    """What is done at a time: a trial, or all that take turns."""
    grouped = groupby(jobs, key=lambda job: job.group or job.id)
    return [list(piece) for _, piece in grouped]


def _run(bench: Bench, jobs: Sequence[TrialJob], rounds: int) -> list[Trial]:
    seats = [(replace(bench, announce=_teller(job)), job) for job in jobs]
    return run_in_turns(seats, rounds) if rounds else [run_trial(*seats[0])]


def _teller(job: TrialJob) -> Callable[[str], None]:
    """Tells the supervisor of the steps of this trial."""
    return lambda step: _tell(StepBegins(job=job, step=step))


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
        offices={variant: _own_office(stack, url) for variant, url in job.sites.items()},
        targets={name: _target_office(browser, plain, job) for name, plain in job.targets.items()},
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


def _own_office(stack: ExitStack, url: str) -> OwnOffice:
    return stack.enter_context(OwnOffice(Address(url=url, token=os.environ[TOKEN_VARIABLE])))


def _target_office(browser: Browser, plain: dict[str, Any], job: LaunchJob) -> TargetOffice:
    return TargetOffice(browser, Door(TargetFile.model_validate(plain), job.run), Path(job.pictures))


def _tell(message: messages.Message) -> None:
    print(messages.encode(message), flush=True)  # noqa: T201 - standard output is the wire


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
