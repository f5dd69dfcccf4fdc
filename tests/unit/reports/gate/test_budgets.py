"""Budgets: readable lines, kept by bounds and not by luck."""

from dataclasses import replace
from pathlib import Path

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.budgets import Budget, Comparator, parse, read_budgets, sizes_for
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.question import Question, Side
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.within import judge_budgets
from tests.unit.reports.gate.made_gates import (
    contended,
    every_step,
    failed,
    hung,
    launch_noise,
    losing,
    make_gate,
    of_side,
)

ALONE = Question(candidate=Side(design="single-page"), lines=(80,))
GRID = replace(ALONE, lines=(80, 20, 40, 120, 160))


def alone(question: Question = ALONE, **changes: object) -> Run:
    return make_gate(
        **{"question": question, "lines": question.lines, "launches": 10, "level_sd": 0.1, **changes}
    )


def judged(run: Run, *lines: str, question: Question = ALONE) -> Judgement:
    return judge_budgets(run, question, [parse(line) for line in lines])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("freeze_s at 80 lines <= 1.0", ("freeze_s", False, 80, "<=", 1.0)),
        ("safe_size >= 100", ("safe_size", False, None, ">=", 100.0)),
        ("lost_lines_per_100_bills == 0", ("lost_lines_per_100_bills", False, None, "==", 0.0)),
        ("nodes per line <= 60", ("nodes", True, None, "<=", 60.0)),
        ("  response_bytes  per line at 1 line<250.5 ", ("response_bytes", True, 1, "<", 250.5)),
    ],
)
def test_a_budget_is_read_as_it_is_said(line: str, expected: tuple[object, ...]) -> None:
    found = parse(line)
    assert (found.measure, found.per_line, found.lines, found.comparison.value, found.limit) == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("freez_s <= 1", "did you mean freeze_s"),
        ("safesize >= 80", "did you mean safe_size"),
        ("zzzz <= 1", "the measures are freeze_s"),
        ("freeze_s at 80 lines", "is no budget"),
        ("freeze_s <= fast", "is no budget"),
        ("freeze_s <= -1", "is no budget"),
        ("freeze_s == 1", "which no measurement shows"),
        ("freeze_s per line <= 1", "only counters and bytes"),
        ("safe_size <= 100", "larger is better"),
        ("safe_size at 80 lines >= 100", "one number for all sizes"),
        ("lost_lines_per_100_bills >= 1", "must read"),
        ("nodes at 0 lines <= 1", "no lines"),
    ],
)
def test_a_budget_that_cannot_be_kept_is_refused_with_what_would_be_right(line: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse(line)


def test_a_file_of_budgets_is_read(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text('budgets = ["freeze_s at 80 lines <= 1.0", "nodes per line <= 60"]\n')
    assert [one.measure for one in read_budgets(path)] == ["freeze_s", "nodes"]


def test_all_mistakes_of_a_file_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text('budgets = ["freez_s <= 1", "nods <= 2", 3]\n')
    with pytest.raises(UsageError, match=r"freeze_s.*nodes.*is no budget"):
        read_budgets(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("budgets = [", "cannot be read: .* Mend the file"),
        ("", "must hold one list"),
        ("budgets = []", "must hold one list"),
        ("budget = ['nodes <= 1']", "must hold one list"),
    ],
)
def test_a_file_without_budgets_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        read_budgets(path)


def test_budgets_say_which_sizes_to_measure() -> None:
    lines = [parse("freeze_s at 80 lines <= 1"), parse("safe_size >= 100")]
    assert sizes_for(lines, (80,)) == (80, 25, 50, 75, 100, 125)
    assert sizes_for([parse("nodes per line <= 60")], (80,)) == (80,)


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [(1.0, GateVerdict.PASS), (0.1, GateVerdict.FAIL), (0.255, GateVerdict.INCONCLUSIVE)],
)
def test_a_time_keeps_its_budget_only_by_its_bound(limit: float, verdict: GateVerdict) -> None:
    found = judged(alone(), f"freeze_s at 80 lines <= {limit}")
    assert found.verdict is verdict
    assert (found.needed is not None) == (verdict is GateVerdict.INCONCLUSIVE)


def test_a_counter_keeps_its_budget_exactly() -> None:
    run = alone()  # 210 nodes and 146 a line
    assert judged(run, "nodes at 80 lines <= 11890").verdict is GateVerdict.PASS
    assert judged(run, "nodes at 80 lines < 11890").verdict is GateVerdict.FAIL
    assert judged(run, "nodes per line <= 148.625").verdict is GateVerdict.PASS
    assert judged(run, "nodes per line <= 148").verdict is GateVerdict.FAIL
    assert judged(run, "fields == 1040").verdict is GateVerdict.PASS


def test_a_budget_without_a_size_holds_at_every_size() -> None:
    found = judged(alone(GRID), "nodes <= 20000", question=GRID)
    assert [one.verdict for one in found.budgets].count(GateVerdict.FAIL) == 1
    assert "160 lines" in found.reason


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        (60, GateVerdict.PASS),
        (120, GateVerdict.FAIL),
        (500, GateVerdict.FAIL),
        (80, GateVerdict.INCONCLUSIVE),
    ],
)
def test_a_safe_size_keeps_its_budget_by_its_interval(limit: int, verdict: GateVerdict) -> None:
    found = judged(alone(GRID, freeze_s=1.0), f"safe_size >= {limit}", question=GRID)
    assert found.verdict is verdict


def test_a_safe_size_beyond_the_sizes_measured_is_not_guessed() -> None:
    found = judged(alone(GRID, freeze_s=0.1), "safe_size >= 500", question=GRID)
    assert found.verdict is GateVerdict.INCONCLUSIVE


def test_a_safe_size_from_one_size_is_invalid() -> None:
    assert judged(alone(), "safe_size >= 60").verdict is GateVerdict.INVALID


def test_lost_lines() -> None:
    run = alone()
    kept = judged(run, "lost_lines_per_100_bills == 0")
    assert kept.verdict is GateVerdict.PASS
    assert "cannot be excluded" in kept.budgets[0].sentence
    lost = of_side(run, ALONE.candidate, losing, {4})
    assert judged(lost, "lost_lines_per_100_bills == 0").verdict is GateVerdict.FAIL
    assert judged(run, "lost_lines_per_100_bills <= 5").verdict is GateVerdict.INCONCLUSIVE
    assert judged(run, "lost_lines_per_100_bills <= 50").verdict is GateVerdict.PASS


def test_a_hang_breaks_a_budget_on_a_time() -> None:
    run = of_side(alone(), ALONE.candidate, hung, {4})
    assert judged(run, "freeze_s at 80 lines <= 1.0").verdict is GateVerdict.FAIL


def test_the_worst_verdict_of_all_budgets_is_the_gates() -> None:
    run = alone()
    assert judged(run, "nodes <= 1", "freeze_s <= 0.255", "freeze_s <= 1").verdict is GateVerdict.FAIL
    assert judged(run, "freeze_s <= 0.255", "freeze_s <= 1").verdict is GateVerdict.INCONCLUSIVE


def test_what_was_not_measured_is_invalid() -> None:
    found = judged(alone(), "freeze_s at 40 lines <= 1")
    assert found.verdict is GateVerdict.INVALID
    assert "was not measured at 40 lines" in found.reason
    silent = every_step(lambda measures: {**measures, "nodes": None})
    assert judged(
        of_side(alone(), ALONE.candidate, silent), "nodes <= 1e5".replace("1e5", "100000")
    ).verdict is (GateVerdict.INVALID)


def test_failed_journeys_are_invalid_and_never_pass() -> None:
    run = of_side(alone(), ALONE.candidate, failed, {1, 2, 3})
    assert judged(run, "freeze_s <= 1").verdict is GateVerdict.INVALID


def test_disturbed_launches_do_not_count() -> None:
    found = judged(of_side(alone(), ALONE.candidate, contended, {1, 2}), "freeze_s <= 1")
    assert found.launches.used == 8
    assert found.notices


@pytest.mark.slow
def test_a_page_at_its_limit_breaks_one_of_several_budgets_in_at_most_one_gate_of_a_hundred() -> None:
    lines = [f"{measure} <= {limit}" for measure, limit in LIMITS.items()]
    found = [
        judged(alone(seed=seed, noise=launch_noise(0.05), launches=8), *lines).verdict for seed in range(250)
    ]
    assert found.count(GateVerdict.FAIL) <= 8  # At 1 %, 250 gates exceed eight in one of a thousand tries.
    assert found.count(GateVerdict.PASS) <= 250 * 0.06


LIMITS = {"freeze_s": 0.2507, "busy_s": 0.3083, "script_s": 0.1295}
"""Close to the geometric means that the made pages have."""


@pytest.mark.parametrize("comparison", Comparator)
def test_every_comparison_means_what_it_says(comparison: Comparator) -> None:
    holds = {other: comparison.holds(other, 2) for other in (1, 2, 3)}
    assert holds == {other: eval(f"{other} {comparison.value} 2") for other in (1, 2, 3)}  # noqa: S307


def test_a_budget_is_a_value() -> None:
    assert parse("nodes <= 1") == Budget(
        text="nodes <= 1",
        measure="nodes",
        per_line=False,
        lines=None,
        comparison=Comparator.AT_MOST,
        limit=1.0,
    )
