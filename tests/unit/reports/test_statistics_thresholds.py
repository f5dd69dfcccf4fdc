"""The safe size is found, and its interval holds the truth as often as it says.

Simulated launches with a known threshold: a factor a launch and a factor a page, both log-normal. Binomial
error of the replicates here is ±1.3 points; the figures in the assertions leave room for it.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from billbench.reports.statistics.curves import Curves, LaunchValues, draw
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.thresholds import Censoring, GridSide, Threshold
from billbench.reports.statistics.thresholds import threshold as threshold_or_none

SEVEN = (20, 40, 60, 80, 100, 130, 160)
DOUBLING = (10, 20, 40, 80, 160)
REPLICATES = 300

Truth = Callable[[np.ndarray], np.ndarray]


def power(at: float) -> Truth:
    return lambda sizes: (sizes / at) ** 1.3


def knee(at: float, bend: float = 70.0) -> Truth:
    """Slope 0.4 up to `bend`, 3 beyond it, 1 s at `at`."""
    level = (bend / at) ** 3
    return lambda sizes: level * np.where(sizes < bend, (sizes / bend) ** 0.4, (sizes / bend) ** 3)


def cost_and_square(at: float) -> Truth:
    return lambda sizes: 0.3 + 0.7 * (sizes / at) ** 2


def launches(
    rng: np.random.Generator,
    truth: Truth,
    sizes: tuple[int, ...],
    count: int,
    sd: float,
    deadline: float = math.inf,
) -> Curves:
    shape = (count, len(sizes))
    noise = rng.normal(0, sd, (count, 1)) + rng.normal(0, 0.05 + sd / 3, shape)
    values = truth(np.array(sizes, dtype=float)) * np.exp(noise)
    return draw(
        [
            LaunchValues(
                sizes=sizes,
                observed=tuple(
                    Observed(value=float(min(one, deadline)), censored=bool(one > deadline)) for one in row
                ),
            )
            for row in values
        ]
    )


def threshold(curves: Curves, limit: float) -> Threshold:
    found = threshold_or_none(curves, limit)
    assert found is not None
    return found


def holds(found: Threshold, truth: float) -> bool:
    assert found.low is not None
    assert found.high is not None
    low = 0.0 if found.low.side is GridSide.BELOW else found.low.lines
    high = math.inf if found.high.side is GridSide.ABOVE else found.high.lines
    return low <= truth <= high


def coverage(truth: Truth, at: float, sizes: tuple[int, ...], count: int, sd: float, **more: float) -> float:
    rng = np.random.default_rng(round(at * 1000) + count)
    found = [threshold(launches(rng, truth, sizes, count, sd, **more), 1.0) for _ in range(REPLICATES)]
    return float(np.mean([holds(one, at) for one in found]))


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 5, 10])
@pytest.mark.parametrize(
    ("truth", "at", "sd"), [(power, 80, 0.05), (knee, 80, 0.05), (cost_and_square, 80, 0.15)]
)
def test_the_interval_holds_the_truth(
    truth: Callable[[float], Truth], at: float, sd: float, count: int
) -> None:
    assert 0.92 <= coverage(truth(at), at, SEVEN, count, sd) <= 0.985


@pytest.mark.parametrize("at", [150, 158])
def test_it_holds_the_truth_at_the_edge_where_some_launches_never_cross(at: float) -> None:
    assert 0.92 <= coverage(power(at), at, DOUBLING, 3, 0.15) <= 0.985


def test_smooth_growth_that_steepens_between_sizes_that_double_is_covered() -> None:
    assert coverage(cost_and_square(110), 110, DOUBLING, 5, 0.05) >= 0.93


def test_a_hang_beyond_the_limit_costs_no_coverage() -> None:
    assert coverage(knee(80), 80, SEVEN, 5, 0.1, deadline=3.0) >= 0.93


def test_the_estimate_is_within_five_lines_with_ten_launches() -> None:
    rng = np.random.default_rng(5)
    found = [threshold(launches(rng, power(80), SEVEN, 10, 0.15), 1.0) for _ in range(100)]
    assert np.sqrt(np.mean([(one.estimate.lines - 80) ** 2 for one in found])) <= 5


def measured(
    *rows: tuple[float, ...], sizes: tuple[int, ...] = DOUBLING, hung_from: float = math.inf
) -> Curves:
    return draw(
        [
            LaunchValues(
                sizes=sizes[: len(row)],
                observed=tuple(Observed(value=one, censored=one >= hung_from) for one in row),
            )
            for row in rows
        ]
    )


def test_a_power_law_without_noise_is_found_exactly() -> None:
    rows = [tuple((size / 74) ** 1.3 for size in DOUBLING)] * 3
    found = threshold(measured(*rows), 1.0)
    assert found.estimate.lines == pytest.approx(74, abs=0.1)
    assert found.censoring is Censoring.NONE


def test_one_launch_has_an_estimate_and_no_interval() -> None:
    found = threshold(measured((0.1, 0.2, 0.5, 1.5, 4.0)), 1.0)
    assert found.estimate.side is GridSide.INSIDE
    assert found.low is None


def test_a_limit_that_no_launch_exceeds_is_above_the_largest_size() -> None:
    found = threshold(measured(*[(0.1, 0.1, 0.1, 0.1, 0.1)] * 3), 1.0)
    assert (found.estimate.side, found.estimate.lines, found.censoring) == (
        GridSide.ABOVE,
        160,
        Censoring.ABOVE,
    )


def test_a_limit_that_every_launch_exceeds_is_below_the_smallest_size() -> None:
    found = threshold(measured(*[(2.0, 3.0, 4.0, 5.0, 6.0)] * 3), 1.0)
    assert (found.estimate.side, found.estimate.lines, found.censoring) == (
        GridSide.BELOW,
        10,
        Censoring.BELOW,
    )


def test_launches_on_both_sides_of_the_edge_are_mixed_and_open_upwards() -> None:
    rows = [(0.1, 0.2, 0.4, 0.7, 1.2), (0.1, 0.2, 0.4, 0.7, 1.1), (0.1, 0.2, 0.3, 0.5, 0.9)]
    found = threshold(measured(*rows), 1.0)
    assert found.censoring is Censoring.MIXED
    assert found.beyond == 1
    assert found.high is not None
    assert found.high.side is GridSide.ABOVE


def test_a_launch_that_lost_its_largest_size_still_counts() -> None:
    rows = [(0.1, 0.2, 0.5, 1.5, 4.0), (0.1, 0.2, 0.5, 1.4, 4.1), (0.1, 0.2, 0.4, 1.6)]
    found = threshold(measured(*rows), 1.0)
    assert (found.launches, found.censoring) == (3, Censoring.NONE)


def test_a_hang_exceeds_every_limit_up_to_its_deadline() -> None:
    found = threshold(measured(*[(0.1, 0.2, 0.5, 30.0, 30.0)] * 3, hung_from=30), 10.0)
    assert found.estimate.side is GridSide.INSIDE
    assert 40 <= found.estimate.lines <= 80


def test_a_hang_says_nothing_about_a_limit_beyond_its_deadline() -> None:
    found = threshold(measured(*[(0.1, 0.2, 0.5, 10.0, 10.0)] * 3, hung_from=10), 15.0)
    assert (found.estimate.side, round(found.estimate.lines)) == (GridSide.ABOVE, 40)


def test_a_dip_is_smoothed_and_what_stands_before_it_is_no_crossing() -> None:
    """A larger bill is never less work: 1.2 and 0.5 s are 0.77 s twice, and 1 s is exceeded after them."""
    found = threshold(measured(*[(0.1, 0.2, 1.2, 0.5, 4.0)] * 2), 1.0)
    assert found.estimate.side is GridSide.INSIDE
    assert 80 < found.estimate.lines < 160


def test_only_hangs_are_below_the_smallest_size() -> None:
    found = threshold(measured(*[(30.0,) * 5] * 3, hung_from=30), 1.0)
    assert found.estimate.side is GridSide.BELOW


def test_hangs_that_were_watched_for_less_than_the_limit_say_nothing() -> None:
    assert threshold_or_none(measured(*[(3.0,) * 5] * 3, hung_from=3), 5.0) is None
