"""Picking one trial of a run to look at closely: the worst one, or the one in the middle."""

from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.reading.plan import PlanView, read_plan
from billbench.reports.reading.samples import standing_trials, usable
from billbench.reports.words.text import listing


class Pick(StrEnum):
    WORST = "worst"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Among which trials; `None` is any."""

    design: str | None = None
    lines: int | None = None


def pick(run: Run, which: Pick, wanted: Among) -> Trial:
    """The trial whose headline step froze longest, or as long as the one in the middle (the lower of two).

    A hang counts as longer than every freeze. Trials that did not end in a value are not picked.

    Raises:
        UsageError: no trial fits.
    """
    plan = read_plan(run)
    ranked = sorted(
        (
            (freeze, trial)
            for trial in standing_trials(run.trials)
            if _fits(trial, wanted)
            if (freeze := _freeze_s(trial, plan)) is not None
        ),
        key=lambda pair: (pair[0], pair[1].id),
    )
    if not ranked:
        raise UsageError(_nothing(run, wanted))
    return ranked[-1 if which is Pick.WORST else (len(ranked) - 1) // 2][1]


def trial_named(run: Run, name: str) -> Trial:
    """Raises `UsageError` when the run has no such trial."""
    for trial in run.trials:
        if trial.id == name:
            return trial
    known = f"{run.trials[0].id} to {run.trials[-1].id}" if run.trials else "none"
    raise UsageError(
        f"The run {run.info.name} has no trial {name}. Its trials are {known}; --worst and --median pick one."
    )


def _fits(trial: Trial, wanted: Among) -> bool:
    cell = trial.cell
    return wanted.design in (None, cell.design) and wanted.lines in (None, cell.lines)


def _freeze_s(trial: Trial, plan: PlanView) -> float | None:
    """The mean freeze of its headline step, infinite for a hang."""
    if trial.state is TrialState.HUNG:
        return float("inf")
    if trial.state is not TrialState.COMPLETED:
        return None
    headline = plan.headline(trial.cell.journey)
    found = [usable(step.measures.get("freeze_s")) for step in trial.steps if step.name == headline]
    known = [value for value in found if value is not None]
    return fmean(known) if known else None


def _nothing(run: Run, wanted: Among) -> str:
    asked = [f"design {wanted.design}"] if wanted.design else []
    asked += [f"{wanted.lines} lines"] if wanted.lines else []
    designs = sorted({trial.cell.design for trial in run.trials})
    sizes = sorted({trial.cell.lines for trial in run.trials})
    has = f"It has {listing(designs)} with {listing([str(size) for size in sizes])} lines."
    return (
        f"The run {run.info.name} has no trial with a freeze{' of ' if asked else ''}{listing(asked)}. "
        f"{has if run.trials else 'It has no trial at all.'}"
    )
