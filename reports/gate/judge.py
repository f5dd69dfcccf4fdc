"""The verdict on two sides that were measured in the same launches."""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, median

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run, RunState
from billbench.reports.gate.counters import compare_counters
from billbench.reports.gate.decision import Decision, all_looks, looks_reached
from billbench.reports.gate.explain import other_growths
from billbench.reports.gate.judgement import Form, Growth, Judgement
from billbench.reports.gate.looks import Bounds, bounds_at, estimate_of
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.pairing import Cause, Paired, in_words, pair_up
from billbench.reports.gate.question import LEAST_LAUNCHES, Question, Side
from billbench.reports.gate.statement import Heard, state
from billbench.reports.gate.verdict import Verdict
from billbench.reports.gate.words import launches
from billbench.reports.gate.work import fault, harms
from billbench.reports.words.text import listing


def judge(run: Run, question: Question) -> Judgement:
    """Walk through the planned looks that the run reached, and end at the first that decides.

    The same run gives the same judgement, whatever was measured beyond the look that decided.

    Raises:
        UsageError: the question names no baseline.
    """
    baseline = _baseline_of(question)
    measured = read_measured(run, question)
    reached = looks_reached(question, len(measured.launches), running=run.info.state is RunState.RUNNING)
    looks = all_looks(question, reached)
    seen, decision = measured, nothing(len(measured.launches), question)
    counts: list[int] = []
    for look in reached:
        seen = measured.first(look)
        paired = pair_up(seen, baseline, question.candidate, question.primary)
        counts.append(len(paired.pairs))
        decision = _decide(seen, question, paired, (looks, counts))
        if decision.ends:
            break
    heard = Heard(
        form=Form.PAIRED,
        run=run,
        question=question,
        seen=seen,
        measured=len(measured.launches),
        baseline=measured.title(baseline),
        others=other_growths(seen, question),
    )
    return state(heard, decision)


def decided(run: Run, question: Question) -> bool:
    """Whether the launches measured so far decide, so that measuring can end: asked at each planned look."""
    return ends_measuring(judge(run, question), question)


def ends_measuring(found: Judgement, question: Question) -> bool:
    """Whether a judgement of the launches so far leaves nothing to measure."""
    undecided = found.verdict is Verdict.INCONCLUSIVE or not found.lasting
    return found.launches.measured >= question.launches or not undecided


def _baseline_of(question: Question) -> Side:
    if question.baseline is None:
        raise UsageError("This run holds one side alone. Hold it against a stored baseline or budgets.")
    return question.baseline


def nothing(measured: int, question: Question) -> Decision:
    """What is said before the first look."""
    why = f"{launches(measured)} measured, and the first look is at {question.looks[0]}"
    return Decision(verdict=Verdict.INVALID, look=measured, why=why, lasting=False)


def _decide(
    seen: Measured, question: Question, paired: Paired, places: tuple[Sequence[int], Sequence[int]]
) -> Decision:
    """Harm and unlike work first, then counters, then times: what needs no statistics before what does."""
    looks, counts = places
    estimate = estimate_of(paired.log_ratios)
    bounds = None if estimate is None else bounds_at(estimate, looks, counts)
    found = Decision(
        verdict=Verdict.INVALID,
        look=len(seen.launches),
        primary=_primary(seen, question, paired, bounds),
        bounds=bounds,
        estimate=estimate,
        ratios=paired.log_ratios,
        used=len(paired.pairs),
        aside=in_words(paired.aside),
        compared=compare_counters(seen, question),
        harms=harms(seen, question),
    )
    if found.harms.alone:
        why = f"On the candidate alone {listing(list(found.harms.alone))}"
        return replace(found, verdict=Verdict.FAIL, why=why)
    unlike = fault(seen, question)
    if unlike is not None:
        return replace(found, why=unlike.text, lasting=unlike.lasting)
    if found.failed_counters:
        return replace(found, verdict=Verdict.FAIL)
    if bounds is None:
        return _without_pairs(found, paired)
    return replace(found, verdict=bounds.verdict(question.margin))


def _without_pairs(found: Decision, paired: Paired) -> Decision:
    """Fewer than two launches count: the sides cannot be compared, unless it is the baseline that hung."""
    if paired.baseline_hung >= LEAST_LAUNCHES:
        why = f"The baseline alone hung in {launches(paired.baseline_hung)}, which the candidate did not"
        return replace(found, verdict=Verdict.PASS, why=why)
    why = f"{found.used} of {launches(found.look)} can be compared, and two are the least"
    if found.aside:
        why += f": {listing(list(found.aside))}"
    if Cause.CONTENDED in paired.aside:
        why += "; measure again on a quieter machine"
    curable = paired.aside.keys() & {Cause.CONTENDED, Cause.NOT_MEASURED}
    return replace(found, why=why, lasting=not curable and found.look > LEAST_LAUNCHES)


def _primary(seen: Measured, question: Question, paired: Paired, bounds: Bounds | None) -> Growth | None:
    if bounds is None:
        return None
    return Growth(
        measure="freeze_s",
        step=seen.step,
        lines=question.primary,
        baseline=fmean(median(pair.baseline) for pair in paired.pairs),
        candidate=fmean(median(pair.candidate) for pair in paired.pairs),
        estimate=math.expm1(bounds.estimate),
        low=_share(bounds.low),
        high=_share(bounds.high),
        launches=len(paired.pairs),
    )


def _share(bound: float) -> float | None:
    """A bound as a share of the baseline; `None` for one that is nowhere yet."""
    return math.expm1(bound) if math.isfinite(bound) else None
