"""What every worker does: the trials of its launch in order, flagged ones once more, and tell how it goes.

What it tells goes over the wire (`harness.model.wire`), as `harness.engine.messages` has it.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from billbench.harness.engine.messages import (
    LaunchEnds,
    LaunchJob,
    StepBegins,
    TrialEnds,
    TrialJob,
    WorkerFails,
    repeat_of,
)
from billbench.harness.model.errors import (
    BillbenchError,
    ExitStatus,
    MeasurementError,
    UnreachableError,
    UsageError,
)
from billbench.harness.model.trials import Trial, TrialState
from billbench.harness.model.wire import tell


def announcing(job: TrialJob | None) -> Callable[[str], None]:
    """Tells the supervisor of each step of this trial before it begins, of the warm-up's without one."""
    return lambda step: tell(StepBegins(job=job, step=step))


def exit_status_of(launch: Callable[[], None]) -> int:
    """Do it, and tell what a person has to know when it cannot be done."""
    try:
        launch()
    except BillbenchError as error:
        tell(WorkerFails(message=str(error), exit_status=error.exit_status))
        return 1
    return 0


def failure_of(message: str, status: ExitStatus) -> UsageError | UnreachableError | MeasurementError:
    """What a worker told of as its end, as the error that it was there."""
    match status:
        case ExitStatus.UNREACHABLE:
            return UnreachableError(message)
        case ExitStatus.USAGE:
            return UsageError(message)
        case _:
            return MeasurementError(message)


def work_through(
    job: LaunchJob,
    run: Callable[[Sequence[TrialJob]], Sequence[Trial]],
    tidy: Callable[[], None] = lambda: None,
) -> None:
    """Run what is done at a time, a trial or all that take turns; repeat what was flagged, within the budget.
    Then tidy up after it.

    A crash ends the launch here: the supervisor goes on with a fresh browser.
    """
    todo, repeats = _pieces(job.trials), job.repeats
    while todo:
        trials = run(todo.pop(0))
        for trial in trials:
            tell(TrialEnds(trial=trial))
            if trial.flags and not trial.attempt and repeats:
                todo.append([repeat_of(trial)])
                repeats -= 1
        if any(trial.state is TrialState.CRASHED for trial in trials):
            return
        tidy()
    tell(LaunchEnds())


def _pieces(jobs: Sequence[TrialJob]) -> list[Sequence[TrialJob]]:
    grouped = groupby(jobs, key=lambda job: job.group or job.id)
    return [list(piece) for _, piece in grouped]
