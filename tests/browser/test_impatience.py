"""An impatient person at a frozen page: nothing waits for the page, and the second click is really made."""

import time

from playwright.sync_api import Browser

from harness.devices import DEVICES
from harness.engine.aside import Aside
from harness.engine.desk import open_desk

FROZEN_S = 2.0
# The freeze comes after the click has been taken, as when the answer to it is being built.
PAGE = f"""<button onclick="clicks += 1; setTimeout(freeze, 20)">Go</button><script>
let clicks = 0, frozen = 0;
const freeze = () => {{
  if (frozen++) return;
  const end = performance.now() + {1000 * FROZEN_S};
  while (performance.now() < end);
  window.done = true;
}};
</script>"""
DONE = "() => window.done || null"


def test_a_person_looks_away_from_a_frozen_page_in_time_and_clicks_again(browser: Browser) -> None:
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=10) as desk:
        desk.page.set_content(PAGE)
        aside = Aside(browser)
        aside(lambda: None)  # Its page is made before time matters.
        button = desk.page.get_by_role("button")
        box = button.bounding_box()
        assert box is not None
        button.click(no_wait_after=True)
        began = time.monotonic()
        assert desk.look(DONE, None, within_s=0.3) is None
        aside(lambda: desk.page.mouse.click(box["x"] + 5, box["y"] + 5))
        assert desk.look(DONE, None, within_s=0.3) is None
        assert time.monotonic() - began < FROZEN_S
        assert desk.look(DONE, None) is True
        assert desk.look("() => clicks === 2 || null", None) is True


def test_a_person_leaves_a_frozen_page_without_waiting_for_it(browser: Browser) -> None:
    began = time.monotonic()
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=10) as desk:
        desk.page.set_content(PAGE.replace(str(1000 * FROZEN_S), "60000"))
        desk.page.get_by_role("button").click(no_wait_after=True)
        assert desk.look(DONE, None, within_s=0.3) is None
    assert time.monotonic() - began < 30
