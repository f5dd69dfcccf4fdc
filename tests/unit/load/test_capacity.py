"""Which loads hold, and the Universal Scalability Law, on data with a known truth."""

import numpy as np
import pytest

from billbench.reports.load.capacity import Criterion, LevelHolds, LoadLevel, capacity, scalability, verdict
from billbench.reports.statistics.intervals import Interval
from billbench.reports.statistics.proportions import wilson

CRITERION = Criterion(p95_s=2.0, failed_per_1000=5)


def level(load: float, holds: LevelHolds, throughput: float = 1.0) -> LoadLevel:
    return LoadLevel(
        load=load,
        p95=None,
        p95_s=1.0,
        p95_at_least=False,
        failed=wilson(0, 100),
        throughput=throughput,
        holds=holds,
    )


@pytest.mark.parametrize(
    ("low", "high", "failed", "expected"),
    [
        (0.5, 1.5, 0, LevelHolds.YES),
        (2.1, 3.0, 0, LevelHolds.NO),
        (1.5, 2.5, 0, LevelHolds.UNDECIDED),
        (0.5, 1.5, 60, LevelHolds.NO),
    ],
)
def test_a_level_holds_or_breaks_only_with_confidence(
    low: float, high: float, failed: int, expected: LevelHolds
) -> None:
    p95 = Interval(estimate=(low + high) / 2, low=low, high=high)
    assert verdict(CRITERION, p95, p95.estimate, False, wilson(failed, 1000)) is expected


def test_the_capacity_is_between_what_held_and_what_broke() -> None:
    levels = [
        level(10, LevelHolds.YES),
        level(20, LevelHolds.YES),
        level(30, LevelHolds.UNDECIDED),
        level(40, LevelHolds.NO),
    ]
    found = capacity(levels)
    assert (found.largest, found.low, found.high) == (20, 20, 40)


def test_what_holds_above_what_breaks_does_not_count() -> None:
    assert (
        capacity([level(10, LevelHolds.YES), level(20, LevelHolds.NO), level(40, LevelHolds.YES)]).largest
        == 10
    )


def test_a_level_with_a_faulty_generator_is_no_evidence() -> None:
    assert capacity([level(10, LevelHolds.YES), level(20, LevelHolds.INVALID)]).high is None


def swept(loads: list[int]) -> list[LoadLevel]:
    n = np.array(loads, dtype=float)
    law = 10 * n / (1 + 0.05 * (n - 1) + 0.002 * n * (n - 1))
    return [level(load, LevelHolds.YES, float(rate)) for load, rate in zip(loads, law, strict=True)]


def test_the_law_finds_the_peak_that_was_planted() -> None:
    """sqrt((1 - 0.05) / 0.002) = 21.8 people."""
    found = scalability(swept([1, 5, 10, 20, 40, 80]))
    assert found is not None
    assert found.peak == pytest.approx(21.8, rel=0.01)
    assert found.contention == pytest.approx(0.05, rel=0.01)


def test_a_sweep_that_does_not_pass_its_peak_gets_no_law() -> None:
    assert scalability(swept([1, 2, 4, 8, 16])) is None
