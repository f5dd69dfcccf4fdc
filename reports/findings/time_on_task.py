"""Time on task: what a whole bill costs a person, from its first line to its submission.

T = operators + waits (Keystroke-Level Model; see `scenarios/people.py`). Only the last lines of a bill are
keyed in when it is measured, at several sizes; a whole bill is the sum over its lines of what a line costs
when the bill has so many, linear between the sizes measured and as at the smallest below it. To that comes
the way through all pages to the submission, so that a design with many pages pays for turning them.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import standing_trials

KEY_IN, SUBMIT = "key-in", "submit-bill"
_LINE_STEPS = ("add", "type", "save")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOnTask:
    """Seconds for one bill: the person's own (`operator_s`), and all with every wait at its median (`p50_s`)
    or at its 95th percentile (`p95_s`)."""

    operator_s: float
    p50_s: float
    p95_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeBill:
    """The time for a bill of `lines` in one design, for one person on one device."""

    design: str
    device: str
    variant: str
    person: str
    lines: int
    time: TimeOnTask


Cost = NDArray[np.float64]
"""Of a piece of work: the person's own time, and the wait at the median and at p95."""


def whole_bills(run: Run, plan: PlanView) -> tuple[WholeBill, ...]:
    """Every time on task that the run can tell, in the plan's order; standing trials only."""
    own: dict[tuple[str, ...], list[Trial]] = {}
    for trial in standing_trials(run.trials):
        cell = trial.cell
        own.setdefault((cell.design, cell.device, cell.variant, cell.person), []).append(trial)
    return tuple(
        WholeBill(design=design, device=device, variant=variant, person=person, lines=lines, time=time)
        for design, device, variant, person in itertools.product(
            plan.designs, plan.devices, plan.variants, plan.people
        )
        for trials in [own.get((design, device, variant, person), [])]
        for lines in sorted({trial.cell.lines for trial in trials})
        if (time := time_on_task(trials, lines)) is not None
    )


def time_on_task(trials: Iterable[Trial], lines: int) -> TimeOnTask | None:
    """The time for a bill of `lines`, from completed trials of one design, device and person.

    `None` where the submission was not measured at this size, or keying in not at this size or above.
    """
    done = [trial for trial in trials if trial.state is TrialState.COMPLETED]
    typed = _costs_by_size(done, KEY_IN, _lines_keyed)
    submitted = _costs_by_size(done, SUBMIT, lambda trial: [trial.steps])
    if lines not in submitted or not typed or max(typed) < lines:
        return None
    sizes = sorted(typed)
    at_each = np.stack([typed[size] for size in sizes], axis=1)
    each = [np.interp(np.arange(1, lines + 1), sizes, costs).sum() for costs in at_each]
    operators, p50, p95 = (float(part) for part in np.array(each) + submitted[lines])
    return TimeOnTask(operator_s=operators, p50_s=operators + p50, p95_s=operators + p95)


def _costs_by_size(
    trials: Sequence[Trial], journey: str, pieces: Callable[[Trial], Sequence[Sequence[StepResult]]]
) -> Mapping[int, Cost]:
    found: dict[int, list[Sequence[StepResult]]] = {}
    for trial in trials:
        if trial.cell.journey == journey:
            found.setdefault(trial.cell.lines, []).extend(pieces(trial))
    return {size: _cost(steps) for size, steps in found.items() if steps}


def _lines_keyed(trial: Trial) -> list[Sequence[StepResult]]:
    """The steps of each line that was keyed in: a line begins with "add"."""
    keyed: list[list[StepResult]] = []
    for step in trial.steps:
        if step.name == "add":
            keyed.append([])
        if step.name in _LINE_STEPS and keyed:
            keyed[-1].append(step)
    return list(keyed)


def _cost(pieces: Sequence[Sequence[StepResult]]) -> Cost:
    operators = [sum(step.measures.get("operator_s") or 0.0 for step in piece) for piece in pieces]
    waits = [sum(step.measures.get("wait_s") or 0.0 for step in piece) for piece in pieces]
    return np.array([np.mean(operators), *np.percentile(waits, (50, 95))])
