"""The whole task of one trial: how long a person takes for it, waiting included, and how often a page loads.

Time on task is the typing and pointing time of the Keystroke-Level Model plus the waiting, over all steps of
a trial. Where no step has typing time, it is the waiting alone, and is called so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, StepResult, Trial, TrialState
from billbench.reports.findings.outcomes import lost_lines
from billbench.reports.reading.samples import launch_name, standing_trials, usable
from billbench.reports.statistics.percentiles import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One bill by one person. `time` is at least so long when a step hung. `loads` counts the steps that
    asked the server, `lost` the lines that were lost (`None`: not read back)."""

    launch: str
    cell: Cell
    time: Observed | None
    typed: bool
    loads: int
    lost: int | None


def tasks_of(run: Run) -> tuple[Task, ...]:
    """The tasks of the trials that stand, except those a design does not offer."""
    standing = standing_trials(run.trials)
    return tuple(_task(trial) for trial in standing if trial.state is not TrialState.NOT_OFFERED)


def _task(trial: Trial) -> Task:
    ledger = trial.ledger
    return Task(
        launch=launch_name(trial),
        cell=trial.cell,
        time=_time(trial),
        typed=any(usable(step.measures.get("operator_s")) is not None for step in trial.steps),
        loads=sum((usable(step.measures.get("requests")) or 0) > 0 for step in trial.steps),
        lost=None if ledger is None else lost_lines(ledger),
    )


def _time(trial: Trial) -> Observed | None:
    """`None` for work that could not be done: a failed journey is short for the wrong reason."""
    if trial.state not in {TrialState.COMPLETED, TrialState.HUNG} or not trial.steps:
        return None
    parts = [_parts(step) for step in trial.steps]
    known = [part for part in parts if part is not None]
    hung = trial.state is TrialState.HUNG or any(step.censored for step in trial.steps)
    if len(known) < len(parts) and not hung:
        return None
    return Observed(value=sum(known), censored=hung) if known else None


def _parts(step: StepResult) -> float | None:
    wait = usable(step.measures.get("wait_s"))
    return None if wait is None else wait + (usable(step.measures.get("operator_s")) or 0.0)


def typed(tasks: Sequence[Task]) -> bool:
    """Whether the times hold what a person types, so that they may be called time on task."""
    return any(task.typed for task in tasks)
