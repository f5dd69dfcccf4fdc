"""The instrument against planted freezes of known length."""

import pytest
from playwright.sync_api import Browser, Page

from billbench.harness.instrument import meter as meter_module
from billbench.harness.instrument import probes
from billbench.harness.instrument.meter import Meter
from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.trials import StepResult

# A loaded machine can only make a freeze longer; the lower bound is the clock's own resolution.
SHORTER_S, LONGER_S = 0.01, 0.25


def measured(browser: Browser, page: Page, url: str, *, arrives: bool = False) -> StepResult:
    announced: list[str] = []
    meter = Meter(browser, page, announced.append)
    page.goto(url)
    with meter.step("act"):
        page.get_by_role("button").click()
        if arrives:
            page.get_by_role("heading", name="Arrived").wait_for()
    assert announced == ["act"]
    return meter.results[0]


@pytest.mark.parametrize("path", ["/click", "/promise", "/timer"])
def test_a_freeze_of_300_ms_is_found(browser: Browser, page: Page, site: str, path: str) -> None:
    """In a handler, in a promise, and with no input at all."""
    found = measured(browser, page, site + path).measures
    assert found["freeze_s"] == pytest.approx(0.3 + LONGER_S / 2, abs=LONGER_S / 2 + SHORTER_S)
    assert found["busy_s"] is not None
    assert found["busy_s"] >= 0.29


def test_what_runs_in_a_promise_is_script(browser: Browser, page: Page, site: str) -> None:
    """The browser's own counter of script says nought of it."""
    found = measured(browser, page, site + "/promise")
    assert found.measures["script_s"] == pytest.approx(0.3 + LONGER_S / 2, abs=LONGER_S / 2 + SHORTER_S)
    assert Diagnosis.SCRIPT_BOUND in found.diagnoses


def test_a_step_that_breaks_off_leaves_no_trace_running(browser: Browser, page: Page, site: str) -> None:
    """Else no later step of this browser could tell its kinds."""
    meter = Meter(browser, page, lambda _: None)
    page.goto(site + "/click")
    with pytest.raises(ZeroDivisionError), meter.step("broken"):
        raise ZeroDivisionError
    with meter.step("act"):
        page.get_by_role("button").click()
    assert meter.results[0].measures["script_s"] is not None


def test_a_quiet_page_has_no_freeze(browser: Browser, page: Page, site: str) -> None:
    found = measured(browser, page, site + "/quiet").measures
    assert found["long_task_s"] == 0.0


def test_a_freeze_of_the_page_that_is_left_counts(browser: Browser, page: Page, site: str) -> None:
    """A page change into a new document is one step: the old document's freeze belongs to it."""
    found = measured(browser, page, site + "/leave", arrives=True).measures
    assert found["freeze_s"] is not None
    assert found["freeze_s"] >= 0.29


def test_a_freeze_of_the_page_that_is_entered_counts(browser: Browser, page: Page, site: str) -> None:
    """The new document's freeze while it is parsed belongs to the step too."""
    found = measured(browser, page, site + "/arrive", arrives=True).measures
    assert found["freeze_s"] is not None
    assert found["freeze_s"] >= 0.39
    assert found["wait_s"] is not None
    assert found["wait_s"] >= 0.39
    assert found["requests"] == 1


def test_layout_objects_are_counted_without_what_was_thrown_away(
    browser: Browser, page: Page, site: str
) -> None:
    meter = Meter(browser, page, lambda _: None)
    page.goto(site + "/quiet")
    counts = []
    for number in (1, 700):
        with meter.step("act"):
            page.evaluate(
                "(n) => { for (let i = 0; i < n; i++) document.body.append(`${i}`);"
                " document.body.offsetHeight; while (document.body.lastChild.nodeType === 3)"
                " document.body.lastChild.remove(); document.body.offsetHeight; }",
                number,
            )
        meter.count_layout_objects()
        counts.append([result.measures["layout_objects"] for result in meter.results])
    assert counts[0][0] is not None
    assert counts[1] == [None, counts[0][0]]


def test_without_the_devtools_protocol_a_freeze_is_found_and_the_rest_is_absent(
    browser: Browser, page: Page, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Firefox and WebKit have no such protocol: what they do not tell is absent, never nought."""
    for module in (meter_module, probes):
        monkeypatch.setattr(module, "has_cdp", lambda _: False)
    found = measured(browser, page, site + "/click").measures
    assert found["freeze_s"] == pytest.approx(0.3 + LONGER_S / 2, abs=LONGER_S / 2 + SHORTER_S)
    absent = ("busy_s", *MEASURES.values(), "layout_objects", "stolen_s")
    assert {found[name] for name in absent} == {None}


def test_a_signal_that_the_browser_lacks_is_absent(browser: Browser, page: Page, site: str) -> None:
    """An engine with event timing alone still finds the freeze, by its whole event."""
    page.add_init_script(
        "Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { value: ['event'] })"
    )
    found = measured(browser, page, site + "/click").measures
    assert (found["long_task_s"], found["long_frame_s"]) == (None, None)
    assert found["freeze_s"] is not None
    assert found["freeze_s"] >= 0.29
