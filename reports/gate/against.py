"""The verdict on a run of one side, held against a stored baseline."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

from billbench.harness.model import kinds
from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run
from billbench.reports.gate.accepting import counters_of, device_of, stored_launches
from billbench.reports.gate.baseline import MEASURES, Baseline, StoredLaunch, StoredSize
from billbench.reports.gate.counters import Compared, largest
from billbench.reports.gate.decision import Glance, Untold
from billbench.reports.gate.judgement import CounterGrowth, GateForm, Judgement, TimeGrowth
from billbench.reports.gate.looks import difference_of
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.pairing import WhyAside, set_aside
from billbench.reports.gate.question import LEAST_LAUNCHES, Question
from billbench.reports.gate.scaling import at_speed_of
from billbench.reports.gate.unlike import refuse_unlike, speeds
from billbench.reports.gate.walk import Opposite, too_few, walk
from billbench.reports.reading.cells import least_of
from billbench.reports.statistics.apart import welch
from billbench.reports.statistics.ratios import adjusted
from billbench.reports.words.text import clean, listing

_SAME_SPEED = 0.15
"""A machine whose speed changed by less is not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the candidate is held against."""

    baseline: Baseline
    question: Question

    @property
    def primary(self) -> StoredSize:
        size = self.baseline.size(self.question.primary)
        assert size is not None, "a size that the baseline lacks was refused"
        return size


def judge_against(run: Run, question: Question, baseline: Baseline) -> Judgement:
    """Walk through the planned looks that the run reached; the launches are those of the candidate.

    Raises:
        UsageError: the run is not comparable with the baseline.
    """
    measured = read_measured(run, question)
    refuse_unlike(run, measured, question, baseline)
    stored = _Held(baseline=baseline, question=question)
    accepted = baseline.accepted
    held = Opposite(
        form=GateForm.STORED,
        title=f"{clean(baseline.title)}, accepted {clean(accepted.date)}",
        at=partial(_glance, stored),
        others=partial(_others, stored),
        notices=partial(_notices, stored),
    )
    return walk(run, question, measured, held)


def _glance(held: _Held, seen: Measured) -> Glance:
    question = held.question
    now = stored_launches(seen, question.candidate, question.primary)
    both = (held.primary.launches, now)
    logs = [_logs(of, "freeze_s", held.baseline) for of in both]
    estimate = difference_of(*logs)
    aside = set_aside(seen, question.candidate, question.primary)
    few = too_few(f"count, and {LEAST_LAUNCHES} are the least", len(now), seen, aside)
    return Glance(
        used=len(now),
        aside=aside,
        ratios=tuple(one - fmean(logs[0]) for one in logs[1]),
        estimate=estimate,
        levels=_levels(held, both, "freeze_s") if estimate else (0.0, 0.0),
        compared=_compared(seen, held),
        untold=Untold(why=few, lasting=WhyAside.CONTENDED not in aside),
    )


def _levels(
    held: _Held, both: tuple[Sequence[StoredLaunch], Sequence[StoredLaunch]], measure: str
) -> tuple[float, float]:
    """The means of the stored launches and of those measured now."""
    then, now = (fmean(at_speed_of(held.baseline.device, of, measure)) for of in both)
    return then, now


def _logs(of: Sequence[StoredLaunch], measure: str, baseline: Baseline) -> list[float]:
    least = least_of(METRICS[measure])
    return [math.log(max(value, least)) for value in at_speed_of(baseline.device, of, measure)]


def _others(held: _Held, seen: Measured) -> tuple[TimeGrowth, ...]:
    """Beside the primary measure: its parts at its size, and the freeze at other sizes (Welch, Holm)."""
    primary = held.question.primary
    asked = [(measure, primary) for measure in MEASURES if measure != "freeze_s"]
    asked += [("freeze_s", lines) for lines in held.question.lines[1:]]
    found = (_other(seen, held, measure, lines) for measure, lines in asked)
    return adjusted(one for one in found if one is not None)


def _by_kind(size: StoredSize) -> bool:
    """Baselines of before counted no script after an `await`, and that would be growth now."""
    return all(kinds.MEASURES[ThreadKind.LEFT_OVER] in launch.measures for launch in size.launches)


def _other(seen: Measured, held: _Held, measure: str, lines: int) -> TimeGrowth | None:
    size = held.baseline.size(lines)
    if size is None or (measure in kinds.MEASURES.values() and not _by_kind(size)):
        return None
    now = stored_launches(seen, held.question.candidate, lines)
    both = (size.launches, now)
    logs = [_logs(of, measure, held.baseline) for of in both]
    found = welch(*logs)
    if found is None:
        return None
    interval, p = found
    then, level = _levels(held, both, measure)
    return TimeGrowth(
        measure=measure,
        step=seen.step,
        lines=lines,
        baseline=then,
        candidate=level,
        estimate=math.expm1(interval.estimate),
        low=math.expm1(interval.low),
        high=math.expm1(interval.high),
        launches=len(now),
        p=p,
    )


def _compared(seen: Measured, held: _Held) -> Compared:
    """Counters against the baseline's range. Bills of other launches differ by a few bytes: growth is what
    lies above the range by more than either range is wide."""
    grown = []
    for lines in held.question.lines:
        size = held.baseline.size(lines)
        trials = list(seen.trials_of(held.question.candidate, lines).values())
        then = {} if size is None else {(one.step, one.counter): one for one in size.counters}
        for now in counters_of(trials, seen.steps):
            before = then.get((now.step, now.counter))
            if before is None:
                continue
            gap = now.least - before.most
            if gap > max(before.most - before.least, now.most - now.least):
                tolerance = held.question.tolerances.get(now.counter, 0.0)
                grown.append(
                    CounterGrowth(
                        counter=now.counter,
                        step=now.step,
                        lines=lines,
                        baseline=before.most,
                        candidate=now.least,
                        per_line=gap / (_rows(seen, held, lines) or lines),
                        tolerance=tolerance,
                        failed=gap > tolerance * before.most,
                    )
                )
    return Compared(grown=largest(grown))


def _rows(seen: Measured, held: _Held, lines: int) -> float:
    samples = seen.samples_of(held.question.candidate, lines, seen.step).values()
    return max((one.measures["rows"] or 0.0 for one in samples), default=0.0)


def _notices(held: _Held, seen: Measured) -> Iterator[str]:
    yield (
        "Candidate and baseline were measured apart: freezes are stated at the baseline's speed, by the "
        "reference work beside each trial. What changed on the machine and not in that work is not told from "
        "the page; the paired form of the gate has no such doubt."
    )
    changed = speeds(held.baseline.device, device_of(seen, held.question.candidate, held.question.lines))
    told = [
        f"{kind} takes {ratio * 100:.0f} %" for kind, ratio in changed.items() if abs(ratio - 1) > _SAME_SPEED
    ]
    if told:
        yield f"The machine's speed is not the baseline's: reference work in {listing(told)} of the time."
