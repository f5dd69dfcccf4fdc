"""Devices: a time measured here becomes a time there."""

import pytest

from billbench.harness.model.devices import DEVICES, Device
from billbench.harness.model.scaling import Timed, on_device, reading
from billbench.harness.model.trials import DeviceReading


def measures(**values: float | None) -> dict[str, float | None]:
    return {"busy_s": 1.0, "script_s": 1.0, "style_s": 0.0, "layout_s": 0.0} | values


def steady(device: Device, script_s: float, layout_s: float) -> DeviceReading:
    return reading(device, Timed(beside=[[script_s]] * 2), Timed(beside=[[layout_s]] * 2))


def test_a_machine_twice_as_fast_as_the_device_has_its_times_doubled() -> None:
    """Script at half the target's time: script work there takes twice as long."""
    office = DEVICES["office-pc"]
    assert office.script_s is not None
    assert office.layout_s is not None
    found = steady(office, office.script_s / 2, office.layout_s)
    assert on_device(measures(freeze_s=0.4), found)["freeze_s"] == pytest.approx(0.8)


def test_layout_and_script_are_scaled_apart() -> None:
    """A step of half layout is scaled by the mean of both factors."""
    office = DEVICES["office-pc"]
    assert office.script_s is not None
    assert office.layout_s is not None
    found = steady(office, office.script_s / 2, office.layout_s / 4)
    half = measures(script_s=0.5, style_s=0.2, layout_s=0.3, freeze_s=1.0)
    assert on_device(half, found)["freeze_s"] == pytest.approx(3.0)


def test_a_wait_keeps_its_server_part() -> None:
    """Of 3 s, 1 s was main thread: on a device half as fast the wait is 4 s."""
    office = DEVICES["office-pc"]
    assert office.script_s is not None
    found = steady(office, office.script_s / 2, 1.0)
    assert on_device(measures(wait_s=3.0), found)["wait_s"] == pytest.approx(4.0)


def test_counts_and_absent_signals_are_left_alone() -> None:
    found = steady(DEVICES["old-laptop"], 0.001, 0.001)
    scaled = on_device(measures(nodes=120.0, stolen_s=None, freeze_raw_s=0.4), found)
    assert (scaled["nodes"], scaled["stolen_s"], scaled["freeze_raw_s"]) == (120.0, None, 0.4)


def test_the_machine_as_it_is_changes_nothing() -> None:
    found = steady(DEVICES["unthrottled"], 0.004, 0.009)
    assert on_device(measures(freeze_s=0.4), found)["freeze_s"] == 0.4


def test_a_machine_that_changed_its_speed_tells_by_how_much() -> None:
    """The level is the mean over bursts; its standard error is what makes it doubtful."""
    script = Timed(beside=[[0.010, 0.010, 0.090], [0.020]])
    found = reading(DEVICES["office-pc"], script, Timed(beside=[[0.03], [0.03]]))
    assert found.measured_script_s == pytest.approx(0.015)
    assert found.doubt_script == pytest.approx(0.005 / 0.015)
    assert found.doubt_layout == 0.0


def test_reference_work_shortly_before_a_trial_counts_for_it() -> None:
    """A trial's own bursts vary by a fifth; more of them tell the same level more exactly."""
    before, beside = [[0.009], [0.011]] * 10, [[0.0112], [0.0092]] * 4
    alone, found = (
        reading(DEVICES["office-pc"], script, Timed(beside=[[0.03]]))
        for script in (Timed(beside=beside), Timed(before=before, beside=beside))
    )
    assert found.measured_script_s == pytest.approx((20 * 0.010 + 8 * 0.0102) / 28)
    assert found.doubt_script < alone.doubt_script


def test_a_machine_that_has_changed_its_speed_before_a_trial_is_told_by_the_trial_alone() -> None:
    before, beside = [[0.009], [0.011]] * 10, [[0.018], [0.022]] * 4
    found = reading(DEVICES["office-pc"], Timed(before=before, beside=beside), Timed(beside=[[0.03]]))
    assert found.measured_script_s == pytest.approx(0.020)
