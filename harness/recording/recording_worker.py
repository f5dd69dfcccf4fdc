"""The worker of a recording pass: one process, one fresh browser, one trial, recorded.

Started by `harness.engine.supervisor` in place of `harness.engine.worker`, and followed by it in the same
way: `python -m billbench.harness.recording.recording_worker ORDER JOB`. Its times are not to be compared with
measured ones.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace

from playwright.sync_api import Browser, Error, Page

from billbench.harness.application.address import TOKEN_VARIABLE
from billbench.harness.engine.launch import exit_status_of
from billbench.harness.engine.messages import (
    OWN_STEPS,
    BrowserStarted,
    LaunchEnds,
    LaunchJob,
    StepBegins,
    TrialEnds,
    TrialJob,
)
from billbench.harness.engine.trial import run_trial
from billbench.harness.engine.whereabouts import Whereabouts, hung
from billbench.harness.engine.worker import bench_of, put_back, warm_up
from billbench.harness.machine import cores
from billbench.harness.machine.browser import describe_browser, started_browsers
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.masking import mask_trial
from billbench.harness.model.wire import decode, encode, tell
from billbench.harness.recording.order import Pass, RecordingOrder
from billbench.harness.recording.recorder import Recorder
from billbench.harness.recording.walk import Walk
from billbench.scenarios.catalogue import JOURNEYS

_NEVER_S = 86_400.0
_LATE_S = 1.0
"""After a step's deadline: the driver's own timeouts come first, and tell whether the page still answers."""


def recording_process(job: LaunchJob, *, order: RecordingOrder, token: str) -> Guarded:
    """Start this worker, which ends with the calling process."""
    module = "billbench.harness.recording.recording_worker"
    command = own_python(module, encode(order), encode(job))
    return Guarded(command, environment={TOKEN_VARIABLE: token})


def main(order_text: str, job_text: str) -> int:
    return exit_status_of(lambda: _record(decode(RecordingOrder, order_text), decode(LaunchJob, job_text)))


def _record(order: RecordingOrder, job: LaunchJob) -> None:
    kinds = job.people_work_with
    with started_browsers(kinds, job.engine, window=order.window) as browsers, ExitStack() as stack:
        cores.keep_off(os.getpid())
        browser = browsers[job.assistive_technology_of(job.trials[0].cell)]
        tell(BrowserStarted(browser=dict(describe_browser(browser, window=order.window))))
        place = Whereabouts()
        under_way: list[TrialJob | None] = [None]
        recording = Walk(order) if order.what is Pass.WALK else Profiling(order, browser, job, place)

        def announce(step: str) -> None:
            tell(StepBegins(job=under_way[0], step=step))
            place.move(under_way[0], step)
            recording.begins(step)

        bench = bench_of(job, browsers, stack, announce, lambda _: None)
        warm_up(bench, job)
        under_way[0] = job.trials[0]
        trial = run_trial(replace(bench, watch=recording.watch), job.trials[0])
        tell(TrialEnds(trial=mask_trial(trial, order.masking)))
        under_way[0] = None
        put_back(bench)
        tell(LaunchEnds())


class Profiling:
    """The recorder of a profile pass, with an alarm for a page that hangs."""

    def __init__(self, order: RecordingOrder, browser: Browser, job: LaunchJob, place: Whereabouts) -> None:
        journey = JOURNEYS.get(job.trials[0].cell.journey)
        headline = next((step.name for step in journey.steps if step.headline), "") if journey else ""
        self._alarm = Alarm(browser, self._save_what_hangs)
        self._recorder = Recorder(order, browser, headline, self._alarm.wait)
        self._job, self._place = job, place
        self.watch = self._recorder.watch

    def begins(self, step: str) -> None:
        # What is read before and after for the record may take longer, and the supervisor watches over it.
        self._alarm.set(_NEVER_S if step in OWN_STEPS else self._job.deadline_s + _LATE_S)
        self._recorder.begins(step)

    def _save_what_hangs(self) -> None:
        """Save the recording, and tell of the trial what the supervisor would have said of it."""
        tell(StepBegins(job=self._place.job, step=self._place.step))  # Reading the trace takes its time.
        self._recorder.save(answers=False)
        if (trial := hung(self._place, self._job)) is not None:
            tell(TrialEnds(trial=trial))
            tell(LaunchEnds())


class Alarm:
    """Goes off beside the main line of the driver, which a frozen page holds up in a call for ever.

    A handler of an event of another page does the act (see `harness.engine.aside`).
    """

    def __init__(self, browser: Browser, act: Callable[[], None]) -> None:
        self._act = act
        self._page: Page = browser.new_page()
        self._page.on("console", lambda _: self._ring())

    def set(self, after_s: float) -> None:
        """Ring so much later, unless it is set anew before."""
        script = (
            "(ms) => { clearTimeout(window.due); window.due = setTimeout(() => console.debug('due'), ms); }"
        )
        self._page.evaluate(script, 1000 * after_s)

    def wait(self, milliseconds: float) -> None:
        self._page.wait_for_timeout(milliseconds)

    def _ring(self) -> None:
        with suppress(Error):  # The browser may be gone by then.
            self._act()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
