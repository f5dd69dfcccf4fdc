"""Cross-checks: what the signals of one step say of each other."""

import pytest

from billbench.harness.instrument.crosscheck import diagnoses
from billbench.harness.model.flags import Diagnosis

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
    assert (DIFFER in diagnoses(measures)) is differ


@pytest.mark.parametrize(("shown_s", "later"), [(0.0, False), (0.42, False), (0.9, True)])
def test_content_on_the_screen_after_the_result_was_taken_for_shown_is_told(
    shown_s: float, later: bool
) -> None:
    assert (LATER in diagnoses({"wait_s": 0.4, "content_shown_s": shown_s})) is later


def test_what_a_browser_does_not_tell_supports_no_diagnosis() -> None:
    """Firefox and WebKit know neither of the two."""
    told = {"long_task_s": None, "long_frame_s": None, "wait_s": 0.4}
    assert diagnoses({**told, "frame_shown_s": None, "content_shown_s": None}) == ()
