"""What an input would meet: freezes that come late or on leaving are found, work that yields is none."""

import pytest
from playwright.sync_api import Browser, Page

from billbench.harness.instrument.meter import Meter
from billbench.harness.model.trials import AFTER, StepResult


def measured(
    browser: Browser, page: Page, url: str, *, pause_s: float = 0.0, arrives: bool = False
) -> StepResult:
    meter = Meter(browser, page, lambda _: None)
    page.goto(url)
    with meter.step("act", pause_s=lambda: pause_s):
        page.get_by_role("button").click()
        if arrives:
            page.get_by_role("heading", name="Arrived").wait_for()
    return meter.results[0]


@pytest.mark.parametrize(("pause_s", "least_s", "most_s"), [(0.8, 0.29, 1.0), (0.0, 0.0, 0.1)])
def test_a_freeze_that_begins_later_is_found_while_the_person_leaves_the_page_alone(
    browser: Browser, page: Page, site: str, pause_s: float, least_s: float, most_s: float
) -> None:
    """A sum half a second after the last key; without the pause the next step would have begun."""
    freeze_s = measured(browser, page, site + "/late", pause_s=pause_s).measures["freeze_s"]
    assert freeze_s is not None
    assert least_s <= freeze_s <= most_s


def test_what_begins_after_a_step_is_one_of_its_own(browser: Browser, page: Page, site: str) -> None:
    """Half a second after a click. A page that does nothing then has no such step."""
    for path, steps in (("/late", ["act", AFTER]), ("/quiet", ["act"])):
        meter = Meter(browser, page, lambda _: None)
        page.goto(site + path)
        with meter.step("act"):
            page.get_by_role("button").click()
        meter.after(0.8)
        assert [result.name for result in meter.results] == steps
        act, *after = (result.measures["freeze_s"] or 0.0 for result in meter.results)
        assert act < 0.1
        assert all(freeze_s >= 0.29 for freeze_s in after)


def test_work_that_yields_is_no_freeze(browser: Browser, page: Page, site: str) -> None:
    """40 pieces of 20 ms: a key is answered after each of them, though a timer waits for all."""
    found = measured(browser, page, site + "/yielding").measures
    assert found["busy_s"] is not None
    assert found["busy_s"] >= 0.75
    assert found["freeze_s"] is not None
    assert found["freeze_s"] < 0.4


def test_work_on_leaving_the_page_is_a_freeze(browser: Browser, page: Page, site: str) -> None:
    """No observer of the old or the new document tells of it."""
    found = measured(browser, page, site + "/hidden", arrives=True).measures
    assert found["freeze_s"] is not None
    assert found["freeze_s"] >= 0.29
