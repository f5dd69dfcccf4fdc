"""The worker of planted pages: one process, one fresh browser, the cases of one launch.

Started by `harness.engine.supervisor` in place of `harness.engine.worker`, and followed by it in the same
way: `python -m billbench.harness.verification.planted_worker JOB`. A page that hangs blocks it for ever,
as any page would.
"""

import datetime
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from playwright.sync_api import Browser, ConsoleMessage, Error

from billbench.harness.engine.desk import Desk, open_desk
from billbench.harness.engine.launch import announcing, exit_status_of, work_through
from billbench.harness.engine.messages import (
    BrowserStarted,
    LaunchJob,
    TrialJob,
)
from billbench.harness.engine.trial import broken_off
from billbench.harness.instrument.disturbance import flags
from billbench.harness.instrument.meter import Meter
from billbench.harness.machine import cores
from billbench.harness.machine.browser import describe_browser, started_browsers
from billbench.harness.model.devices import DEVICES, AssistiveTechnology
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.harness.model.wire import decode, tell
from billbench.harness.verification.case import PlantedCase
from billbench.harness.verification.cases import case_named

HERE = DEVICES["unthrottled"]
OWN_CLOCK = "own_clock_s"
PLANTED = "planted_s"
"""The measures that a page adds which times its own work: how long it took, how much was of the kind."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a trial needs of its launch."""

    browser: Browser
    job: LaunchJob
    announce: Callable[[str], None]


def main(argument: str) -> int:
    return exit_status_of(lambda: _run_launch(decode(LaunchJob, argument)))


def _run_launch(job: LaunchJob) -> None:
    needed = {_works_with(case_named(one.cell.journey)) for one in job.trials}
    with started_browsers(needed) as browsers:
        cores.keep_off(os.getpid())
        tell(BrowserStarted(browser=dict(describe_browser(browsers[AssistiveTechnology.NONE]))))

        def run(jobs: Sequence[TrialJob]) -> list[Trial]:
            browser = browsers[_works_with(case_named(jobs[0].cell.journey))]
            return [_run_trial(_Bench(browser, job, announcing(jobs[0])), jobs[0])]

        work_through(job, run)


def _works_with(case: PlantedCase) -> AssistiveTechnology:
    return AssistiveTechnology.SCREEN_READER if case.screen_reader else AssistiveTechnology.NONE


def _run_trial(bench: _Bench, job: TrialJob) -> Trial:
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    bench.announce("prepare")
    state, reason, steps = _measure(bench, case_named(job.cell.journey))
    return Trial(
        id=job.id,
        launch=bench.job.launch,
        position=job.position,
        attempt=job.attempt,
        cell=job.cell,
        state=state,
        reason=reason,
        started_at=started.isoformat(timespec="seconds"),
        duration_s=time.monotonic() - clock,
        steps=steps,
        flags=flags(None, steps),
        host=platform.node(),
    )


def _measure(bench: _Bench, case: PlantedCase) -> tuple[TrialState, str, tuple[StepResult, ...]]:
    """Meet the page; how that ended, why, and what was measured."""
    with open_desk(bench.browser, HERE, deadline_s=bench.job.deadline_s) as desk:
        try:
            return TrialState.COMPLETED, "", (_meet(bench, case, desk),)
        except Error as error:
            ending = broken_off(desk, error)
            return ending.state, ending.reason, ()


def _meet(bench: _Bench, case: PlantedCase, desk: Desk) -> StepResult:
    meter = Meter(bench.browser, desk.page, bench.announce, screen_reader=case.screen_reader)
    desk.page.goto(f"{bench.job.sites['']}/{case.path}")
    with meter.step("act"), desk.page.expect_console_message(_is_done) as told:
        if case.by_click:
            desk.page.get_by_role("button").click()
        else:
            desk.page.evaluate("act()")
    result = meter.results[0]
    return replace(result, measures={**result.measures, **_told_s(told.value)})


def _is_done(message: ConsoleMessage) -> bool:
    return message.text.startswith("done")


def _told_s(told: ConsoleMessage) -> dict[str, float | None]:
    """What the page's own clock said."""
    _, *times = told.text.split("/")
    seconds = [float(time) / 1000 if time else None for time in times]
    return dict(zip((OWN_CLOCK, PLANTED), seconds, strict=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
