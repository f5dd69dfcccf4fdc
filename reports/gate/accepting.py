"""From a run to a baseline: what is accepted on purpose, with the reason."""

from collections.abc import Iterator
from statistics import fmean

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial
from billbench.reports.gate.baseline import (
    MEASURES,
    Accepted,
    Baseline,
    Figure,
    StoredCounter,
    StoredDevice,
    StoredLaunch,
    StoredSize,
    earlier,
)
from billbench.reports.gate.counters import rounds
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.pairing import counting
from billbench.reports.gate.question import COUNTERS, LEAST_LAUNCHES, Question, Side
from billbench.reports.pages.programs import plain
from billbench.reports.reading.merging import MACHINE
from billbench.reports.reading.plan import read_plan
from billbench.reports.reading.samples import usable
from billbench.reports.statistics.intervals import geometric_interval
from billbench.reports.words.text import clean, listing, plural

ENVIRONMENT = ("browser", "headless", *MACHINE)
"""What must be alike for a baseline and a run to be compared; see `reports.reading.merging`."""


def accept(run: Run, reason: str, date: str, previous: Baseline | None = None) -> Baseline:
    """The candidate of a gate's run, or the one design of another run, as the new baseline.

    `date` is today's, as in 2026-11-22. The baseline before it goes into the history.

    Raises:
        UsageError: there is no reason, or the run has not enough to be one.
    """
    if not reason.strip():
        raise UsageError("A baseline is accepted for a reason. Say it with --reason.")
    question = question_of(run)
    measured = read_measured(run, question)
    sizes = tuple(_size(measured, question.candidate, lines) for lines in question.lines)
    return Baseline(
        design=question.candidate.design,
        title=measured.plan.design_title(question.candidate.design),
        axes=_plain(measured.plan.design_axes.get(question.candidate.design, {})),
        journey=measured.journey,
        step=measured.step,
        device=device_of(measured, question.candidate, question.lines),
        environment=environment_of(run),
        sizes=sizes,
        accepted=Accepted(
            date=date,
            reason=clean(reason, 1000),
            run=clean(run.info.name),
            launches=min(len(one.launches) for one in sizes),
            figures=tuple(_figure(one) for one in sizes),
        ),
        history=tuple(earlier(previous)),
    )


def question_of(run: Run) -> Question:
    """What a run asks of one side: as its gate had it, else of its only design at all its sizes.

    Raises:
        UsageError: it has several designs or variants, and no gate names the candidate.
    """
    asked = run.info.plan.get("gate")
    if asked is not None:
        question = Question.from_data(asked)
        return Question(candidate=question.candidate, lines=question.lines, looks=question.looks)
    sides = {Side(design=trial.cell.design, variant=trial.cell.variant) for trial in run.trials}
    if len(sides) != 1:
        names = listing(sorted(clean(side.design) for side in sides)) or "nothing"
        raise UsageError(
            f"A baseline is of one design, and the run “{clean(run.info.name)}” holds {names}. "
            "Name a run of one design, or of a gate."
        )
    lines = tuple(sorted(read_plan(run).lines))
    return Question(candidate=sides.pop(), lines=lines)


def environment_of(run: Run) -> dict[str, object]:
    return _plain({key: run.info.environment.get(key) for key in ENVIRONMENT})


def _plain(values: object) -> dict[str, object]:
    found = plain(values)
    assert isinstance(found, dict)
    return found


def device_of(measured: Measured, side: Side, lines: tuple[int, ...]) -> StoredDevice:
    """The device as asked, and as found on average over the launches that count."""
    trials = [trial for size in lines for trial in measured.trials_of(side, size).values()]
    readings = [trial.device for trial in trials if trial.device is not None]
    if not readings:
        raise UsageError(
            "The run does not say how fast its machine was, so it cannot be compared with another."
        )
    return StoredDevice(
        name=measured.device,
        target_script_s=readings[0].target_script_s,
        target_layout_s=readings[0].target_layout_s,
        measured_script_s=fmean(one.measured_script_s for one in readings),
        measured_layout_s=fmean(one.measured_layout_s for one in readings),
        assistive_technology=trials[0].assistive_technology,
    )


def stored_launches(measured: Measured, side: Side, lines: int) -> tuple[StoredLaunch, ...]:
    """The launches that count, in their order."""
    trials = measured.trials_of(side, lines)
    return tuple(
        StoredLaunch(
            script_reference_s=device.measured_script_s,
            layout_reference_s=device.measured_layout_s,
            measures={name: value for name in MEASURES if (value := sample.measures[name]) is not None},
        )
        for launch, sample in counting(measured, side, lines, measured.step).items()
        if (device := trials[launch].device) is not None
    )


def _size(measured: Measured, side: Side, lines: int) -> StoredSize:
    launches = stored_launches(measured, side, lines)
    if len(launches) < LEAST_LAUNCHES:
        raise UsageError(
            f"The run has {plural(len(launches), 'launch')} that count at "
            f"{plural(lines, 'line')}; a baseline needs {LEAST_LAUNCHES}, better ten. Measure again."
        )
    trials = list(measured.trials_of(side, lines).values())
    return StoredSize(lines=lines, launches=launches, counters=tuple(counters_of(trials, measured.steps)))


def counters_of(trials: list[Trial], steps: tuple[str, ...]) -> Iterator[StoredCounter]:
    """The range of every counter after every step, over all rounds of all launches."""
    for step in steps:
        found = [one for trial in trials for one in rounds(trial, step)]
        for counter in COUNTERS:
            values = [value for one in found if (value := usable(one.measures.get(counter))) is not None]
            if values:
                yield StoredCounter(step=step, counter=counter, least=min(values), most=max(values))


def _figure(size: StoredSize) -> Figure:
    # A freeze of nought has no logarithm; a tenth of a millisecond is nought to everybody.
    freezes = [max(one.measures["freeze_s"], 1e-4) for one in size.launches]
    interval = geometric_interval(freezes)
    assert interval is not None
    return Figure(lines=size.lines, freeze_s=interval.estimate, low=interval.low, high=interval.high)
