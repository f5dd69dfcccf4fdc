"""What a verification measures: pages that can be told apart, and copies that are paired within a launch."""

import math
from typing import Any

import pytest

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.harness.model.verification import Differences
from billbench.harness.verification.cases import CASES
from billbench.harness.verification.copies import differences
from tests.unit.harness.factory import trial


def test_every_case_has_a_page_and_a_name_of_its_own() -> None:
    assert len({case.path for case in CASES}) == len({case.name for case in CASES}) == len(CASES)


def copy(launch: int, position: int, freeze_s: float | None, **more: Any) -> Trial:
    steps = () if freeze_s is None else (StepResult(name="back", measures={"freeze_s": freeze_s}),)
    return trial(launch=launch, position=position, steps=steps, **more)


def test_the_copies_of_a_launch_make_one_difference() -> None:
    found = differences([copy(1, 0, 2.0), copy(1, 1, 1.0), copy(2, 0, 1.0), copy(2, 1, 1.0)])
    assert sorted(abs(value) for value in found.values) == [0, pytest.approx(math.log(2))]
    assert found.disturbed == 0


def test_a_repeat_stands_for_the_copy_that_was_disturbed() -> None:
    trials = [copy(1, 0, 9.0, flags=("contended",)), copy(1, 1, 1.0), copy(1, 0, 1.0, attempt=1)]
    assert differences(trials) == Differences(values=(0.0,), disturbed=0)


def test_a_launch_that_lacks_a_copy_makes_no_difference() -> None:
    trials = [copy(1, 0, 1.0), copy(1, 1, None, state=TrialState.FAILED, reason="no such button")]
    with pytest.raises(MeasurementError, match="no such button"):
        differences(trials)
