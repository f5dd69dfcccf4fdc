"""The walk through a gate's planned looks, which ends at the first that decides.

The same run gives the same judgement, whatever was measured beyond the look that decided.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from billbench.harness.model.runs import Run, RunState
from billbench.reports.gate.decision import Decision, Glance, all_looks, looks_reached
from billbench.reports.gate.judgement import GateForm, Judgement, TimeGrowth
from billbench.reports.gate.looks import Bounds, bounds_at
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.pairing import WhyAside, in_words
from billbench.reports.gate.question import Question
from billbench.reports.gate.statement import Heard, state
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.words import launches
from billbench.reports.gate.work import fault, harms
from billbench.reports.words.text import listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposite:
    """What the candidate is held against, and how: `at` is asked at each look, the others at the last."""

    form: GateForm
    title: str
    at: Callable[[Measured], Glance]
    others: Callable[[Measured], tuple[TimeGrowth, ...]]
    notices: Callable[[Measured], Iterable[str]] = lambda _: ()


def walk(run: Run, question: Question, measured: Measured, held: Opposite) -> Judgement:
    reached = looks_reached(question, len(measured.launches), running=run.info.state is RunState.RUNNING)
    looks = all_looks(question, reached)
    seen, decision = measured, _nothing(len(measured.launches), question)
    counts: list[int] = []
    for look in reached:
        seen = measured.first(look)
        glance = held.at(seen)
        counts.append(glance.used)
        bounds = None if glance.estimate is None else bounds_at(glance.estimate, looks, counts)
        decision = _decide(seen, question, held.form, glance, bounds)
        if decision.ends:
            break
    heard = Heard(
        form=held.form,
        run=run,
        question=question,
        seen=seen,
        measured=len(measured.launches),
        baseline=held.title,
        others=held.others(seen),
        notices=tuple(held.notices(seen)),
    )
    return state(heard, decision)


def _nothing(measured: int, question: Question) -> Decision:
    """What is said before the first look."""
    why = f"{launches(measured)} measured, and the first look is at {question.looks[0]}"
    return Decision(verdict=GateVerdict.INVALID, look=measured, why=why, lasting=False)


def _decide(
    seen: Measured, question: Question, form: GateForm, glance: Glance, bounds: Bounds | None
) -> Decision:
    """Harm and unlike work first, then counters, then times: what needs no statistics before what does."""
    found = Decision(
        verdict=GateVerdict.INVALID,
        look=len(seen.launches),
        glance=glance,
        primary=_primary(seen, question, glance, bounds),
        bounds=bounds,
        harms=harms(seen, question),
    )
    if found.harms.alone:
        told = listing(list(found.harms.alone))
        why = f"On the candidate alone {told}" if form is GateForm.PAIRED else told
        return replace(found, verdict=GateVerdict.FAIL, why=why)
    unlike = fault(seen, question)
    if unlike is not None:
        return replace(found, why=unlike.text, lasting=unlike.lasting)
    if found.failed_counters:
        return replace(found, verdict=GateVerdict.FAIL)
    if bounds is None:
        untold = glance.untold
        return replace(found, verdict=untold.verdict, why=untold.why, lasting=untold.lasting)
    return replace(found, verdict=bounds.verdict(question.margin))


def _primary(seen: Measured, question: Question, glance: Glance, bounds: Bounds | None) -> TimeGrowth | None:
    if bounds is None:
        return None
    return TimeGrowth(
        measure="freeze_s",
        step=seen.step,
        lines=question.primary,
        baseline=glance.levels[0],
        candidate=glance.levels[1],
        estimate=math.expm1(bounds.estimate),
        low=_share(bounds.low),
        high=_share(bounds.high),
        launches=glance.used,
    )


def _share(bound: float) -> float | None:
    """A bound as a share of the baseline; `None` for one that is nowhere yet."""
    return math.expm1(bound) if math.isfinite(bound) else None


def too_few(said: str, used: int, seen: Measured, aside: Mapping[WhyAside, int]) -> str:
    """Why so few launches count: `1 of 3 launches count, and 2 are the least: 2 launches ...`."""
    why = f"{used} of {launches(len(seen.launches))} {said}"
    if aside:
        why += f": {listing(list(in_words(aside)))}"
    return f"{why}; measure again on a quieter machine" if WhyAside.CONTENDED in aside else why


def ends_measuring(found: Judgement, question: Question) -> bool:
    """Whether a judgement of the launches so far leaves nothing to measure: asked at each planned look."""
    undecided = found.verdict is GateVerdict.INCONCLUSIVE or not found.lasting
    return found.launches.measured >= question.launches or not undecided
