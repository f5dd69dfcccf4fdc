"""The verdict on a run of one side, held against a stored baseline."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from scipy import stats

from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run, RunState
from billbench.reports.gate.accepting import counters_of, device_of, stored_launches
from billbench.reports.gate.baseline import MEASURES, Baseline, StoredLaunch, StoredSize
from billbench.reports.gate.counters import Compared, largest
from billbench.reports.gate.decision import Decision, all_looks, looks_reached
from billbench.reports.gate.judge import nothing
from billbench.reports.gate.judgement import CounterGrowth, Form, Growth, Judgement
from billbench.reports.gate.looks import Bounds, bounds_at, difference_of
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.pairing import Cause, in_words, set_aside
from billbench.reports.gate.question import LEAST_LAUNCHES, Question
from billbench.reports.gate.scaling import at_speed_of
from billbench.reports.gate.statement import Heard, state
from billbench.reports.gate.unlike import refuse_unlike, speeds
from billbench.reports.gate.verdict import Verdict
from billbench.reports.gate.words import launches
from billbench.reports.gate.work import fault, harms
from billbench.reports.reading.cells import least_of
from billbench.reports.statistics.ratios import holm
from billbench.reports.words.text import clean, listing

_SAME_SPEED = 0.15
"""A machine whose speed changed by less is not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the candidate is held against, at the looks planned and reached."""

    baseline: Baseline
    question: Question
    looks: Sequence[int]

    @property
    def primary(self) -> StoredSize:
        size = self.baseline.size(self.question.primary)
        assert size is not None, "a size that the baseline lacks was refused"
        return size


def judge_against(run: Run, question: Question, baseline: Baseline) -> Judgement:
    """Walk through the planned looks as `reports.gate.judge` does; the launches are those of the candidate.

    Raises:
        UsageError: the run is not comparable with the baseline.
    """
    measured = read_measured(run, question)
    refuse_unlike(run, measured, question, baseline)
    reached = looks_reached(question, len(measured.launches), running=run.info.state is RunState.RUNNING)
    held = _Held(baseline=baseline, question=question, looks=all_looks(question, reached))
    seen, decision = measured, nothing(len(measured.launches), question)
    counts: list[int] = []
    for look in reached:
        seen = measured.first(look)
        counts.append(len(stored_launches(seen, question.candidate, question.primary)))
        decision = _decide(seen, held, counts)
        if decision.ends:
            break
    accepted = baseline.accepted
    heard = Heard(
        form=Form.STORED,
        run=run,
        question=question,
        seen=seen,
        measured=len(measured.launches),
        baseline=f"{clean(baseline.title)}, accepted {clean(accepted.date)}",
        others=_others(seen, held),
        notices=tuple(_notices(seen, held)),
    )
    return state(heard, decision)


def _decide(seen: Measured, held: _Held, counts: Sequence[int]) -> Decision:
    question = held.question
    now = stored_launches(seen, question.candidate, question.primary)
    then = held.primary.launches
    logs = [_logs(of, "freeze_s", held.baseline) for of in (then, now)]
    estimate = difference_of(*logs)
    bounds = None if estimate is None else bounds_at(estimate, held.looks, counts)
    aside = set_aside(seen, question.candidate, question.primary)
    found = Decision(
        verdict=Verdict.INVALID,
        look=len(seen.launches),
        primary=None if bounds is None else _primary(held, now, bounds, seen.step),
        bounds=bounds,
        estimate=estimate,
        ratios=tuple(one - fmean(logs[0]) for one in logs[1]),
        used=len(now),
        aside=in_words(aside),
        compared=_compared(seen, held),
        harms=harms(seen, question),
    )
    if found.harms.alone:
        return replace(found, verdict=Verdict.FAIL, why=listing(list(found.harms.alone)))
    unlike = fault(seen, question)
    if unlike is not None:
        return replace(found, why=unlike.text, lasting=unlike.lasting)
    if found.failed_counters:
        return replace(found, verdict=Verdict.FAIL)
    if bounds is None:
        why = f"{found.used} of {launches(found.look)} count, and {LEAST_LAUNCHES} are the least"
        told = f"{why}: {listing(list(found.aside))}" if found.aside else why
        disturbed = Cause.CONTENDED in aside
        return replace(
            found,
            why=f"{told}; measure again on a quieter machine" if disturbed else told,
            lasting=not disturbed,
        )
    return replace(found, verdict=bounds.verdict(question.margin))


def _logs(of: Sequence[StoredLaunch], measure: str, baseline: Baseline) -> list[float]:
    least = least_of(METRICS[measure])
    return [math.log(max(value, least)) for value in at_speed_of(baseline.device, of, measure)]


def _primary(held: _Held, now: Sequence[StoredLaunch], bounds: Bounds, step: str) -> Growth:
    return Growth(
        measure="freeze_s",
        step=step,
        lines=held.question.primary,
        baseline=fmean(at_speed_of(held.baseline.device, held.primary.launches, "freeze_s")),
        candidate=fmean(at_speed_of(held.baseline.device, now, "freeze_s")),
        estimate=math.expm1(bounds.estimate),
        low=math.expm1(bounds.low) if math.isfinite(bounds.low) else None,
        high=math.expm1(bounds.high) if math.isfinite(bounds.high) else None,
        launches=len(now),
    )


def _others(seen: Measured, held: _Held) -> tuple[Growth, ...]:
    """Beside the primary measure: its parts at its size, and the freeze at other sizes (Welch, Holm)."""
    primary = held.question.primary
    asked = [(measure, primary) for measure in MEASURES if measure != "freeze_s"]
    asked += [("freeze_s", lines) for lines in held.question.lines[1:]]
    found = [one for measure, lines in asked if (one := _other(seen, held, measure, lines)) is not None]
    adjusted = holm([one.p or 0.0 for one in found])
    return tuple(replace(one, p=p) for one, p in zip(found, adjusted, strict=True))


def _other(seen: Measured, held: _Held, measure: str, lines: int) -> Growth | None:
    size = held.baseline.size(lines)
    if size is None:
        return None
    now = stored_launches(seen, held.question.candidate, lines)
    logs = [_logs(of, measure, held.baseline) for of in (size.launches, now)]
    estimate = difference_of(*logs)
    if estimate is None:
        return None
    half = float(stats.t.ppf(0.975, estimate.df)) * estimate.error
    shift = abs(estimate.mean)
    p = float(2 * stats.t.sf(shift / estimate.error, estimate.df)) if estimate.error else float(shift < 1e-9)
    return Growth(
        measure=measure,
        step=seen.step,
        lines=lines,
        baseline=fmean(at_speed_of(held.baseline.device, size.launches, measure)),
        candidate=fmean(at_speed_of(held.baseline.device, now, measure)),
        estimate=math.expm1(estimate.mean),
        low=math.expm1(estimate.mean - half),
        high=math.expm1(estimate.mean + half),
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
    return Compared(grown=largest(grown), notices=())


def _rows(seen: Measured, held: _Held, lines: int) -> float:
    samples = seen.samples_of(held.question.candidate, lines, seen.step).values()
    return max((one.measures["rows"] or 0.0 for one in samples), default=0.0)


def _notices(seen: Measured, held: _Held) -> Iterator[str]:
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
