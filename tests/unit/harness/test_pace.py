"""Pace: no second has more than is allowed, and nobody waits without need."""

import pytest

from billbench.harness.application.pace import Pace


def test_a_burst_is_spread_out_evenly() -> None:
    pace = Pace(4)
    assert [pace.wait_s(10.0) for _ in range(4)] == pytest.approx([0, 0.25, 0.5, 0.75])


def test_who_comes_late_enough_does_not_wait() -> None:
    pace = Pace(4)
    assert [pace.wait_s(now) for now in (10.0, 10.25, 12.0, 12.1)] == pytest.approx([0, 0, 0, 0.15])
