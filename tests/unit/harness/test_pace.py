"""Pace: no second has more than is allowed, and nobody waits without need."""

import pytest

from billbench.harness.application import pace as under_test
from billbench.harness.application.pace import Pace


class Clock:
    """Time that passes while somebody sleeps, and longer where the machine stands still meanwhile."""

    now_s = 10.0
    stands_still_s = 0.0

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds + self.stands_still_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(under_test, "time", clock)
    return clock


def begun(pace: Pace, clock: Clock) -> float:
    pace.hold_back()
    return clock.now_s


def test_a_burst_is_spread_out_evenly(clock: Clock) -> None:
    pace = Pace(4)
    assert [begun(pace, clock) for _ in range(4)] == [10, 10.25, 10.5, 10.75]


def test_who_comes_late_enough_does_not_wait(clock: Clock) -> None:
    pace = Pace(4)
    pace.hold_back()
    clock.now_s = 12.0
    assert begun(pace, clock) == 12.0
    clock.now_s = 12.1
    assert begun(pace, clock) == 12.25


def test_what_was_missed_while_the_machine_stood_still_is_not_made_up_for(clock: Clock) -> None:
    pace = Pace(4)
    pace.hold_back()
    clock.stands_still_s = 1.0
    late = begun(pace, clock)
    clock.stands_still_s = 0.0
    assert [begun(pace, clock) for _ in range(3)] == [late + 0.25, late + 0.5, late + 0.75]
