"""The worker: one process, one fresh browser, the trials of one launch.

Started by `harness.engine.supervisor` as `python -m billbench.harness.engine.worker JOB`; tells what happens
on standard output (`harness.engine.messages`).
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from billbench.harness.application.address import TOKEN_VARIABLE, Address
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
from billbench.harness.application.others.owed import Owed
from billbench.harness.application.ours.office import OwnOffice
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.launch import announcing, exit_status_of, work_through
from billbench.harness.engine.messages import (
    BrowserStarted,
    LaunchJob,
    OwnStep,
    OwnWorkGoesOn,
    TrialJob,
    WorkBegins,
    WorkNoted,
)
from billbench.harness.engine.trial import run_trial
from billbench.harness.engine.turns import run_in_turns
from billbench.harness.instrument.reference import ReferencePage
from billbench.harness.machine import cores
from billbench.harness.machine.browser import describe_browser, started_browsers
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.outcomes import Noted
from billbench.harness.model.trials import Trial
from billbench.harness.model.wire import decode, tell
from billbench.harness.outcomes.readback import Begun
from billbench.harness.plan.target_file import TargetFile


def main(argument: str) -> int:
    return exit_status_of(lambda: _run_launch(decode(LaunchJob, argument)))


def _run_launch(job: LaunchJob) -> None:
    kinds = job.people_work_with
    with started_browsers(kinds, job.engine, window=job.window) as browsers, ExitStack() as stack:
        cores.keep_off(os.getpid())
        tell(BrowserStarted(browser=dict(describe_browser(browsers[min(kinds)], window=job.window))))
        bench = bench_of(job, browsers, stack, announcing(None), _note)
        warm_up(bench, job)

        def run(jobs: Sequence[TrialJob]) -> list[Trial]:
            seats = [(replace(bench, announce=announcing(one)), one) for one in jobs]
            return run_in_turns(seats, job.rounds) if job.rounds else [run_trial(*seats[0])]

        work_through(job, run, lambda: put_back(bench))


def warm_up(bench: Bench, job: LaunchJob) -> None:
    """Trials that nobody is told of: the first pages of a browser are slower than all others."""
    for cell in job.warm_up:
        run_trial(bench, TrialJob(id="warm-up", position=-1, cell=cell))


def put_back(bench: Bench) -> None:
    """After the trials are told of: whatever becomes of this, they are kept."""
    if bench.targets:
        bench.announce(OwnStep.RESTORE)
    for office in bench.targets.values():
        office.restore()


def bench_of(
    job: LaunchJob,
    browsers: Mapping[AssistiveTechnology, Browser],
    stack: ExitStack,
    announce: Callable[[str], None],
    note: Callable[[Begun | Noted], None],
) -> Bench:
    """What the trials of this job share; the applications are let go with `stack`."""
    browser = browsers[AssistiveTechnology.NONE]
    owed = Owed(Path(job.owed) if job.owed else None)
    return Bench(
        browser=browser,
        reference=ReferencePage(browser),
        offices={variant: _own_office(stack, url) for variant, url in job.sites.items()},
        targets={name: _target_office(browser, plain, job, owed) for name, plain in job.targets.items()},
        axes=job.axes,
        devices={device.name: device for device in job.devices},
        people={person.name: person for person in job.people},
        aside=Aside(browser),
        launch=job.launch,
        seed=job.seed,
        deadline_s=job.deadline_s,
        announce=announce,
        note=note,
        others=browsers,
    )


def _note(found: Begun | Noted) -> None:
    tell(WorkBegins(begun=found) if isinstance(found, Begun) else WorkNoted(noted=found))


def _own_office(stack: ExitStack, url: str) -> OwnOffice:
    return stack.enter_context(OwnOffice(Address(url=url, token=os.environ[TOKEN_VARIABLE])))


def _target_office(browser: Browser, plain: dict[str, Any], job: LaunchJob, owed: Owed) -> TargetOffice:
    door = Door(TargetFile.model_validate(plain), job.run, goes_on=lambda: tell(OwnWorkGoesOn()))
    return TargetOffice(browser, door, Path(job.pictures), owed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
