"""Levels for several looks at one growing sample, against simulated t statistics."""

import math

import numpy as np
import pytest
from scipy import stats

from billbench.reports.statistics.sequential import levels, spent


def error_at_each_look(counts: tuple[int, ...], used: tuple[float, ...], series: int) -> list[float]:
    """The simulated share of series without an effect that crossed a bound up to each look."""
    values = np.random.default_rng(1).normal(size=(series, counts[-1]))
    crossed, found = np.zeros(series, dtype=bool), []
    for count, level in zip(counts, levels(counts, used), strict=True):
        part = values[:, :count]
        t = part.mean(axis=1) / (part.std(axis=1, ddof=1) / math.sqrt(count))
        crossed |= t > stats.t.isf(level, count - 1)
        found.append(float(crossed.mean()))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("counts", [(6, 10, 16), (3, 5, 8), (2, 4, 6), (6, 7, 8), (10, 20, 30)])
@pytest.mark.parametrize(("error", "power"), [(0.01, 3.0), (0.025, 1.0)])
def test_each_look_spends_what_it_was_given(counts: tuple[int, ...], error: float, power: float) -> None:
    used = spent(counts, error, power)
    for planned, seen in zip(used, error_at_each_look(counts, used, 300_000), strict=True):
        assert seen == pytest.approx(planned, abs=4 * math.sqrt(planned / 300_000) + 1e-5)


def test_a_single_look_is_an_ordinary_test() -> None:
    assert levels((12,), (0.01,)) == (0.01,)


def test_the_last_look_has_spent_everything() -> None:
    assert spent((6, 10, 16), 0.01, 3.0)[-1] == 0.01


def test_a_look_without_a_new_launch_keeps_the_bound_before_it() -> None:
    found = levels((6, 6, 16), spent((6, 10, 16), 0.01, 3.0))
    assert found[0] == found[1]
    assert found[2] > found[1]


def test_a_look_at_less_than_two_launches_finds_nothing_and_leaves_its_error_to_the_next() -> None:
    assert levels((1, 4), (0.002, 0.01)) == (0.0, 0.01)


def test_looking_more_often_makes_each_look_stricter() -> None:
    often = levels((4, 8, 12, 16), spent((4, 8, 12, 16), 0.025, 1.0))
    seldom = levels((8, 16), spent((8, 16), 0.025, 1.0))
    assert often[-1] < seldom[-1] < 0.025
