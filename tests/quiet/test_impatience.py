"""An impatient person at a frozen page: nothing waits for the page, and the second click is really made."""

import time

from playwright.sync_api import Browser

from billbench.harness.engine.aside import Aside
from billbench.harness.engine.desk import open_desk
from billbench.harness.model.devices import DEVICES

FROZEN_S = 4.0
# The freeze comes after the click has been taken, as when the answer to it is being built.
PAGE = f"""<button onclick="clicks += 1; setTimeout(freeze, 500)">Go</button><script>
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
    """The look begins while the page still answers, and the page freezes under it."""
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=20) as desk:
        desk.page.set_content(PAGE)
        aside = Aside(browser)
        aside(lambda: None)  # Its page is made before time matters.
        button = desk.page.get_by_role("button")
        box = button.bounding_box()
        assert box is not None
        began = time.monotonic()
        button.click(no_wait_after=True)
        assert aside.within(lambda: desk.look(DONE, None), 1.0) is None
        aside(lambda: desk.page.mouse.click(box["x"] + 5, box["y"] + 5))
        assert aside.within(lambda: desk.look(DONE, None), 0.3) is None
        assert time.monotonic() - began < FROZEN_S
        assert desk.look(DONE, None) is True
        assert desk.look("() => clicks === 2 || null", None) is True


def test_a_person_leaves_a_frozen_page_without_waiting_for_it(browser: Browser) -> None:
    aside = Aside(browser)
    began = time.monotonic()
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=20) as desk:
        desk.page.set_content(PAGE.replace(str(1000 * FROZEN_S), "60000"))
        desk.page.get_by_role("button").click(no_wait_after=True)
        assert aside.within(lambda: desk.look(DONE, None), 1.0) is None
    assert time.monotonic() - began < 30


def test_a_page_that_answers_in_time_is_not_left(browser: Browser) -> None:
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=20) as desk:
        desk.page.set_content("<p>Here</p>")
        assert Aside(browser).within(lambda: desk.look("() => document.body.innerText", None), 10) == "Here"
