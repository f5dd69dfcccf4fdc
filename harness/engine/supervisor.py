"""The supervisor: launches in order, one worker process each, every trial journalled as it ends.

A page that hangs can block its worker for ever. The watchdog lives here, outside: when a step outlives
its deadline, the worker is ended with all it started, the hang is recorded as at least the deadline,
and the launch goes on with a fresh browser.
"""

import datetime
import platform
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, assert_never

from harness.engine import messages
from harness.engine.guard import Guarded
from harness.engine.messages import BrowserStarted, LaunchJob, StepBegins, TrialEnds, TrialJob, WorkerFails
from harness.engine.target import TOKEN_VARIABLE
from harness.errors import ExitStatus, MeasurementError, UnreachableError, UsageError
from harness.metrics import METRICS
from harness.model import Cell, StepResult, Trial, TrialState
from harness.plan import Plan, trial_id
from harness.store.runfolder import RunFolder

_START_DEADLINE_S = 60
_GRACE_S = 5
"""What a step may take beyond its deadline, for the worker to see by itself that the page still answers."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the application under test is, and the axes of each of its designs."""

    url: str
    axes: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class _Position:
    """Where a worker is: its trial, its step, and since when."""

    trial: str = ""
    step: str = "start"
    since: float = field(default_factory=time.monotonic)
    began_at: str = ""

    def move(self, trial: str, step: str) -> None:
        if trial != self.trial:
            self.began_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.trial, self.step, self.since = trial, step, time.monotonic()


def worker_process(job: LaunchJob, *, token: str) -> Worker:
    """Start the real worker, which ends with this process."""
    command = [sys.executable, "-m", "harness.engine.worker", messages.encode(job)]
    return Guarded(command, environment={TOKEN_VARIABLE: token})


def run_plan(plan: Plan, folder: RunFolder, site: Site, start: StartWorker, watcher: Watcher) -> None:
    """Run every trial of the plan that the folder does not have yet, launch by launch.

    Raises:
        MeasurementError: a trial could not be written, or no browser stays up.
        UsageError: there is no browser.
        UnreachableError: the application under test does not answer.
    """
    for launch in range(1, plan.launches + 1):
        failed_starts = 0
        while remaining := _remaining(plan, folder, launch):
            done = _run_worker(_job(plan, launch, remaining, site), start, folder, watcher)
            failed_starts = 0 if done else failed_starts + 1
            if failed_starts == _MOST_FAILED_STARTS:
                raise MeasurementError(
                    f"Launch {launch} ended {failed_starts} times before its next trial did. "
                    f"Finished trials are kept in {folder.path}; mend the cause, then use --resume."
                )


def _remaining(plan: Plan, folder: RunFolder, launch: int) -> list[TrialJob]:
    jobs = [
        TrialJob(id=trial_id(launch, position), position=position, cell=cell)
        for position, cell in enumerate(plan.order(launch))
    ]
    return [job for job in jobs if job.id not in folder.finished]


def _job(plan: Plan, launch: int, trials: Sequence[TrialJob], site: Site) -> LaunchJob:
    smallest = min(plan.lines)
    return LaunchJob(
        launch=launch,
        trials=tuple(trials),
        # Each design once at the smallest size: the first pages of a browser are slower than all others.
        warm_up=tuple(
            Cell(design=design, lines=smallest, device=plan.devices[0].name, journey=plan.journeys[0])
            for design in plan.designs
        ),
        site=site.url,
        axes={design: dict(site.axes[design]) for design in plan.designs},
        devices=plan.devices,
        seed=plan.seed,
        deadline_s=plan.deadline_s,
    )


def _run_worker(job: LaunchJob, start: StartWorker, folder: RunFolder, watcher: Watcher) -> int:
    """Run one worker to its end; return how many trials it finished, hangs included."""
    worker = start(job)
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_pass_on, args=(worker.stdout, lines), daemon=True).start()
    try:
        return _follow(job, worker, lines, folder, watcher)
    finally:
        worker.stop()


def _pass_on(stream: Iterable[str], lines: "queue.Queue[str | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _follow(
    job: LaunchJob, worker: Worker, lines: "queue.Queue[str | None]", folder: RunFolder, watcher: Watcher
) -> int:
    here, done = _Position(), 0
    cells = {trial.id: trial for trial in job.trials}
    while True:
        try:
            line = lines.get(timeout=max(_time_left(here, job.deadline_s), 0.001))
        except queue.Empty:
            return done + _record(_hung(here, cells, job), folder, watcher)
        if line is None:
            return done + _record(_died(here, cells, job, worker), folder, watcher)
        match messages.decode(line):
            case BrowserStarted(browser=browser):
                watcher.browser_started(browser)
            case StepBegins(trial=trial, step=step):
                if trial != here.trial and trial in cells:
                    watcher.trial_begins(cells[trial].cell, job.launch)
                here.move(trial, step)
            case TrialEnds(trial=trial):
                done += _record(trial, folder, watcher)
                if trial.id == job.trials[-1].id or trial.state is TrialState.CRASHED:
                    return done
                here.move("", "between trials")
            case WorkerFails(message=message, exit_status=status):
                raise _failure(message, ExitStatus(status))
            case other:
                assert_never(other)


def _time_left(here: _Position, deadline_s: float) -> float:
    allowed = _START_DEADLINE_S if not here.trial else deadline_s + _GRACE_S
    return here.since + allowed - time.monotonic()


def _record(trial: Trial | None, folder: RunFolder, watcher: Watcher) -> int:
    if trial is None:
        return 0
    folder.append(trial)
    watcher.trial_ends(trial)
    return 1


def _failure(message: str, status: ExitStatus) -> UsageError | UnreachableError | MeasurementError:
    match status:
        case ExitStatus.UNREACHABLE:
            return UnreachableError(message)
        case ExitStatus.USAGE:
            return UsageError(message)
        case _:
            return MeasurementError(message)


def _hung(here: _Position, cells: Mapping[str, TrialJob], job: LaunchJob) -> Trial | None:
    reason = f'The page did not answer for {job.deadline_s:g} s in the step "{here.step}".'
    at_least = {name: job.deadline_s if metric.censorable else None for name, metric in METRICS.items()}
    step = StepResult(name=here.step, measures=at_least, censored=True)
    return _ended_outside(here, cells, job, TrialState.HUNG, reason, (step,))


def _died(here: _Position, cells: Mapping[str, TrialJob], job: LaunchJob, worker: Worker) -> Trial | None:
    words = worker.last_words().splitlines()
    reason = f'The worker ended in the step "{here.step}": {words[-1] if words else "no last words"}'
    if here.trial not in cells and words:
        raise MeasurementError(f"{reason}. Finished trials are kept; go on with --resume.")
    return _ended_outside(here, cells, job, TrialState.CRASHED, reason, ())


def _ended_outside(
    here: _Position,
    cells: Mapping[str, TrialJob],
    job: LaunchJob,
    state: TrialState,
    reason: str,
    steps: tuple[StepResult, ...],
) -> Trial | None:
    """The record of a trial that its worker could not write. `None` when no trial was under way."""
    trial = cells.get(here.trial)
    if trial is None:
        return None
    return Trial(
        id=trial.id,
        launch=job.launch,
        position=trial.position,
        cell=trial.cell,
        state=state,
        reason=reason,
        started_at=here.began_at,
        duration_s=time.monotonic() - here.since,
        steps=steps,
        host=platform.node(),
    )
