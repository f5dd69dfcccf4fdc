"""One budget against what was measured: its figure, with bounds, and whether it is kept.

A budget on a time or another measured figure is broken when the figure's bound is beyond it, at 1 % for all
such budgets of a file together (Bonferroni), and kept when the other bound is within it, at 2.5 % each.
Launches that other work disturbed do not count.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scipy import stats

from billbench.harness.model.flags import Flag
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.outcomes import work_of
from billbench.reports.findings.safe_sizes import Lines, SafeSize, safe_sizes
from billbench.reports.findings.words import safe_size
from billbench.reports.gate.budgets import LOST_LINES, SAFE_SIZE, Budget, Comparator
from billbench.reports.gate.counters import rounds
from billbench.reports.gate.judgement import BudgetResult
from billbench.reports.gate.looks import FAIL_ERROR, PASS_ERROR, Estimate, estimate_of, launches_for
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.pairing import counting
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.words import launches
from billbench.reports.reading.cells import least_of
from billbench.reports.reading.samples import collect, usable
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import HEADLINE_LIMIT_S
from billbench.reports.words.numbers import quantity
from billbench.reports.words.text import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What budgets are held against. `noisy` is how many of the file need statistics."""

    run: Run
    question: Question
    measured: Measured
    noisy: int


Result = tuple[BudgetResult, int | None]
"""A result, and the launches that would decide where it did not."""


def results(basis: Basis, budget: Budget) -> Iterator[Result]:
    if budget.measure == SAFE_SIZE:
        yield _safe_size(basis, budget), None
    elif budget.measure == LOST_LINES:
        yield _lost(basis, budget), None
    else:
        for lines in (budget.lines,) if budget.lines is not None else basis.question.lines:
            sized = (
                budget
                if budget.lines is not None
                else replace(budget, text=f"{budget.text} ({lines:,} lines)")
            )
            yield _exact(basis, sized, lines) if budget.exact else _noisy(basis, sized, lines)


def _result(
    budget: Budget,
    verdict: GateVerdict,
    sentence: str,
    found: float | None = None,
    bounds: tuple[float, float] | None = None,
) -> BudgetResult:
    low, high = bounds if bounds is not None else (None, None)
    return BudgetResult(
        text=budget.text,
        limit=budget.limit,
        verdict=verdict,
        found=found,
        low=low,
        high=high if high is None or math.isfinite(high) else None,
        sentence=sentence,
    )


def _verdict(budget: Budget, worst: float, best: float) -> GateVerdict:
    """Kept where even the worse bound keeps it, broken where not even the better one does."""
    if budget.comparison.holds(worst, budget.limit):
        return GateVerdict.PASS
    return GateVerdict.INCONCLUSIVE if budget.comparison.holds(best, budget.limit) else GateVerdict.FAIL


def _exact(basis: Basis, budget: Budget, lines: int) -> Result:
    """Every round of every launch must keep it, so the one furthest from it is told."""
    trials = basis.measured.trials_of(basis.question.candidate, lines).values()
    steps = [step for trial in trials for step in rounds(trial, basis.measured.step)]
    values = []
    for step in steps:
        value, rows = usable(step.measures.get(budget.measure)), usable(step.measures.get("rows"))
        if value is not None:
            values.append(value / (rows or lines) if budget.per_line else value)
    if not values:
        return _missing(budget, lines), None
    worst = max(values) if budget.comparison.caps else min(values)
    if budget.comparison is Comparator.EQUAL:
        worst = max(values, key=lambda value: abs(value - budget.limit))
    kept = budget.comparison.holds(worst, budget.limit)
    shown = f"{worst:,.6g}" + (" per line" if budget.per_line else "")
    return _result(budget, GateVerdict.PASS if kept else GateVerdict.FAIL, f"found {shown}", worst), None


def _missing(budget: Budget, lines: int) -> BudgetResult:
    return _result(
        budget, GateVerdict.INVALID, f"{budget.measure} was not measured at {plural(lines, 'line')}"
    )


def _noisy(basis: Basis, budget: Budget, lines: int) -> Result:
    hangs = _hangs(basis.measured.trials_of(basis.question.candidate, lines))
    if hangs and budget.comparison.caps and METRICS[budget.measure].censorable:
        return _result(budget, GateVerdict.FAIL, f"the page hung in {launches(hangs)}"), None
    values = _values(basis, budget, lines)
    if not values:
        return _missing(budget, lines), None
    estimate = estimate_of([math.log(value) for value in values])
    if estimate is None:
        said = "one launch counts, which has no interval"
        return _result(budget, GateVerdict.INCONCLUSIVE, said, values[0]), None
    return _by_bounds(basis, budget, estimate)


def _hangs(trials: Mapping[str, Trial]) -> int:
    return sum(trial.state is TrialState.HUNG for trial in trials.values())


def _values(basis: Basis, budget: Budget, lines: int) -> list[float]:
    """One a launch, means over its rounds; shorter than can be told counts as what can."""
    measured = basis.measured
    least = least_of(METRICS[budget.measure]) or 1e-9
    found = []
    for sample in counting(measured, basis.question.candidate, lines, measured.step).values():
        value = sample.measures[budget.measure]
        if value is not None:
            found.append(max(value, least) / ((sample.measures["rows"] or lines) if budget.per_line else 1))
    return found


def _by_bounds(basis: Basis, budget: Budget, estimate: Estimate) -> Result:
    errors = (FAIL_ERROR / basis.noisy, PASS_ERROR)
    beyond, within = errors if budget.comparison.caps else errors[::-1]
    factors = [float(stats.t.isf(error, estimate.df)) for error in (beyond, within)]
    low = math.exp(estimate.mean - factors[0] * estimate.error)
    high = math.exp(estimate.mean + factors[1] * estimate.error)
    best, worst = (low, high) if budget.comparison.caps else (high, low)
    verdict = _verdict(budget, worst, best)
    found = math.exp(estimate.mean)
    unit = METRICS[budget.measure].unit
    spoken = [quantity(value, unit) for value in (found, low, high)]
    said = f"{spoken[0]}, from {spoken[1]} to {spoken[2]}, {launches(estimate.count)}"
    return _result(budget, verdict, said, found, (low, high)), _needed(budget, estimate)


def _needed(budget: Budget, estimate: Estimate) -> int | None:
    """Launches that would decide four times in five; nought, which has no logarithm, none."""
    if budget.limit <= 0:
        return None
    shift = abs(math.log(budget.limit) - estimate.mean)
    return launches_for(shift, float(stats.norm.isf(PASS_ERROR)), estimate) if shift else None


def _safe_size(basis: Basis, budget: Budget) -> BudgetResult:
    undisturbed = tuple(trial for trial in basis.run.trials if Flag.CONTENDED not in trial.flags)
    found = safe_sizes(collect(replace(basis.run, trials=undisturbed), basis.measured.plan))
    series = basis.measured.series(basis.question.candidate)
    one = next((one for one in found if (one.series, one.limit) == (series, HEADLINE_LIMIT_S)), None)
    if one is None or one.estimate is None:
        return _result(
            budget, GateVerdict.INVALID, one.reason if one is not None else "no freeze was measured"
        )
    said = safe_size(one)
    if one.low is None or one.high is None:
        return _result(budget, GateVerdict.INCONCLUSIVE, said, float(one.estimate.lines))
    bounds = _ends(one)
    return _result(budget, _verdict(budget, *bounds), said, float(one.estimate.lines), bounds)


def _ends(one: SafeSize) -> tuple[float, float]:
    """What is surely reached and what is surely not exceeded: a bound beyond the grid is no guess."""
    assert one.low is not None
    assert one.high is not None
    low = 0.0 if one.low.side is GridSide.BELOW else float(one.low.lines)
    return low, _upper(one.high)


def _upper(high: Lines) -> float:
    if high.side is GridSide.ABOVE:
        return math.inf
    # A size below the grid is at most the line before its first.
    return float(high.lines - 1 if high.side is GridSide.BELOW else high.lines)


def _lost(basis: Basis, budget: Budget) -> BudgetResult:
    """Nothing lost keeps a budget of nought, and the sentence says what that cannot exclude."""
    sizes = (budget.lines,) if budget.lines is not None else basis.question.lines
    side = basis.question.candidate
    trials = [trial for lines in sizes for trial in basis.measured.trials_of(side, lines).values()]
    work = work_of([trial for trial in trials if trial.state is not TrialState.NOT_OFFERED])
    if not work.bills or work.lost_per_100 is None:
        return _result(budget, GateVerdict.INVALID, "no bill was read back")
    most = max(len(trial.ledger.lines) for trial in trials if trial.ledger is not None)
    said = f"{plural(work.lost, 'line')} lost in {plural(work.bills, 'bill')}"
    if work.lost == 0:
        high = 100.0 * work.harmed.high * max(most, 1)
        said = f"{said}; up to {high:.0f} per 100 cannot be excluded (95 %)"
        kept = budget.limit == 0 or budget.comparison.holds(high, budget.limit)
        return _result(budget, GateVerdict.PASS if kept else GateVerdict.INCONCLUSIVE, said, 0.0, (0.0, high))
    if budget.limit == 0:
        return _result(budget, GateVerdict.FAIL, said, work.lost_per_100)
    if work.low is None or work.high is None:
        return _result(budget, GateVerdict.INCONCLUSIVE, f"{said}, which has no interval", work.lost_per_100)
    verdict = _verdict(budget, work.high, work.low)
    return _result(budget, verdict, said, work.lost_per_100, (work.low, work.high))
