"""The tables of a gate: the same rows go to the terminal, into the summary and into the comment."""

from billbench.harness.model.metrics import METRICS, Unit
from billbench.reports.gate.explain import PARTS
from billbench.reports.gate.judgement import CounterGrowth, Judgement, TimeGrowth
from billbench.reports.gate.words import limit_of, name_of, per_line, share, span
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import NOTHING, quantity


def change_table(judgement: Judgement) -> Shown:
    """The primary measure first, then the others that were named before: with what each says."""
    found = [] if judgement.primary is None else [_row(judgement, judgement.primary)]
    found += [_row(judgement, one) for one in judgement.others if one.measure not in PARTS]
    return Shown(
        caption=f"{judgement.candidate} against {judgement.baseline}",
        columns=("measure", "baseline", "candidate", "change", "interval", "shown"),
        rows=tuple(found),
        numeric=frozenset({1, 2, 3}),
    )


def _row(judgement: Judgement, one: TimeGrowth) -> tuple[str, ...]:
    unit = METRICS[one.measure].unit
    return (
        label(judgement, one),
        quantity(one.baseline, unit),
        quantity(one.candidate, unit),
        share(one.estimate),
        span(one) or NOTHING,
        _shown(judgement, one),
    )


def label(judgement: Judgement, one: TimeGrowth) -> str:
    """`freeze, page change, 80 lines`."""
    step = judgement.step_titles.get(one.step, one.step)
    return f"{name_of(one.measure)}, {step}, {one.lines:,} lines"


def _shown(judgement: Judgement, one: TimeGrowth) -> str:
    if one.p is not None:
        return ("slower" if one.estimate > 0 else "faster") if one.shown else "not shown"
    if one.low is None or one.high is None:
        return NOTHING
    borne = one.high < judgement.question.margin
    slower = "slower" if one.low > 0 else ""
    less = f"by less than {limit_of(judgement.question.margin)}" if borne else ""
    return " ".join(part for part in (slower, less) if part) or "neither"


def parts_table(judgement: Judgement) -> Shown:
    """What the step's time is made of, as far as it is told apart, and where the difference lies."""
    rows = tuple(
        (
            name_of(one.measure),
            quantity(one.baseline, Unit.SECONDS),
            quantity(one.candidate, Unit.SECONDS),
            signed(one.candidate - one.baseline),
            share(one.estimate),
            "yes" if one.shown else "no",
        )
        for one in judgement.others
        if one.measure in PARTS
    )
    return Shown(
        caption="What the time of the step is made of",
        columns=("part", "baseline", "candidate", "difference", "change", "shown"),
        rows=rows,
        numeric=frozenset({1, 2, 3, 4}),
    )


def signed(value: float) -> str:
    """Seconds more or less: `+31 ms`, `−4.0 ms`."""
    text = quantity(abs(value), Unit.SECONDS)
    return text if value == 0 else f"{'+' if value > 0 else '−'}{text}"


def counter_table(judgement: Judgement) -> Shown:
    return Shown(
        caption="Work counters that grew (exact, no statistics)",
        columns=("counter", "step", "lines", "baseline", "candidate", "per line", "verdict"),
        rows=tuple(_counter_row(judgement, one) for one in judgement.counters),
        numeric=frozenset({2, 3, 4, 5}),
    )


def _counter_row(judgement: Judgement, one: CounterGrowth) -> tuple[str, ...]:
    return (
        name_of(one.counter),
        judgement.step_titles.get(one.step, one.step),
        f"{one.lines:,}",
        f"{one.baseline:,.0f}",
        f"{one.candidate:,.0f}",
        per_line(one),
        "fails" if one.failed else f"borne, up to {limit_of(one.tolerance)}",
    )


def budget_table(judgement: Judgement) -> Shown:
    return Shown(
        caption="Budgets",
        columns=("budget", "verdict", "found"),
        rows=tuple((one.text, one.verdict.value, one.sentence) for one in judgement.budgets),
    )


def all_tables(judgement: Judgement) -> tuple[Shown, ...]:
    """Those with a row."""
    found = (
        change_table(judgement),
        counter_table(judgement),
        parts_table(judgement),
        budget_table(judgement),
    )
    return tuple(table for table in found if table.rows)
