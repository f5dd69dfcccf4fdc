"""What the instrument sees on pages of others: with files in their forms, scripts that meddle, and frames."""

from playwright.sync_api import Browser, Page

from billbench.harness.instrument.meter import Meter
from tests.browser.conftest import Pages

FREEZE_S = 0.29


def test_a_form_with_a_file_counts_as_many_bytes_as_the_server_got(
    browser: Browser, page: Page, site: str
) -> None:
    """The browser shows nothing of what is in such a form."""
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/file")
    claim = {"name": "claim.xml", "mimeType": "application/xml", "buffer": b"x" * 5_000}
    page.set_input_files("[name=file]", files=[claim])
    with meter.step("act"):
        page.get_by_role("button", name="Go").click()
        page.get_by_role("heading", name="Arrived").wait_for()
    measures = meter.results[0].measures
    assert (measures["requests"], measures["request_bytes"]) == (1, Pages.received[-1])
    assert Pages.received[-1] > 5_000


def test_what_a_page_puts_in_the_place_of_json_clocks_and_timers_does_not_blind_the_observers(
    browser: Browser, page: Page, site: str
) -> None:
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/meddling")
    with meter.step("act"):
        page.get_by_role("button").click()
    measures = meter.results[0].measures
    for name in ("freeze_s", "event_s", "long_frame_s", "heartbeat_s"):
        assert (measures[name] or 0) >= FREEZE_S, name


def test_a_freeze_in_a_frame_of_the_page_counts_and_the_frame_is_named(
    browser: Browser, page: Page, site: str
) -> None:
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/framed")
    with meter.step("act"):
        page.frame_locator("iframe").get_by_role("button").click()
    assert (meter.results[0].measures["freeze_s"] or 0) >= FREEZE_S
    assert max(meter.results[0].scripts.items(), key=lambda one: one[1])[0].endswith("(in the frame inner)")


def test_what_comes_on_the_screen_later_counts_from_the_action_that_led_to_it(
    browser: Browser, page: Page, site: str
) -> None:
    """The browser knows by itself which content came of which input, and when a frame was on the screen."""
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/filling")
    with meter.step("act", pause_s=lambda: 1.0):
        page.get_by_role("button").click()
    measures = meter.results[0].measures
    assert (measures["frame_shown_s"] or 0) >= (measures["long_frame_s"] or 0) >= FREEZE_S
    assert (measures["content_shown_s"] or 0) >= FREEZE_S + 0.3


def test_what_an_older_browser_does_not_tell_of_the_screen_is_absent(
    browser: Browser, page: Page, site: str
) -> None:
    page.add_init_script(
        "delete PerformanceLongAnimationFrameTiming.prototype.presentationTime;"
        "const value = ['long-animation-frame'];"
        "Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { value });"
    )
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/filling")
    with meter.step("act"):
        page.get_by_role("button").click()
    measures = meter.results[0].measures
    assert (measures["long_frame_s"] or 0) >= FREEZE_S
    assert (measures["frame_shown_s"], measures["content_shown_s"]) == (None, None)


def test_the_memory_of_a_page_is_that_of_its_process(browser: Browser, page: Page, site: str) -> None:
    """Of 500 lists of 40 choices the script's heap holds next to nothing."""
    meter = Meter(browser, page, lambda _: None)
    page.goto(f"{site}/lists")
    with meter.step("before"):
        page.mouse.move(1, 1)
    with meter.step("lists"):
        page.get_by_role("button").click()
    before, after = (result.measures for result in meter.results)

    def grown(name: str) -> float:
        return (after[name] or 0) - (before[name] or 0)

    assert grown("memory_bytes") > 30e6 > 10 * grown("heap_bytes")
