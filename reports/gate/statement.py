"""A decision put into words and figures: the judgement that every page shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run
from billbench.reports.gate.decision import Decision
from billbench.reports.gate.explain import PARTS, worst_of
from billbench.reports.gate.judgement import CounterGrowth, GateForm, Judgement, Launches, TimeGrowth
from billbench.reports.gate.looks import detectable, needed
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.pairing import in_words
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.words import counter, growth, launches, limit_of, name_of, share
from billbench.reports.reading.cells import least_of
from billbench.reports.reading.parts import made_of
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean, listing, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a decision was about: `seen` are the launches up to the look that decided, of `measured`."""

    form: GateForm
    run: Run
    question: Question
    seen: Measured
    measured: int
    baseline: str
    others: tuple[TimeGrowth, ...] = ()
    notices: tuple[str, ...] = ()


def state(heard: Heard, found: Decision) -> Judgement:
    question = heard.question
    wanted = _needed(found, question) if found.verdict is GateVerdict.INCONCLUSIVE else None
    return Judgement(
        form=heard.form,
        verdict=found.verdict,
        reason=_reason(heard, found, wanted),
        question=question,
        baseline=heard.baseline,
        candidate=heard.seen.title(question.candidate),
        launches=Launches(
            used=found.glance.used,
            measured=heard.measured,
            asked=question.launches,
            look=found.look,
            set_aside=in_words(found.glance.aside),
        ),
        primary=found.primary,
        others=heard.others,
        counters=found.glance.compared.grown,
        notices=tuple(dict.fromkeys(_notices(heard, found))),
        needed=wanted,
        detectable=None
        if found.glance.estimate is None
        else detectable(found.glance.estimate, question.looks, question.margin),
        worst=worst_of(heard.seen, question, heard.run),
        log_ratios=found.glance.ratios,
        lasting=found.lasting,
        step_titles={step: heard.seen.plan.step_title(heard.seen.journey, step) for step in heard.seen.steps},
    )


def _needed(found: Decision, question: Question) -> int | None:
    if found.glance.estimate is None:
        return None
    return needed(found.glance.estimate, question.margin, question.looks)


def _reason(heard: Heard, found: Decision, wanted: int | None) -> str:
    if found.why:
        return f"{found.why[0].upper()}{found.why[1:]}."
    if found.failed_counters:
        return _more_work(found)
    if found.primary is None:
        return "Nothing was compared."
    what = f"the freeze of the {heard.seen.step_title} at {plural(found.primary.lines, 'line')}"
    told = f"{growth(found.primary)}, {launches(found.glance.used)}"
    margin = limit_of(heard.question.margin)
    match found.verdict:
        case GateVerdict.PASS:
            return f"{_capital(what)} is shown to be slower by less than {margin}, if at all: {told}."
        case GateVerdict.FAIL:
            return f"{_capital(what)} is shown to be slower: {told}."
        case _:
            return (
                f"{_capital(what)} is shown neither to be slower nor to be slower by less than {margin}: "
                f"{told}. {_more(wanted)}"
            )


def _more(wanted: int | None) -> str:
    if wanted is None:
        return "No number of launches that is worth the time would decide at this spread."
    return f"About {launches(wanted)} would decide four times in five, going by what was seen."


def _more_work(found: Decision) -> str:
    # The primary size, where it grew there; the table has every size.
    first: dict[str, CounterGrowth] = {}
    for one in found.failed_counters:
        first.setdefault(one.counter, one)
    told = listing([counter(one) for one in first.values()])
    slower = found.bounds is not None and found.bounds.slower and found.primary is not None
    also = f", and it is shown to be slower: {growth(found.primary)}" if slower and found.primary else ""
    return f"The candidate does more work: {told}{also}."


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _notices(heard: Heard, found: Decision) -> Iterator[str]:
    yield from heard.notices
    if found.verdict is GateVerdict.PASS and found.bounds is not None and found.bounds.slower:
        yield f"It is shown to be slower, by less than the margin of {limit_of(heard.question.margin)}."
    yield from _unfelt(found)
    if aside := in_words(found.glance.aside):
        yield f"Of {launches(found.look)}, {found.glance.used} count: {listing(list(aside))}."
    yield from (f"{_capital(text)}." for text in found.harms.both)
    yield from found.glance.compared.notices
    yield from _also_slower(heard)
    yield from _made_of(heard)
    yield from (clean(text, 500) for text in (*heard.run.info.warnings, *heard.run.warnings))


def _also_slower(heard: Heard) -> Iterator[str]:
    """The measures beside the primary one that decide nothing and are shown to have grown."""
    told = [
        f"{name_of(one.measure)} of the {heard.seen.plan.step_title(heard.seen.journey, one.step)} at "
        f"{plural(one.lines, 'line')} ({share(one.estimate)})"
        for one in heard.others
        if one.shown and one.estimate > 0 and one.measure not in PARTS
    ]
    if told:
        yield f"Also shown to be slower: {listing(told)}."


def _made_of(heard: Heard) -> Iterator[str]:
    """Where the candidate's time is to be looked for."""
    question, seen = heard.question, heard.seen
    samples = seen.samples_of(question.candidate, question.primary, seen.step)
    if told := made_of(list(samples.values())):
        lines = plural(question.primary, "line")
        yield f"The candidate’s work in the {seen.step_title} at {lines}: {told}."


def _unfelt(found: Decision) -> Iterator[str]:
    least = least_of(METRICS["freeze_s"])
    if found.primary is not None and max(found.primary.baseline, found.primary.candidate) < least:
        yield (
            f"Both sides freeze for less than {seconds(least)}, which counts as equal: a larger bill would "
            "tell more."
        )
