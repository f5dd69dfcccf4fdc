"""Percentiles with censored times, and their intervals, against known truth."""

import numpy as np
import pytest

from billbench.reports.load.hidden import hidden
from billbench.reports.load.times import p95_interval, percentile


def none(count: int) -> np.ndarray:
    return np.zeros(count, dtype=bool)


def test_without_censoring_it_is_the_usual_percentile() -> None:
    values = np.random.default_rng(1).exponential(size=999)
    for share in (0.5, 0.95, 0.99):
        found = percentile(values, none(999), share)
        assert found.value == pytest.approx(np.quantile(values, share))
        assert not found.at_least


def test_a_censored_time_is_longer_than_all_others_whatever_was_waited() -> None:
    """Dropped arrivals waited for nothing; they must not make the service look fast."""
    values = np.concatenate([np.full(94, 1.0), np.zeros(6)])
    censored = np.arange(100) >= 94
    assert percentile(values, censored, 0.5).value == 1.0
    found = percentile(values, censored, 0.95)
    assert found.at_least
    assert found.value == 1.0


def test_few_censored_times_leave_lower_percentiles_exact() -> None:
    values = np.concatenate([np.arange(1, 100, dtype=float), [30.0]])
    censored = np.arange(100) == 99
    assert not percentile(values, censored, 0.95).at_least
    assert percentile(values, censored, 1.0).at_least


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Waits that drift together, as a queue's do: 95 in 100 intervals hold the 95th percentile."""
    rng = np.random.default_rng(5)
    truth = float(np.quantile(np.exp(_drifting(rng, 200_000)), 0.95))
    held = 0
    for _ in range(300):
        values = np.exp(_drifting(rng, 3_000))
        found = p95_interval(values, none(3_000), np.arange(3_000) / 50)
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.88 <= held / 300 <= 0.995


def _drifting(rng: np.random.Generator, count: int) -> np.ndarray:
    """Neighbours share half their luck, over about 25 requests."""
    common = np.repeat(rng.normal(size=count // 25 + 1), 25)[:count]
    return (common + rng.normal(size=count)) / np.sqrt(2)


def test_withheld_visits_are_filled_in() -> None:
    """One wait of 2 s at a pace of 0.1 s withheld 19 visits, which would have waited 1.9, 1.8 ... 0.1 s."""
    found = hidden(np.concatenate([np.full(100, 0.01), [2.0]]), 0.1)
    assert found is not None
    assert found.withheld == 19
    assert hidden(np.full(10, 0.01), 0.1).withheld == 0
