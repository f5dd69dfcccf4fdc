"""Ratios, exponents, knees and shares against data whose truth is known."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from billbench.reports.statistics.apart import welch
from billbench.reports.statistics.exponents import exponents
from billbench.reports.statistics.knees import Knee, knee
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.ratios import Bound, Effect, Tested, adjusted, effect_of, holm
from billbench.reports.statistics.shares import Counted, ShareThreshold, share_threshold
from billbench.reports.statistics.thresholds import GridSide

SIZES = (20, 30, 40, 60, 80, 120, 160)


def pairs(rng: np.random.Generator, ratio: float, launches: int, sd: float = 0.06):
    """Launches that share their level between the two of a pair."""
    levels = np.exp(rng.normal(0, 0.15, launches))
    noise = np.exp(rng.normal(0, sd / math.sqrt(2), (launches, 2)))
    return [
        (Observed(value=level * one), Observed(value=level * ratio * other))
        for level, (one, other) in zip(levels, noise, strict=True)
    ]


@pytest.mark.parametrize("launches", [3, 10])
def test_a_ratio_interval_holds_the_truth_as_often_as_it_says(launches: int) -> None:
    rng = np.random.default_rng(launches)
    found = [effect_of(pairs(rng, 1.3, launches)) for _ in range(1500)]
    assert 0.93 <= np.mean([one.low <= 1.3 <= one.high for one in found]) <= 0.97


def test_equal_designs_are_called_different_in_at_most_five_of_a_hundred() -> None:
    rng = np.random.default_rng(8)
    found = [effect_of(pairs(rng, 1.0, 6)).p <= 0.05 for _ in range(1500)]
    assert np.mean(found) <= 0.065  # Binomial error of 1,500 draws is ±1.1 points at two standard errors.


def test_holm_keeps_one_error_rate_for_several_comparisons() -> None:
    rng = np.random.default_rng(9)
    any_shown = [min(holm([effect_of(pairs(rng, 1.0, 6)).p for _ in range(5)])) <= 0.05 for _ in range(400)]
    assert np.mean(any_shown) <= 0.075


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))


def hung(value: float) -> Observed:
    return Observed(value=value, censored=True)


def effect(*found: tuple[Observed, Observed]) -> Effect:
    one = effect_of(found)
    assert one is not None
    return one


def test_a_hang_in_the_base_makes_the_ratio_at_most() -> None:
    found = effect(*[(hung(60.0), Observed(value=0.6))] * 6)
    assert (found.bound, found.low) == (Bound.AT_MOST, None)
    assert found.ratio == pytest.approx(0.01)
    assert found.p < 0.05


def test_hangs_on_both_sides_say_nothing() -> None:
    assert effect_of([(hung(60.0), hung(60.0))] * 5) is None


def test_a_hang_that_could_go_either_way_is_no_sign() -> None:
    assert effect(*[(hung(1.0), Observed(value=2.0))] * 6).p == 1.0


def test_one_pair_has_no_interval_and_shows_nothing() -> None:
    found = effect((Observed(value=1.0), Observed(value=9.0)))
    assert (found.low, found.p) == (None, 1.0)
    assert "one launch" in found.reason


def launches_of(rng: np.random.Generator, truth: Callable[[float], float], count: int, sd: float = 0.05):
    return [
        {size: truth(size) * level * math.exp(rng.normal(0, sd)) for size in SIZES}
        for level in np.exp(rng.normal(0, 0.15, count))
    ]


def power(size: float) -> float:
    return (size / 80) ** 1.3


def cost_and_square(size: float) -> float:
    return 0.1 + (size / 80) ** 2


def bent(size: float) -> float:
    return (size / 70) ** (0.4 if size <= 70 else 1.9)


def test_an_exponent_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    held, local = [], []
    for _ in range(800):
        found = exponents(launches_of(rng, power, 6))
        held.append(found.interval.low <= 1.3 <= found.interval.high)
        local.append(found.local[2].interval.low <= 1.3 <= found.local[2].interval.high)
    assert 0.925 <= np.mean(held) <= 0.975
    assert 0.925 <= np.mean(local) <= 0.975


def test_a_power_law_bends_in_five_of_a_hundred_and_a_knee_in_all() -> None:
    rng = np.random.default_rng(4)
    assert np.mean([exponents(launches_of(rng, power, 6)).bends for _ in range(400)]) <= 0.08
    assert all(exponents(launches_of(rng, bent, 6)).bends for _ in range(30))


@pytest.mark.parametrize("truth", [power, cost_and_square])
def test_smooth_growth_has_a_knee_in_at_most_five_of_a_hundred(truth: Callable[[float], float]) -> None:
    rng = np.random.default_rng(5)
    assert np.mean([knee(launches_of(rng, truth, 6)) is not None for _ in range(150)]) <= 0.05


def test_a_knee_is_found_where_it_is() -> None:
    rng = np.random.default_rng(6)
    found = [knee(launches_of(rng, bent, 10, sd=0.03)) for _ in range(40)]
    shown = [one for one in found if one is not None]
    assert len(shown) >= 36
    assert np.mean([abs(one.lines - 70) <= 7 for one in shown]) >= 0.9
    assert all(isinstance(one, Knee) and one.before < one.after for one in shown)


def test_too_few_sizes_or_launches_have_no_knee() -> None:
    rng = np.random.default_rng(7)
    found = launches_of(rng, bent, 10, sd=0.01)
    assert knee(found[:2]) is None
    assert knee([{size: one[size] for size in SIZES[:4]} for one in found]) is None


def counted(*failed: int, total: int = 10) -> ShareThreshold:
    found = share_threshold(
        [Counted(size=size, count=count, total=total) for size, count in zip(SIZES, failed, strict=False)],
        0.1,
    )
    assert found is not None
    return found


def test_complete_separation_is_told_with_the_sizes_on_either_side() -> None:
    found = counted(0, 0, 0, 0, 10, 10, 10)
    assert found.separated
    assert found.estimate.side is GridSide.INSIDE
    assert 60 <= found.estimate.lines < 80
    assert (found.high.lines, found.high.side) == (80, GridSide.INSIDE)


def test_no_failure_at_all_is_above_the_grid_with_what_it_excludes() -> None:
    found = counted(*[0] * 7)
    assert found.estimate.side is GridSide.ABOVE
    assert found.low.side is GridSide.INSIDE
    assert found.high.side is GridSide.ABOVE


def test_few_bills_exclude_nothing() -> None:
    assert counted(*[0] * 7, total=1).low.side is GridSide.BELOW


def test_failures_everywhere_are_below_the_grid() -> None:
    found = counted(*[10] * 7)
    assert (found.estimate.side, found.high.side) == (GridSide.BELOW, GridSide.BELOW)


def test_one_size_has_no_threshold() -> None:
    assert share_threshold([Counted(size=80, count=1, total=10)], 0.1) is None


def held(chances: Sequence[float], at: float) -> float:
    """How often the interval of the size up to which a tenth fails holds `at`."""
    rng = np.random.default_rng(2)
    holds = []
    for _ in range(150):
        found = counted(*rng.binomial(20, chances).tolist(), total=20)
        low = -1 if found.low.side is GridSide.BELOW else found.low.lines
        high = math.inf if found.high.side is GridSide.ABOVE else found.high.lines
        holds.append(low <= at <= high)
    return float(np.mean(holds))


def test_a_share_interval_holds_the_truth_at_least_as_often_as_it_says() -> None:
    """The true share passes a tenth at 80 lines."""
    assert (
        held([1 / (1 + math.exp(-(math.log(size / 80) * 4 + math.log(1 / 9)))) for size in SIZES], 80) >= 0.93
    )


def test_shares_at_their_limit_at_many_sizes_are_not_misjudged_once_for_each() -> None:
    assert held([0.1] * len(SIZES), max(SIZES) + 1) >= 0.93


@pytest.mark.slow
def test_an_interval_of_two_means_apart_holds_their_difference_as_often_as_it_says() -> None:
    """Unlike spreads and numbers of launches, 1,000 times: between 93 and 97 % hold it."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1000):
        found = welch(list(rng.normal(0, 0.3, size=4)), list(rng.normal(0.2, 0.1, size=9)))
        assert found is not None
        held += found[0].low <= 0.2 <= found[0].high
    assert 0.93 <= held / 1000 <= 0.97


def test_two_means_without_spread_are_equal_or_beyond_chance() -> None:
    equal, apart = welch([1.0, 1.0], [1.0, 1.0]), welch([1.0, 1.0], [2.0, 2.0])
    assert equal is not None
    assert apart is not None
    assert (equal[1], apart[1], apart[0].estimate) == (1.0, 0.0, 1.0)
    assert welch([1.0], [2.0, 3.0]) is None


def test_what_is_tested_together_shares_one_error_rate() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Found(Tested):
        name: str
        p: float

    found = adjusted(Found(name=name, p=p) for name, p in (("a", 0.03), ("b", 0.01), ("c", 0.2)))
    assert [(one.name, one.p, one.shown) for one in found] == [
        ("a", pytest.approx(0.06), False),
        ("b", pytest.approx(0.03), True),
        ("c", pytest.approx(0.2), False),
    ]
