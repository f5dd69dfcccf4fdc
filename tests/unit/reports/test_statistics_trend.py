"""The trend tells growth from chance."""

import numpy as np
import pytest

from billbench.reports.statistics.trend import trend


@pytest.mark.parametrize(("launches", "sizes"), [(3, 5), (5, 3), (2, 4)])
def test_without_growth_it_is_significant_no_more_often_than_it_says(launches: int, sizes: int) -> None:
    rng = np.random.default_rng(1)
    levels = np.exp(rng.normal(0, 0.5, (2000, launches, 1)))
    runs = levels * np.exp(rng.normal(0, 0.1, (2000, launches, sizes)))
    assert np.mean([trend(run.tolist()).p <= 0.05 for run in runs]) <= 0.06


def test_three_launches_of_a_rising_signal_reach_the_least_p_there_is() -> None:
    found = trend([[1, 2, 3, 4, 5]] * 3)
    assert found.p == found.best_p == pytest.approx((1 / 120) ** 3)


def test_drift_between_launches_is_no_trend() -> None:
    assert trend([[1, 1, 1], [5, 5, 5], [9, 9, 9]]).p > 0.4


def test_one_size_can_show_nothing() -> None:
    assert trend([[1.0], [2.0]]).p == 1.0
