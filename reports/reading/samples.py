"""From trials to samples: what each launch measured of each step, and what was set aside and why.

A trial is set aside by its state or its flags, which were decided before its values were looked at;
never by a value. A flagged trial stands where no attempt of its cell was better: what is doubted is counted
and said, and a machine that is never quiet still gives an answer, a doubtful one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import fmean
from typing import assert_never

from billbench.harness.model.flags import Flag
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, StepResult, Trial, TrialState, standing_attempt
from billbench.reports.reading.plan import PlanView
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One step of one trial: measures are means over its repeats, of which `freezes` has each. `launch`
    names its launch over all hosts; `scripts` are seconds by file, over the repeats.

    When `censored`, one repeat at least hung, and the measures that can be are lower bounds.
    """

    launch: str
    lines: int
    measures: Mapping[str, float | None]
    censored: bool
    freezes: tuple[Observed, ...] = ()
    scripts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A step at one size in one launch that has no value, and the cause."""

    series: Series
    launch: str
    lines: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Every sample by series, sizes ascending; what was set aside; how many values were not numbers."""

    samples: Mapping[Series, tuple[Sample, ...]]
    set_aside: tuple[SetAside, ...]
    not_numbers: int


def collect(run: Run, plan: PlanView) -> Collected:
    samples: dict[Series, dict[tuple[int, str], Sample]] = {}
    set_aside: list[SetAside] = []
    standing = {(launch_name(trial), trial.id) for trial in standing_trials(run.trials)}
    for trial in run.trials:
        if trial.state is TrialState.NOT_OFFERED:
            continue
        cause = cause_of(trial) if (launch_name(trial), trial.id) in standing else _disturbance(trial)
        steps = {} if cause else _measured_steps(trial, plan)
        for name in _expected(trial, plan):
            series = Series.of(trial.cell, name)
            place = (trial.cell.lines, launch_name(trial))
            if name in steps:
                samples.setdefault(series, {})[place] = _sample(trial, steps[name], plan.deadline_s)
            else:
                reason = cause or _missing(trial)
                set_aside.append(SetAside(series=series, launch=place[1], lines=place[0], cause=reason))
    return Collected(
        samples={series: tuple(found[place] for place in sorted(found)) for series, found in samples.items()},
        set_aside=tuple(one for one in set_aside if not _repeated(one, samples)),
        not_numbers=sum(_not_numbers(trial) for trial in run.trials),
    )


def _repeated(one: SetAside, samples: Mapping[Series, Mapping[tuple[int, str], Sample]]) -> bool:
    """Whether another attempt of a flagged trial gave the value after all."""
    return (one.lines, one.launch) in samples.get(one.series, {})


def by_launch(samples: Iterable[Sample]) -> list[tuple[Sample, ...]]:
    """The samples of each launch, sizes ascending."""
    ordered = sorted(samples, key=lambda one: (one.launch, one.lines))
    return [tuple(group) for _, group in groupby(ordered, key=lambda one: one.launch)]


def launch_name(trial: Trial) -> str:
    """Launches of several machines carry the same numbers; the host tells them apart."""
    return f"{trial.host}#{trial.launch:04d}"


def cause_of(trial: Trial) -> str | None:
    """Why a trial's times are set aside; `None` for a trial that counts, a hung one among them."""
    if Flag.NOT_PREPARED in trial.flags:
        return Flag.NOT_PREPARED.value
    match trial.state:
        case TrialState.COMPLETED | TrialState.HUNG:
            return None
        case TrialState.CRASHED | TrialState.FAILED | TrialState.NOT_OFFERED:
            return trial.state.value.replace("_", " ")
        case _:
            assert_never(trial.state)


def standing_trials(trials: Sequence[Trial]) -> list[Trial]:
    """Of each cell of each launch the attempt that stands, in their order.

    Launches of several machines number their trials alike, so a trial goes by launch and id.
    """
    attempts: dict[tuple[str, Cell], list[Trial]] = {}
    for trial in trials:
        attempts.setdefault((launch_name(trial), trial.cell), []).append(trial)
    best = map(standing_attempt, attempts.values())
    standing = {(launch_name(trial), trial.id) for trial in best}
    return [trial for trial in trials if (launch_name(trial), trial.id) in standing]


def _disturbance(trial: Trial) -> str:
    return clean(", ".join(sorted(set(trial.flags)))) or "repeated"


def _missing(trial: Trial) -> str:
    return "hung in an earlier step" if trial.state is TrialState.HUNG else "not recorded"


def _expected(trial: Trial, plan: PlanView) -> list[str]:
    """The steps of the trial's journey, and those it recorded besides."""
    planned = [step.name for step in plan.steps.get(trial.cell.journey, ())]
    return list(dict.fromkeys([*planned, *(step.name for step in trial.steps)]))


def _measured_steps(trial: Trial, plan: PlanView) -> dict[str, list[StepResult]]:
    """What was recorded of each step, in its order; a page change may be repeated within a trial."""
    steps: dict[str, list[StepResult]] = {}
    for step in trial.steps:
        steps.setdefault(step.name, []).append(step)
    if trial.state is not TrialState.HUNG or any(step.censored for step in trial.steps):
        return steps
    # The watchdog ended the trial before it could write the step that hung: the first one missing.
    hung = next((name for name in _expected(trial, plan) if name not in steps), None)
    if hung is not None:
        steps[hung] = [StepResult(name=hung, measures={}, censored=True)]
    return steps


def _sample(trial: Trial, steps: Sequence[StepResult], deadline_s: float | None) -> Sample:
    watched = deadline_s if deadline_s is not None else usable(trial.duration_s)
    found = [_measures(step, watched) for step in steps]
    # A hang among the repeats stands for all of them: it ended the trial.
    hung = [one for one, step in zip(found, steps, strict=True) if step.censored]
    told = hung or found
    return Sample(
        launch=launch_name(trial),
        lines=trial.cell.lines,
        measures=told[0]
        if len(told) == 1
        else {name: _mean([one[name] for one in told]) for name in METRICS},
        censored=bool(hung),
        freezes=tuple(
            Observed(value=freeze, censored=step.censored)
            for step, one in zip(steps, found, strict=True)
            if (freeze := one["freeze_s"]) is not None
        ),
        scripts=_added(step.scripts for step in steps),
    )


def _added(every: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    found: Counter[str] = Counter()
    for one in every:
        found.update({file: took for file, took in one.items() if usable(took) is not None})
    return found


def _measures(step: StepResult, watched_s: float | None) -> dict[str, float | None]:
    measures = {name: usable(step.measures.get(name)) for name in METRICS}
    if step.censored:
        # What a hang left unmeasured lasted at least as long as the hang was watched.
        missing = [m.name for m in METRICS.values() if m.censorable and measures[m.name] is None]
        measures |= dict.fromkeys(missing, watched_s)
    return measures


def _mean(values: Sequence[float | None]) -> float | None:
    # Not the median: a shared machine goes at one of two speeds, and the median of a few is one of the two.
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


_GREATEST = 1e15
"""Seconds, bytes or counts: no measure is larger, and the sums of larger ones overflow."""


def usable(value: float | None) -> float | None:
    """`value` if it can be one: a number, not negative, not beyond all measure."""
    return value if value is not None and 0 <= value <= _GREATEST else None


def _not_numbers(trial: Trial) -> int:
    return sum(
        value is not None and usable(value) is None
        for step in trial.steps
        for value in step.measures.values()
    )
