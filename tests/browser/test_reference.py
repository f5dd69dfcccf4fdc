"""Reference work in a real browser: which of it counts for a trial."""

from playwright.sync_api import Browser

from harness.engine.reference import ReferencePage


def test_a_trial_is_held_beside_the_bursts_shortly_before_it_and_its_own(browser: Browser) -> None:
    reference = ReferencePage(browser)
    first = reference.begin()
    assert len(first.script_s) == len(first.layout_s) == 1
    for _ in range(40):
        reference.add_to(first)
    second = reference.begin()
    reference.add_to(second)
    assert second.script_s[:-2] == first.script_s[-27:]
    assert len(second.layout_s) == 27 + 2
    assert all(seconds > 0 for burst in second.script_s for seconds in burst)
