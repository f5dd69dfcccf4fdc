"""Rows that a person sees and a page's map does not reach are told with where they are."""

import time

import pytest
from playwright.sync_api import Browser, Page

from billbench.harness.application.others.reach import out_of_reach

_ROW = "<table><tr class=line><td>Call 1</table>"
_SHADOW = f"""<my-bill></my-bill><script>
  document.querySelector('my-bill').attachShadow({{ mode: 'open' }}).innerHTML = '{_ROW}';
</script>"""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_SHADOW, "shadow tree of <my-bill>"),
        (f'<iframe srcdoc="{_ROW}"></iframe>', "in a frame of the page"),
        (f'<iframe srcdoc="{_SHADOW}"></iframe>', "in a frame of the page"),
        (_ROW, ""),
        ("<p>No bill</p>", ""),
    ],
)
def test_rows_in_a_frame_or_a_shadow_tree_are_told(browser: Browser, content: str, told: str) -> None:
    page: Page = browser.new_page()
    page.set_content(content)
    said = out_of_reach(page, "tr.line")
    page.close()
    assert told in said if told else not said


def test_a_bill_that_a_script_opened_in_another_tab_is_told_with_the_key_that_says_its_address(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.set_content("<button onclick=\"window.open('about:blank')\">Open</button>")
    with page.expect_popup():
        page.get_by_role("button").click()
    assert "leave bills.link out" in out_of_reach(page, "tr.line")
    page.context.close()


def test_a_selector_that_is_none_is_told_elsewhere(browser: Browser) -> None:
    page = browser.new_page()
    assert not out_of_reach(page, "tr[[")
    page.close()


def test_a_page_that_is_frozen_is_not_waited_for(browser: Browser) -> None:
    freezes = "const end = performance.now() + 3000; while (performance.now() < end);"
    page = browser.new_page()
    page.set_content(f"<script>setTimeout(() => {{ {freezes} }}, 50)</script>")
    page.wait_for_timeout(100)
    began = time.monotonic()
    assert not out_of_reach(page, "tr.line")
    assert time.monotonic() - began < 2
    page.close()
