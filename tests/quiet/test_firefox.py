"""A real Firefox, where one can be driven: what it does not tell is absent, and freezes are found."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from billbench.harness.instrument.meter import Meter
from billbench.harness.machine.browser import describe_browser, started_browser
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import UsageError
from billbench.harness.model.kinds import MEASURES

ABSENT = {
    "long_task_s",
    "long_frame_s",
    "busy_s",
    *MEASURES.values(),
    "layout_objects",
    "heap_bytes",
    "memory_bytes",
    "stolen_s",
}


@pytest.fixture(scope="module")
def firefox() -> Iterator[Browser]:
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(started_browser(Engine.FIREFOX))
        except UsageError as error:
            pytest.skip(str(error))
        yield browser


@pytest.mark.parametrize("path", ["/click", "/promise", "/timer"])
def test_a_freeze_is_found_without_the_signals_that_firefox_lacks(
    firefox: Browser, site: str, path: str
) -> None:
    page = firefox.new_page()
    meter = Meter(firefox, page, lambda _: None)
    page.goto(site + path)
    with meter.step("act"):
        page.get_by_role("button").click()
    page.close()
    measures = meter.results[0].measures
    assert {name for name in ABSENT if measures[name] is not None} == set()
    assert measures["freeze_s"] == pytest.approx(0.42, abs=0.13)


def test_a_freeze_of_the_page_that_is_left_counts_in_firefox(firefox: Browser, site: str) -> None:
    page = firefox.new_page()
    meter = Meter(firefox, page, lambda _: None)
    page.goto(site + "/leave")
    with meter.step("act"):
        page.get_by_role("button").click()
        page.get_by_role("heading", name="Arrived").wait_for()
    page.close()
    assert (meter.results[0].measures["freeze_s"] or 0.0) >= 0.29


def test_the_build_is_told(firefox: Browser) -> None:
    assert str(describe_browser(firefox)["browser"]).startswith("firefox/")
