"""The supervisor: launches in order, one worker process each, every trial journalled as it ends.

A page that hangs can block its worker for ever. The watchdog lives here, outside: when a step outlives
its deadline, the worker is ended with all it started, the hang is recorded as at least the deadline,
and the launch goes on with a fresh browser.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, assert_never

from billbench.harness.application.address import TOKEN_VARIABLE
from billbench.harness.application.others.owed import OWED
from billbench.harness.engine.launch import failure_of
from billbench.harness.engine.messages import (
    BrowserStarted,
    LaunchEnds,
    LaunchJob,
    Message,
    OwnWorkGoesOn,
    StepBegins,
    TrialEnds,
    TrialJob,
    WorkBegins,
    WorkerFails,
    WorkNoted,
    repeat_of,
)
from billbench.harness.engine.warming import warm_up_of
from billbench.harness.engine.whereabouts import Whereabouts, broken_off, died, hung, not_prepared
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.errors import ExitStatus, MeasurementError
from billbench.harness.model.outcomes import Cause, Ledger, Noted
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.model.wire import decode, encode
from billbench.harness.outcomes.readback import Begun
from billbench.harness.plan.plan import Plan, trial_id
from billbench.harness.store.runfolder import ARTIFACTS, RunFolder

_START_DEADLINE_S = 60
_GRACE_S = 5
"""What a step may take beyond its deadline, for the worker to see by itself that the page still answers."""
_OWN_STEP_S = 120
"""What one page of a bill may take to be read for the record: more than the driver's own patience."""
_MOST_FAILED_STARTS = 3


class Watcher(Protocol):
    """Who is told of the progress of a run."""

    def browser_started(self, browser: Mapping[str, Any]) -> None: ...
    def trial_begins(self, cell: Cell, launch: int) -> None: ...
    def trial_ends(self, trial: Trial) -> None: ...


class Worker(Protocol):
    """A launch's process: lines of `harness.engine.messages`, and a way to end it."""

    @property
    def stdout(self) -> Iterable[str]: ...
    def last_words(self) -> str: ...
    def stop(self) -> None: ...


StartWorker = Callable[[LaunchJob], Worker]


class Journal(Protocol):
    """Keeps finished trials."""

    def append(self, trial: Trial) -> None: ...


ReadBack = Callable[[Cell, Begun, Noted, Cause | None], Ledger]
"""Reads the bill of a trial that had to be ended; without a cause, not for anything that its page did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the application under test is, by variant, and the axes of each of its designs.

    Or else the targets as plain target files, by `harness.model.trials.target_of`.
    """

    urls: Mapping[str, str]
    axes: Mapping[str, Mapping[str, Any]]
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    read_back: ReadBack | None = None


def worker_process(job: LaunchJob, *, token: str) -> Worker:
    """Start the real worker, which ends with this process."""
    command = own_python("billbench.harness.engine.worker", encode(job))
    return Guarded(command, environment={TOKEN_VARIABLE: token})


def run_plan(plan: Plan, folder: RunFolder, site: Site, start: StartWorker, watcher: Watcher) -> None:
    """Run every trial of the plan that the folder does not have yet, launch by launch.

    Raises:
        MeasurementError: a trial could not be written, or no browser stays up.
        UsageError: there is no browser.
        UnreachableError: the application under test does not answer.
    """
    run_launches(plan, range(1, plan.launches + 1), folder, site, start, watcher)


def run_launches(
    plan: Plan,
    launches: Iterable[int],
    folder: RunFolder,
    site: Site,
    start: StartWorker,
    watcher: Watcher,
) -> None:
    """Run these launches of the plan (from 1), as `run_plan` does all of them."""
    for launch in launches:
        failed_starts = 0
        while trials := [*_missing(plan, folder, launch), *_due_repeats(plan, folder, launch)]:
            done = run_worker(
                _job(plan, launch, trials, folder, site), start, folder, watcher, site.read_back
            )
            failed_starts = 0 if done else failed_starts + 1
            if failed_starts == _MOST_FAILED_STARTS:
                raise MeasurementError(
                    f"Launch {launch} ended {failed_starts} times before its next trial did. "
                    f"Finished trials are kept in {folder.path}; mend the cause, then use --resume."
                )


def _missing(plan: Plan, folder: RunFolder, launch: int) -> list[TrialJob]:
    jobs = [
        TrialJob(id=trial_id(launch, position), position=position, cell=cell, group=plan.group(cell))
        for position, cell in enumerate(plan.order(launch))
    ]
    return [job for job in jobs if job.id not in folder.finished]


def _due_repeats(plan: Plan, folder: RunFolder, launch: int) -> list[TrialJob]:
    """Repeats that an earlier worker of this launch owed when it ended."""
    first_tries = [t for t in folder.finished.values() if t.launch == launch and not t.attempt]
    owed = [repeat_of(trial) for trial in first_tries if trial.flags]
    return [job for job in owed[: plan.repeats] if job.id not in folder.finished]


def _job(plan: Plan, launch: int, trials: Sequence[TrialJob], folder: RunFolder, site: Site) -> LaunchJob:
    flagged = sum(bool(t.flags) for t in folder.finished.values() if t.launch == launch and not t.attempt)
    return LaunchJob(
        launch=launch,
        engine=plan.engine,
        trials=tuple(trials),
        repeats=max(plan.repeats - flagged, 0),
        rounds=plan.rounds,
        window=plan.window,
        warm_up=warm_up_of(plan, [one.cell for one in trials], at_target=bool(site.targets)),
        sites=dict(site.urls),
        targets={name: dict(plain) for name, plain in site.targets.items()},
        run=folder.path.name,
        pictures=str(folder.path / ARTIFACTS),
        owed=str(folder.path / OWED),
        axes={design: dict(site.axes[design]) for design in plan.designs},
        devices=plan.devices,
        people=plan.people,
        seed=plan.seed,
        deadline_s=plan.deadline_s,
    )


def run_worker(
    job: LaunchJob, start: StartWorker, journal: Journal, watcher: Watcher, read_back: ReadBack | None
) -> int:
    """Run one worker to its end; return how many trials it finished, hangs included."""
    worker = start(job)
    try:
        return _Follower(job, worker, journal, watcher, read_back).follow()
    finally:
        worker.stop()


class _Follower:
    """Follows one worker: journals what it finishes, and knows where it is when it does not."""

    def __init__(
        self,
        job: LaunchJob,
        worker: Worker,
        journal: Journal,
        watcher: Watcher,
        read_back: ReadBack | None,
    ) -> None:
        self._read_back = read_back
        self._job = job
        self._worker = worker
        self._journal = journal
        self._watcher = watcher
        self._here = Whereabouts()
        self._finished: set[str] = set()
        self._ended = False

    def follow(self) -> int:
        """Until the worker's end, or until a step outlives its deadline; how many trials were finished."""
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_pass_on, args=(self._worker.stdout, lines), daemon=True).start()
        while not self._ended:
            try:
                line = lines.get(timeout=max(self._time_left(), 0.001))
            except queue.Empty:
                self._worker.stop()  # What it began to send, it sends no more; then the bill is read.
                self._record_outlived()
                break
            if line is None:
                trial = died(self._here, self._job, self._worker.last_words())
                self._record_ended(trial, Cause.BROWSER_DIED)
                break
            self._take(decode(Message, line))
        return len(self._finished)

    def _time_left(self) -> float:
        return self._here.since + self._allowed() - time.monotonic()

    def _allowed(self) -> float:
        if self._here.job is None:
            return _START_DEADLINE_S
        return _OWN_STEP_S if self._here.is_ours else self._job.deadline_s + _GRACE_S

    def _take(self, message: Message) -> None:
        match message:
            case BrowserStarted(browser=browser):
                self._watcher.browser_started(browser)
            case StepBegins(job=trial_job, step=step):
                if trial_job is not None and trial_job != self._here.job:
                    self._watcher.trial_begins(trial_job.cell, self._job.launch)
                self._here.move(trial_job, step)
            case OwnWorkGoesOn():
                self._here.goes_on()
            case WorkBegins(begun=begun):
                self._here.trial.begun = begun
            case WorkNoted(noted=noted):
                self._here.trial.noted = noted
            case TrialEnds(trial=trial):
                self._record(trial)
                self._ended = trial.state is TrialState.CRASHED and not self._in_turn_with(trial)
                self._here.move(None, "between trials")
            case LaunchEnds():
                self._ended = True
            case WorkerFails(message=text, exit_status=status):
                raise failure_of(text, ExitStatus(status))
            case other:
                assert_never(other)

    def _record_outlived(self) -> None:
        """A step of the person's hangs in the page; in one of ours, nobody knows what does."""
        if self._here.is_ours:
            self._record_ended(not_prepared(self._here, self._job, _OWN_STEP_S), None)
        else:
            self._record_ended(hung(self._here, self._job), Cause.FROZEN)

    def _record_ended(self, trial: Trial | None, cause: Cause | None) -> None:
        """Record the trial that was ended, if one was under way, and those that took turns with it."""
        if trial is None:
            return
        ended = self._with_ledger(trial, cause)
        self._record(ended)
        for job in self._in_turn_with(ended):
            self._record(broken_off(ended, job))

    def _in_turn_with(self, trial: Trial) -> list[TrialJob]:
        """The trials that take turns with this one and are not recorded yet."""
        group = next((job.group for job in self._job.trials if job.id == trial.id), "")
        others = [job for job in self._job.trials if group and job.group == group]
        return [job for job in others if job.id not in self._finished]

    def _with_ledger(self, trial: Trial, cause: Cause | None) -> Trial:
        """The trial with what became of its work, read from outside."""
        here = self._here.trial
        if here.begun is None or self._read_back is None:
            return trial
        return replace(trial, ledger=self._read_back(trial.cell, here.begun, here.noted, cause))

    def _record(self, trial: Trial) -> None:
        self._journal.append(trial)
        self._watcher.trial_ends(trial)
        self._finished.add(trial.id)


def _pass_on(stream: Iterable[str], lines: "queue.Queue[str | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
