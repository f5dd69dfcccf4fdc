"""Cross-checks: what the signals of one step say of each other."""

import pytest

from billbench.harness.instrument.crosscheck import diagnoses
from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind

DIFFER, LATER = Diagnosis.SIGNALS_DISAGREE, Diagnosis.SHOWN_LATER


@pytest.mark.parametrize(
    ("measures", "differ"),
    [
        ({"long_task_s": 0.3, "long_frame_s": 0.31, "frame_shown_s": 0.32}, False),
        ({"long_task_s": 0.3, "long_frame_s": 0.5}, True),
        ({"long_task_s": 0.3, "long_frame_s": 0.31, "frame_shown_s": 0.5}, True),
        ({"long_task_s": 3.0, "long_frame_s": 3.0, "frame_shown_s": 3.3}, False),
    ],
)
def test_signals_differ_about_a_freeze_by_more_than_a_frame_takes_to_the_screen(
    measures: dict[str, float], differ: bool
) -> None:
    assert (DIFFER in diagnoses(measures, {})) is differ


@pytest.mark.parametrize(("shown_s", "later"), [(0.0, False), (0.42, False), (0.9, True)])
def test_content_on_the_screen_after_the_result_was_taken_for_shown_is_told(
    shown_s: float, later: bool
) -> None:
    assert (LATER in diagnoses({"wait_s": 0.4, "content_shown_s": shown_s}, {})) is later


def test_what_a_browser_does_not_tell_supports_no_diagnosis() -> None:
    """Firefox and WebKit know neither of the two."""
    told = {"long_task_s": None, "long_frame_s": None, "wait_s": 0.4}
    assert diagnoses({**told, "frame_shown_s": None, "content_shown_s": None}, {}) == ()


@pytest.mark.parametrize(
    ("frozen", "cause"),
    [
        ({ThreadKind.SCRIPT: 0.25, ThreadKind.LAYOUT: 0.05}, Diagnosis.SCRIPT_BOUND),
        ({ThreadKind.SCRIPT: 0.1, ThreadKind.STYLE: 0.1, ThreadKind.LAYOUT: 0.1}, Diagnosis.LAYOUT_BOUND),
        ({ThreadKind.SCRIPT: 0.1, ThreadKind.ACCESSIBILITY: 0.2}, Diagnosis.ACCESSIBILITY_BOUND),
        ({ThreadKind.SCRIPT: 0.1, ThreadKind.LAYOUT: 0.1, ThreadKind.PAINT: 0.1}, None),
        ({}, None),
    ],
)
def test_the_cause_of_a_freeze_is_what_it_was_made_of_and_not_the_step(
    frozen: dict[ThreadKind, float], cause: Diagnosis | None
) -> None:
    """All the rest of this step is script, in pieces too short to freeze anybody."""
    step = {"freeze_raw_s": 0.3, "busy_s": 2.0, "script_s": 1.8, "layout_s": 0.1, "long_task_s": 0.3}
    found = set(diagnoses(step, frozen))
    assert found & {Diagnosis.SCRIPT_BOUND, Diagnosis.LAYOUT_BOUND, Diagnosis.ACCESSIBILITY_BOUND} == (
        set() if cause is None else {cause}
    )
