"""Reference work in a real browser: which of it counts for a trial."""

from playwright.sync_api import Browser

from billbench.harness.instrument.reference import ReferencePage


def test_a_trial_is_held_beside_the_bursts_shortly_before_it_and_its_own(browser: Browser) -> None:
    reference = ReferencePage(browser)
    first = reference.begin()
    assert len(first.before) == 0
    assert len(first.beside) == 1
    for _ in range(40):
        reference.add_to(first)
    second = reference.begin()
    reference.add_to(second)
    assert list(second.before) == first.beside[-27:]
    assert len(second.beside) == 2
    assert all(
        seconds > 0
        for bursts in (second.script, second.layout)
        for burst in bursts.beside
        for seconds in burst
    )
