"""Levels, shares and percentiles say what is true of data with a known truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billbench.reports.statistics.intervals import bounded_interval, geometric_interval, mean_interval
from billbench.reports.statistics.percentiles import Observed, median, p95, percentile
from billbench.reports.statistics.proportions import wilson

VALUES = st.lists(st.floats(0.001, 1000), min_size=1, max_size=30)


@pytest.mark.parametrize("launches", [3, 5, 10])
@pytest.mark.parametrize("sd", [0.05, 0.15])
def test_a_level_interval_holds_the_truth_as_often_as_it_says(launches: int, sd: float) -> None:
    rng = np.random.default_rng(launches)
    replicates = 2000
    held = 0
    for logs in rng.normal(math.log(1.5), sd, (replicates, launches)):
        interval = geometric_interval(np.exp(logs).tolist())
        assert interval is not None
        held += interval.low <= 1.5 <= interval.high
    assert 0.93 <= held / replicates <= 0.97


@pytest.mark.parametrize("width", [0.0, 0.05, 0.2, 2.0])
def test_an_interval_of_bounds_holds_a_truth_at_either_bound_as_often_as_it_says(width: float) -> None:
    """Five launches with a spread of 0.15; `width` lies between what each leaves open."""
    rng = np.random.default_rng(3)
    found = [bounded_interval(lows, lows + width) for lows in rng.normal(0, 0.15, (2000, 5))]
    for truth in (0.0, width):
        assert 0.93 <= np.mean([low <= truth <= high for low, high in found]) <= 0.97


def test_one_value_has_no_interval() -> None:
    assert mean_interval([3.0]) is None


def test_a_value_of_nought_has_no_interval_on_the_log_scale() -> None:
    assert geometric_interval([0.0, 1.0, 2.0]) is None


def test_equal_values_have_an_interval_of_no_width() -> None:
    interval = geometric_interval([4.0, 4.0, 4.0])
    assert interval is not None
    assert interval.low == pytest.approx(interval.high) == pytest.approx(4.0)


@pytest.mark.parametrize(("count", "total"), [(0, 60), (1, 20), (10, 20), (19, 20), (20, 20)])
def test_a_share_lies_inside_its_interval(count: int, total: int) -> None:
    found = wilson(count, total)
    assert 0 <= found.low <= count / total <= found.high <= 1


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.9])
def test_a_share_interval_holds_the_truth_as_often_as_it_says(share: float) -> None:
    from scipy.stats import binom

    covered = [count for count in range(41) if wilson(count, 40).low <= share <= wilson(count, 40).high]
    # Counts are discrete, so the level can only be near 95 %; it is exact, not simulated.
    assert 0.92 <= binom.pmf(covered, 40, share).sum() <= 0.985


def test_nothing_in_sixty_still_has_an_upper_bound() -> None:
    assert 0.04 < wilson(0, 60).high < 0.07


def test_nothing_of_nothing_excludes_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@given(VALUES, st.floats(0, 1))
def test_a_percentile_without_hangs_is_that_of_numpy(values: list[float], share: float) -> None:
    found = percentile([Observed(value=value) for value in values], share)
    assert found.value == pytest.approx(float(np.quantile(values, share)))
    assert not found.at_least


def test_a_median_below_a_hang_is_exact() -> None:
    found = median([Observed(value=1.0), Observed(value=2.0), Observed(value=30.0, censored=True)])
    assert (found.value, found.at_least) == (2.0, False)


def test_a_median_that_falls_on_a_hang_is_at_least_its_deadline() -> None:
    found = median([Observed(value=1.0), *[Observed(value=30.0, censored=True)] * 2])
    assert (found.value, found.at_least) == (30.0, True)


@given(VALUES, st.floats(0, 1), st.floats(1, 100))
def test_a_longer_hang_never_lowers_a_percentile(values: list[float], share: float, longer: float) -> None:
    hung = [Observed(value=values[0], censored=True), *(Observed(value=value) for value in values[1:])]
    before = percentile(hung, share)
    after = percentile([Observed(value=values[0] * longer), *hung[1:]], share)
    assert after.value >= before.value or math.isclose(after.value, before.value)
    if not before.at_least:
        assert after.value == pytest.approx(before.value)


def test_the_95th_percentile_of_few_values_is_their_maximum_and_says_so() -> None:
    found = p95([Observed(value=float(value)) for value in range(19)])
    assert (found.value, found.is_maximum) == (18.0, True)


def test_the_95th_percentile_of_twenty_values_is_one() -> None:
    assert not p95([Observed(value=float(value)) for value in range(20)]).is_maximum
