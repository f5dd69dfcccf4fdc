"""Work counters of the two sides, held against each other within each launch.

Both sides open the same bill in a launch, so what each page counts is equal unless the page changed: no
statistics are needed. A counter that is not exact after all (one that includes what the browser has not yet
thrown away) shows it by differences that disagree, and then nothing is said of it but that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.reports.gate.judgement import CounterGrowth
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.question import COUNTERS, Question
from billbench.reports.reading.samples import usable

_LEAST_LAUNCHES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What grew, and in words which counters could not be compared."""

    grown: tuple[CounterGrowth, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One counter at one step and size in one round of one launch, on both sides."""

    launch: str
    baseline: float
    candidate: float
    rows: float

    @property
    def difference(self) -> float:
        return self.candidate - self.baseline


def compare_counters(measured: Measured, question: Question) -> Compared:
    """Every counter after every step at every size that both sides have."""
    grown: list[CounterGrowth] = []
    unsteady: dict[str, None] = {}
    for lines in question.lines:
        for step in measured.steps:
            for counter in COUNTERS:
                seen = list(_seen(measured, question, lines, step, counter))
                if len({one.launch for one in seen}) < _LEAST_LAUNCHES:
                    continue
                if _steady(seen):
                    grown += _growth(seen, counter, step, lines, question.tolerances.get(counter, 0.0))
                elif _range(seen)[1] > 0:
                    unsteady[counter] = None
    notices = [
        f"The {counter.replace('_', ' ')} of the two sides differ by another number in every launch, so that "
        "counter is not exact here and decided nothing."
        for counter in unsteady
    ]
    return Compared(grown=largest(grown), notices=tuple(notices))


def _seen(measured: Measured, question: Question, lines: int, step: str, counter: str) -> Iterator[_Seen]:
    assert question.baseline is not None
    first, second = (measured.trials_of(side, lines) for side in (question.baseline, question.candidate))
    for launch in measured.launches:
        pair = [rounds(trials.get(launch), step) for trials in (first, second)]
        for one, other in zip(*pair, strict=False):
            values = [usable(found.measures.get(counter)) for found in (one, other)]
            if values[0] is not None and values[1] is not None:
                rows = usable(other.measures.get("rows")) or float(lines)
                yield _Seen(launch=launch, baseline=values[0], candidate=values[1], rows=rows)


def rounds(trial: Trial | None, step: str) -> Sequence[StepResult]:
    if trial is None or trial.state is not TrialState.COMPLETED:
        return ()
    return [found for found in trial.steps if found.name == step]


def _steady(seen: Sequence[_Seen]) -> bool:
    """Whether all differences say the same: none of them, or growth in every round by about as much."""
    least, most = _range(seen)
    return least == most or (least > 0 and most - least < least)


def _range(seen: Sequence[_Seen]) -> tuple[float, float]:
    differences = [one.difference for one in seen]
    return min(differences), max(differences)


def _growth(
    seen: Sequence[_Seen], counter: str, step: str, lines: int, tolerance: float
) -> Iterator[CounterGrowth]:
    least = min(seen, key=lambda one: one.difference)
    if least.difference <= 0:
        return
    yield CounterGrowth(
        counter=counter,
        step=step,
        lines=lines,
        baseline=least.baseline,
        candidate=least.candidate,
        per_line=least.difference / least.rows,
        tolerance=tolerance,
        failed=least.difference > tolerance * least.baseline,
    )


def largest(grown: Sequence[CounterGrowth]) -> tuple[CounterGrowth, ...]:
    """The same growth stays after the steps that follow: it is told where it is largest, at each size."""
    largest: dict[tuple[str, int], CounterGrowth] = {}
    for one in grown:
        key = (one.counter, one.lines)
        known = largest.get(key)
        if known is None or one.candidate - one.baseline > known.candidate - known.baseline:
            largest[key] = one
    return tuple(sorted(largest.values(), key=lambda one: (not one.failed, COUNTERS.index(one.counter))))
