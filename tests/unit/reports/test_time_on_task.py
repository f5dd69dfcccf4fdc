"""Time on task against known truth: a whole bill is the sum of its lines and of the way to its submission."""

import pytest

from billbench.harness.model.trials import StepResult, Trial
from billbench.reports.findings.time_on_task import time_on_task
from tests.unit.harness.factory import cell, trial


def step(name: str, operator_s: float, wait_s: float) -> StepResult:
    return StepResult(name=name, measures={"operator_s": operator_s, "wait_s": wait_s})


def keyed(lines: int, wait_s: float) -> Trial:
    """Three lines of 20 s each and a wait; opening and leaving the bill are no part of a line."""
    line = [step("add", 2, wait_s), step("type", 18, 0)]
    steps = (step("open", 9, 9), *line, *line, *line, step("leave", 9, 9))
    return trial(cell=cell(journey="key-in", lines=lines), steps=steps)


def submitted(lines: int, pages: int) -> Trial:
    """Every page to turn costs 3 s and a second of waiting."""
    return trial(
        cell=cell(journey="submit-bill", lines=lines), steps=(step("pages", 3.0 * pages, 1.0 * pages),)
    )


def test_a_wait_that_does_not_grow_is_paid_once_a_line() -> None:
    found = time_on_task([keyed(10, 1), keyed(80, 1), submitted(80, 1)], 80)
    assert found is not None
    assert found.operator_s == pytest.approx(80 * 20 + 3)
    assert found.p50_s == found.p95_s == pytest.approx(80 * 21 + 4)


def test_a_wait_that_grows_with_the_bill_is_summed_over_its_lines() -> None:
    """The wait is a tenth of a second a line on the bill: 8 s at 80, on average 4.05 s."""
    trials = [keyed(1, 0.1), keyed(80, 8), submitted(80, 0)]
    found = time_on_task(trials, 80)
    assert found is not None
    assert found.p50_s - found.operator_s == pytest.approx(sum(0.1 * n for n in range(1, 81)))


def test_paging_pays_for_its_page_changes() -> None:
    one, many = (time_on_task([keyed(80, 1), submitted(80, pages)], 80) for pages in (1, 8))
    assert one is not None
    assert many is not None
    assert many.p50_s - one.p50_s == pytest.approx(7 * 4)


def test_p95_has_the_bad_waits_that_the_median_hides() -> None:
    trials = [keyed(80, 1)] * 9 + [keyed(80, 30), submitted(80, 1)]
    found = time_on_task(trials, 80)
    assert found is not None
    assert found.p95_s > found.p50_s + 80 * 20


def test_what_was_not_measured_is_not_guessed() -> None:
    assert time_on_task([keyed(80, 1)], 80) is None
    assert time_on_task([keyed(40, 1), submitted(80, 1)], 80) is None
