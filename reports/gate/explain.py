"""What a gate's verdict is made of: the other measures, what grew, and the worst trial."""

import shlex
from collections.abc import Iterator, Sequence
from statistics import fmean

from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import TrialState
from billbench.reports.gate.judgement import TimeGrowth, Worst
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.pairing import counting
from billbench.reports.gate.question import Question
from billbench.reports.reading.cells import least_of
from billbench.reports.reading.samples import Sample
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.ratios import adjusted, effect_of

PARTS = (*MEASURES.values(), "server_s", "transfer_s")
"""What a wait is made of, as far as it is told apart."""
_AT_THE_STEP = ("wait_s", "busy_s", *PARTS)
_OF_ONE_FOLDER = ("--shard", "--out")


def other_growths(measured: Measured, question: Question) -> tuple[TimeGrowth, ...]:
    """All that was named to be looked at beside the primary measure, with one error rate (Holm)."""
    return adjusted(one for one in _others(measured, question) if one is not None)


def _others(measured: Measured, question: Question) -> Iterator[TimeGrowth | None]:
    primary = question.primary
    for measure in _AT_THE_STEP:
        yield _growth(measured, question, measure, measured.step, primary)
    for step in measured.steps:
        if step != measured.step:
            yield _growth(measured, question, "freeze_s", step, primary)
    for lines in question.lines[1:]:
        yield _growth(measured, question, "freeze_s", measured.step, lines)


def _growth(measured: Measured, question: Question, measure: str, step: str, lines: int) -> TimeGrowth | None:
    """Over the launches in which both sides count; `None` where fewer than two have the measure."""
    pairs = _pairs(measured, question, measure, step, lines)
    least = least_of(METRICS[measure])
    if len(pairs) < 2 or all(max(pair) <= least for pair in pairs):
        return None
    effect = effect_of([(Observed(value=one), Observed(value=other)) for one, other in pairs], least=least)
    if effect is None:
        return None
    return TimeGrowth(
        measure=measure,
        step=step,
        lines=lines,
        baseline=fmean(one for one, _ in pairs),
        candidate=fmean(other for _, other in pairs),
        estimate=effect.ratio - 1,
        low=None if effect.low is None else effect.low - 1,
        high=None if effect.high is None else effect.high - 1,
        launches=len(pairs),
        p=effect.p,
    )


def _pairs(
    measured: Measured, question: Question, measure: str, step: str, lines: int
) -> list[tuple[float, float]]:
    assert question.baseline is not None
    first, second = (
        counting(measured, side, lines, step) for side in (question.baseline, question.candidate)
    )
    both = (
        (_value(first[launch], measure), _value(second[launch], measure))
        for launch in first
        if launch in second
    )
    return [(one, other) for one, other in both if one is not None and other is not None]


def _value(sample: Sample, measure: str) -> float | None:
    return None if sample.censored else sample.measures[measure]


def worst_of(measured: Measured, question: Question, run: Run) -> Worst | None:
    """The candidate's longest freeze at the primary size, hangs before all; `None` without any."""
    trials = measured.trials_of(question.candidate, question.primary)
    samples = measured.samples_of(question.candidate, question.primary, measured.step)
    freezes = {
        launch: (sample.censored, freeze)
        for launch, sample in samples.items()
        if launch in trials and (freeze := sample.measures["freeze_s"]) is not None
    }
    for launch, trial in trials.items():
        if trial.state is TrialState.HUNG:
            freezes.setdefault(launch, (True, measured.plan.deadline_s or trial.duration_s))
    if not freezes:
        return None
    launch = max(freezes, key=freezes.__getitem__)
    at_least, freeze = freezes[launch]
    return Worst(
        trial=trials[launch].id,
        launch=launch,
        lines=question.primary,
        freeze_s=freeze,
        at_least=at_least,
        command=_repeat(measured, question, run),
    )


def _repeat(measured: Measured, question: Question, run: Run) -> str:
    """The cell taken apart where its design says what it is; else the gate, which can start the side."""
    if question.candidate.variant and run.info.command:
        return shlex.join(_without_its_folder(run.info.command))
    found = measured.series(question.candidate)
    cell = ["--design", found.design, "--lines", str(question.primary), "--device", found.device]
    return shlex.join(["billbench", "reproduce", *cell, "--journey", found.journey])


def _without_its_folder(command: Sequence[str]) -> Iterator[str]:
    """The command for a whole gate in a new folder: a shard's would measure its share once more."""
    words = iter(command)
    for word in words:
        if word in _OF_ONE_FOLDER:
            next(words, None)
        elif not word.startswith(tuple(f"{option}=" for option in _OF_ONE_FOLDER)):
            yield word
