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

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import standing_trials

KEY_IN, SUBMIT = "key-in", "submit-bill"
_LINE_STEPS = ("add", "type", "save")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOnTask:
    """Seconds for one bill: with every wait at its median, and with every wait at its 95th percentile."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """What a piece of work costs: the person's own time, and the wait at the median and at p95."""

    operator_s: float
    p50_s: float
    p95_s: float


def whole_bills(run: Run, plan: PlanView) -> tuple[WholeBill, ...]:
    """Every time on task that the run can tell, in the plan's order; standing trials only."""
    trials = standing_trials(run.trials)
    found = []
    for design, device, variant, person in itertools.product(
        plan.designs, plan.devices, plan.variants, plan.people
    ):
        asked = (design, device, variant, person)
        own = [
            one
            for one in trials
            if (one.cell.design, one.cell.device, one.cell.variant, one.cell.person) == asked
        ]
        for lines in sorted({one.cell.lines for one in own}):
            time = time_on_task(own, lines)
            if time is not None:
                found.append(
                    WholeBill(
                        design=design,
                        device=device,
                        variant=variant,
                        person=person,
                        lines=lines,
                        time=time,
                    )
                )
    return tuple(found)


def time_on_task(trials: Iterable[Trial], lines: int) -> TimeOnTask | None:
    """The time for a bill of `lines`, from completed trials of one design, device and person.

    `None` where the submission was not measured at this size, or keying in not at this size or above.
    """
    done = [trial for trial in trials if trial.state is TrialState.COMPLETED]
    typed = _costs_by_size(done, KEY_IN, _lines_keyed)
    submitted = _costs_by_size(done, SUBMIT, lambda trial: [trial.steps])
    if lines not in submitted or not typed or max(typed) < lines:
        return None
    each = [_between(typed, number) for number in range(1, lines + 1)]
    parts = [*each, submitted[lines]]
    operators = sum(part.operator_s for part in parts)
    return TimeOnTask(
        operator_s=operators,
        p50_s=operators + sum(part.p50_s for part in parts),
        p95_s=operators + sum(part.p95_s for part in parts),
    )


def _costs_by_size(
    trials: Sequence[Trial], journey: str, pieces: Callable[[Trial], Sequence[Sequence[StepResult]]]
) -> Mapping[int, _Cost]:
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


def _cost(pieces: Sequence[Sequence[StepResult]]) -> _Cost:
    operators = [sum(step.measures.get("operator_s") or 0.0 for step in piece) for piece in pieces]
    waits = [sum(step.measures.get("wait_s") or 0.0 for step in piece) for piece in pieces]
    return _Cost(
        operator_s=float(np.mean(operators)),
        p50_s=float(np.percentile(waits, 50)),
        p95_s=float(np.percentile(waits, 95)),
    )


def _between(costs: Mapping[int, _Cost], size: int) -> _Cost:
    """What a line costs at a size between two measured ones."""
    sizes = sorted(costs)
    if size <= sizes[0]:
        return costs[sizes[0]]
    for low, high in itertools.pairwise(sizes):
        if size <= high:
            share = (size - low) / (high - low)
            return _mixed(costs[low], costs[high], share)
    return costs[sizes[-1]]


def _mixed(low: _Cost, high: _Cost, share: float) -> _Cost:
    return _Cost(
        operator_s=low.operator_s + share * (high.operator_s - low.operator_s),
        p50_s=low.p50_s + share * (high.p50_s - low.p50_s),
        p95_s=low.p95_s + share * (high.p95_s - low.p95_s),
    )
