"""Steps in a history, against histories whose steps are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from billbench.reports.statistics.steps import steps


def history(seed: int, runs: int = 30, sd: float = 0.05) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(0, sd, runs)


@pytest.mark.slow
@pytest.mark.parametrize("runs", [12, 30, 60])
def test_a_history_without_steps_shows_one_in_at_most_one_of_twenty(runs: int) -> None:
    found = [len(steps(history(seed, runs))) > 0 for seed in range(1500)]
    assert np.mean(found) <= 0.067  # Three standard errors of 1,500 histories at 5 %.


@pytest.mark.slow
def test_heavy_tails_make_no_steps() -> None:
    rng = np.random.default_rng(3)
    found = [len(steps(rng.standard_t(2, 30))) > 0 for _ in range(1000)]
    assert np.mean(found) <= 0.07


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1, 9, 15, 28, 29])
def test_a_single_spike_is_no_step(place: int) -> None:
    """It makes a history no likelier to show a step than one without it."""
    found = []
    for seed in range(500):
        values = history(seed)
        values[place] += 1.0
        found.append(len(steps(values)) > 0)
    assert np.mean(found) <= 0.08  # Three standard errors of 500 histories at 5 %.


def test_a_step_is_found_where_it_is() -> None:
    places = []
    for seed in range(40):
        values = history(seed)
        values[18:] += 0.18
        places += steps(values)
    assert np.mean([abs(place - 18) <= 1 for place in places]) >= 0.9
    assert 40 <= len(places) <= 46


@pytest.mark.parametrize("spike", [0, 6, 8, 10, 19])
def test_a_spike_does_not_hide_a_step(spike: int) -> None:
    found = []
    for seed in range(40):
        values = history(seed, 20)
        values[10:] += 0.2
        values[spike] += 1.0
        found.append(any(abs(place - 10) <= 2 for place in steps(values)))
    assert np.mean(found) >= 0.9


def test_a_step_up_and_one_down_are_both_found() -> None:
    found = []
    for seed in range(20):
        values = history(seed, 36)
        values[12:24] += 0.25
        found.append([any(abs(one - true) <= 1 for one in steps(values)) for true in (12, 24)])
    assert np.mean(found) >= 0.9


@pytest.mark.parametrize("runs", [0, 1, 5, 7])
def test_too_short_a_history_has_no_steps(runs: int) -> None:
    values = history(1, runs)
    values[runs // 2 :] += 1.0
    assert steps(values) == ()


def test_equal_values_have_no_steps() -> None:
    assert steps([0.25] * 40) == ()
