"""The two sides of each launch as one log ratio, and why the other launches have none.

A launch is set aside by its cause alone, before its values are looked at. That other work disturbed a launch
says nothing about either side, so it cannot favour one.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from billbench.harness.model.flags import NO_VERDICT, Flag
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.question import Side
from billbench.reports.reading.cells import least_of
from billbench.reports.reading.samples import Sample
from billbench.reports.words.text import plural


class WhyAside(StrEnum):
    """Why a launch has no ratio, in words that follow its number."""

    CONTENDED = "disturbed by other work on the machine"
    HUNG = "in which a page hung"
    FAILED = "in which a page crashed or could not be worked with"
    NOT_MEASURED = "in which one of the sides was not measured"
    NO_FREEZE = "without a freeze in the record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One launch: seconds of freeze of each round, the sides in the same order of rounds."""

    launch: str
    baseline: tuple[float, ...]
    candidate: tuple[float, ...]

    @property
    def log_ratio(self) -> float:
        """The median of its rounds, each of which met one state of the machine and of the browser's memory.

        One page change in four takes half as long again by chance. In 106 launches of equal copies medians
        of ratios had a spread of 0.042, ratios of means 0.059, of medians 0.067, of first quartiles 0.049.
        Of freezes as people feel them: shorter ones than a browser can tell are equal.
        """
        least = least_of(METRICS["freeze_s"])
        rounds = zip(self.baseline, self.candidate, strict=False)
        return median(math.log(max(other, least) / max(one, least)) for one, other in rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """`baseline_hung` counts the launches in which the baseline hung and the candidate is known not to."""

    pairs: tuple[Pair, ...]
    aside: Mapping[WhyAside, int]
    baseline_hung: int

    @property
    def log_ratios(self) -> tuple[float, ...]:
        return tuple(pair.log_ratio for pair in self.pairs)


def in_words(aside: Mapping[WhyAside, int]) -> tuple[str, ...]:
    """`3 launches disturbed by other work on the machine`."""
    return tuple(f"{plural(count, 'launch')} {cause}" for cause, count in aside.items())


def set_aside(measured: Measured, side: Side, lines: int) -> Mapping[WhyAside, int]:
    """Why launches of one side alone do not count."""
    told = _told(measured, side, lines, measured.step).values()
    return Counter(cause for cause, _ in told if cause is not None)


def counting(measured: Measured, side: Side, lines: int, step: str) -> Mapping[str, Sample]:
    """What the launches that count hold of a step, by launch."""
    told = _told(measured, side, lines, step)
    return {
        launch: sample for launch, (cause, sample) in told.items() if cause is None and sample is not None
    }


def pair_up(measured: Measured, baseline: Side, candidate: Side, lines: int) -> Paired:
    """The pairs of all launches at one size."""
    both = [_told(measured, side, lines, measured.step) for side in (baseline, candidate)]
    pairs: list[Pair] = []
    aside: Counter[WhyAside] = Counter()
    baseline_hung = 0
    for launch in measured.launches:
        causes, samples = zip(*(told[launch] for told in both), strict=True)
        baseline_hung += causes[0] is WhyAside.HUNG and causes[1] in {None, WhyAside.CONTENDED}
        worst = next((cause for cause in WhyAside if cause in causes), None)
        if worst is not None:
            aside[worst] += 1
            continue
        first, second = (tuple(one.value for one in sample.freezes) for sample in samples if sample)
        pairs.append(Pair(launch=launch, baseline=first, candidate=second))
    return Paired(pairs=tuple(pairs), aside=aside, baseline_hung=baseline_hung)


def _told(
    measured: Measured, side: Side, lines: int, step: str
) -> Mapping[str, tuple[WhyAside | None, Sample | None]]:
    """By launch why it does not count, and what it holds of a step."""
    trials, samples = measured.trials_of(side, lines), measured.samples_of(side, lines, step)
    found = ((launch, trials.get(launch), samples.get(launch)) for launch in measured.launches)
    return {launch: (_cause(trial, sample), sample) for launch, trial, sample in found}


def _cause(trial: Trial | None, sample: Sample | None) -> WhyAside | None:
    """Why a trial gives no value to compare; `None` when it gives one."""
    if trial is None or trial.state is TrialState.NOT_OFFERED or NO_VERDICT.intersection(trial.flags):
        return WhyAside.NOT_MEASURED
    if trial.state is TrialState.HUNG:
        return WhyAside.HUNG
    if trial.state in {TrialState.FAILED, TrialState.CRASHED}:
        return WhyAside.FAILED
    if sample is None or sample.measures["freeze_s"] is None:
        return WhyAside.NO_FREEZE
    return WhyAside.CONTENDED if Flag.CONTENDED in trial.flags else None
