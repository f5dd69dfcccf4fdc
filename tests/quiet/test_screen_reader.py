"""The browser's work for a screen reader: a freeze that no observer is sure to tell of."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser

from billbench.harness.instrument.meter import Meter
from billbench.harness.machine.browser import started_browsers
from billbench.harness.model.devices import AssistiveTechnology

_READER = AssistiveTechnology.SCREEN_READER
_ROWS = """<button onclick="rows()">Go</button><p></p><script>
  const row = (i) => `<tr><td>${i}<td><label>Rate <input value="${i}"></label><td><input aria-label="Hours">`;
  function rows() {
    const all = Array.from({ length: 1500 }, (_, i) => row(i));
    document.querySelector("p").innerHTML = `<table>${all.join("")}</table>`;
  }
</script>"""


@pytest.fixture(scope="module")
def browsers() -> Iterator[Mapping[AssistiveTechnology, Browser]]:
    with started_browsers({_READER}) as started:
        yield started


def measured(browser: Browser, kind: AssistiveTechnology) -> tuple[float, float]:
    """The freeze that was found, and how long the main thread worked."""
    page = browser.new_page()
    meter = Meter(browser, page, lambda _: None, screen_reader=kind is _READER)
    page.goto("about:blank")
    page.set_content(_ROWS)
    with meter.step("act"):
        page.get_by_role("button").click()
    found = meter.results[0].measures
    page.close()
    assert found["freeze_s"] is not None
    assert found["busy_s"] is not None
    return found["freeze_s"], found["busy_s"]


def test_what_a_browser_does_for_a_screen_reader_is_a_freeze_every_time(
    browsers: Mapping[AssistiveTechnology, Browser],
) -> None:
    """It is one task, so most of what the main thread works longer is a freeze, too."""
    for _ in range(4):
        without, reader = (measured(browsers[kind], kind) for kind in (AssistiveTechnology.NONE, _READER))
        for_the_reader_s = reader[1] - without[1]
        assert for_the_reader_s > 0.1
        assert reader[0] > 0.6 * for_the_reader_s
        assert reader[0] > without[0] + 0.05
