"""How often a whole gate, over all its looks, is wrong: simulated from known truth."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from billbench.reports.gate.judge import judge
from billbench.reports.gate.looks import Estimate, bounds_at, detectable, difference_of, estimate_of, needed
from billbench.reports.gate.question import LOOKS, MARGIN, planned_looks
from billbench.reports.gate.verdict import GateVerdict
from tests.unit.reports.gate.made_gates import (
    QUESTION,
    ROUNDS,
    Noise,
    competing_load,
    launch_noise,
    make_gate,
    two_speeds,
)

GATES = 3000
NOISES = {
    "launches of sd 0.05": launch_noise(0.05),
    "launches of sd 0.10": launch_noise(0.10),
    "launches of sd 0.15": launch_noise(0.15),
    "a machine of two speeds": two_speeds(),
    "a competing load": competing_load(),
}


def at_most(rate: float, gates: int = GATES) -> float:
    """What a simulation of a true `rate` exceeds in one of a thousand tries."""
    return rate + 3.1 * math.sqrt(rate * (1 - rate) / gates)


def launches(noise: Noise, ratio: float, seed: int, count: int = LOOKS[-1]) -> NDArray[np.float64]:
    """Log ratios of the launches of one gate."""
    rng = np.random.default_rng(seed)
    sides = np.array([noise(rng, ROUNDS) for _ in range(count)])
    return np.median(np.log(ratio * sides[:, 1] / sides[:, 0]), axis=1)


def whole_gate(values: NDArray[np.float64], looks: tuple[int, ...] = LOOKS) -> GateVerdict:
    """What a gate of these launches ends with."""
    verdict = GateVerdict.INCONCLUSIVE
    for place, look in enumerate(looks):
        estimate = estimate_of(values[:look].tolist())
        assert estimate is not None
        verdict = bounds_at(estimate, looks, looks[: place + 1]).verdict(MARGIN)
        if verdict is not GateVerdict.INCONCLUSIVE:
            return verdict
    return verdict


def shares(noise: Noise, ratio: float, gates: int = GATES) -> dict[GateVerdict, float]:
    found = [whole_gate(launches(noise, ratio, seed)) for seed in range(gates)]
    return {verdict: found.count(verdict) / gates for verdict in GateVerdict}


def test_a_gate_ends_as_its_launches_say() -> None:
    """The simulations below speak of the product: `judge` on a whole run says the same."""
    for seed, ratio in enumerate((1.0, 1.05, 1.1, 1.25)):
        found = judge(make_gate(ratio=ratio, seed=seed, noise=launch_noise(0.1)), QUESTION)
        every = judge(make_gate(ratio=ratio, seed=seed, noise=launch_noise(0.1)), QUESTION).log_ratios
        assert whole_gate(np.array([*every, *[0.0] * (16 - len(every))])) is found.verdict


@pytest.mark.slow
@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES.keys())
def test_equal_sides_are_failed_in_at_most_one_gate_of_a_hundred(noise: Noise) -> None:
    assert shares(noise, 1.0)[GateVerdict.FAIL] <= at_most(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES.keys())
def test_a_slow_down_of_the_whole_margin_passes_in_at_most_one_gate_of_forty(noise: Noise) -> None:
    assert shares(noise, 1 + MARGIN)[GateVerdict.PASS] <= at_most(0.025)


@pytest.mark.slow
def test_a_slow_down_is_failed_as_often_as_it_should_be() -> None:
    """At the spread that two equal copies showed (BROWSER.md §8)."""
    usual = launch_noise(0.06)
    assert shares(usual, 1.10, 800)[GateVerdict.FAIL] >= 0.95
    assert shares(usual, 1.25, 400)[GateVerdict.FAIL] >= 0.995
    assert shares(launch_noise(0.10), 1.25, 400)[GateVerdict.FAIL] >= 0.98


@pytest.mark.slow
def test_equal_and_faster_sides_pass() -> None:
    usual = launch_noise(0.06)
    assert shares(usual, 1.0, 400)[GateVerdict.PASS] >= 0.99
    assert shares(usual, 0.9, 400)[GateVerdict.PASS] == 1.0


@pytest.mark.slow
def test_noise_makes_a_gate_inconclusive_and_not_wrong() -> None:
    found = shares(competing_load(0.8), 1.0, 800)
    assert found[GateVerdict.INCONCLUSIVE] > 0.5
    assert found[GateVerdict.FAIL] <= at_most(0.01, 800)


@pytest.mark.slow
def test_a_stored_baseline_fails_equal_pages_in_at_most_one_gate_of_a_hundred() -> None:
    rng = np.random.default_rng(4)

    def fails() -> bool:
        then, now = rng.normal(0, 0.15, (2, LOOKS[-1]))
        for place, look in enumerate(LOOKS):
            estimate = difference_of(then.tolist(), now[:look].tolist())
            assert estimate is not None
            verdict = bounds_at(estimate, LOOKS, LOOKS[: place + 1]).verdict(MARGIN)
            if verdict is not GateVerdict.INCONCLUSIVE:
                return verdict is GateVerdict.FAIL
        return False

    assert np.mean([fails() for _ in range(GATES)]) <= at_most(0.01)


@pytest.mark.slow
def test_the_slow_down_said_to_be_detectable_is_failed_four_times_in_five() -> None:
    for spread in (0.03, 0.06, 0.15):
        effect = detectable(
            Estimate(mean=0.0, spread=spread, df=LOOKS[-1] - 1, count=LOOKS[-1]), LOOKS, MARGIN
        )
        assert effect is not None
        assert 0.75 <= shares(launch_noise(spread), 1 + effect, 800)[GateVerdict.FAIL] <= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("ratio", [1.0, 1.15])
def test_the_launches_said_to_be_needed_decide_four_times_in_five(ratio: float) -> None:
    estimate = Estimate(mean=math.log(ratio), spread=0.15, df=LOOKS[-1] - 1, count=LOOKS[-1])
    count = needed(estimate, MARGIN, LOOKS)
    assert count is not None
    assert count > LOOKS[-1]
    looks = planned_looks(count)
    found = [whole_gate(launches(launch_noise(0.15), ratio, seed, count), looks) for seed in range(500)]
    assert 0.75 <= np.mean([one is not GateVerdict.INCONCLUSIVE for one in found]) <= 0.9
