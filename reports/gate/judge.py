"""The verdict on two sides that were measured in the same launches."""

from functools import partial
from statistics import fmean, median

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.counters import compare_counters
from billbench.reports.gate.decision import Glance, Untold
from billbench.reports.gate.explain import other_growths
from billbench.reports.gate.judgement import GateForm, Judgement
from billbench.reports.gate.looks import estimate_of
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.pairing import Paired, WhyAside, pair_up
from billbench.reports.gate.question import LEAST_LAUNCHES, Question, Side
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.walk import Opposite, too_few, walk
from billbench.reports.gate.words import launches


def judge(run: Run, question: Question) -> Judgement:
    """Walk through the planned looks that the run reached.

    Raises:
        UsageError: the question names no baseline.
    """
    baseline = _baseline_of(question)
    measured = read_measured(run, question)
    held = Opposite(
        form=GateForm.PAIRED,
        title=measured.title(baseline),
        at=partial(_glance, question, baseline),
        others=lambda seen: other_growths(seen, question),
    )
    return walk(run, question, measured, held)


def _baseline_of(question: Question) -> Side:
    if question.baseline is None:
        raise UsageError("This run holds one side alone. Hold it against a stored baseline or budgets.")
    return question.baseline


def _glance(question: Question, baseline: Side, seen: Measured) -> Glance:
    paired = pair_up(seen, baseline, question.candidate, question.primary)
    estimate = estimate_of(paired.log_ratios)
    return Glance(
        used=len(paired.pairs),
        aside=paired.aside,
        ratios=paired.log_ratios,
        estimate=estimate,
        levels=_levels(paired) if estimate else (0.0, 0.0),
        compared=compare_counters(seen, question),
        untold=_untold(seen, paired),
    )


def _levels(paired: Paired) -> tuple[float, float]:
    return (
        fmean(median(pair.baseline) for pair in paired.pairs),
        fmean(median(pair.candidate) for pair in paired.pairs),
    )


def _untold(seen: Measured, paired: Paired) -> Untold:
    """Fewer than two launches count: the sides cannot be compared, unless it is the baseline that hung."""
    if paired.baseline_hung >= LEAST_LAUNCHES:
        why = f"The baseline alone hung in {launches(paired.baseline_hung)}, which the candidate did not"
        return Untold(why=why, verdict=GateVerdict.PASS)
    why = too_few("can be compared, and two are the least", len(paired.pairs), seen, paired.aside)
    curable = paired.aside.keys() & {WhyAside.CONTENDED, WhyAside.NOT_MEASURED}
    return Untold(why=why, lasting=not curable and len(seen.launches) > LEAST_LAUNCHES)
