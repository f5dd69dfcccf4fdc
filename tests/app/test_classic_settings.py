"""Settings of the classic code and designs of one's own with it, as a person meets them in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.browsing import WINDOW, box, check_screen, press, ready, settled
from tests.app.driving import Support, disbursement, hourly_line, person_of, running, sign_in, support_client

SETTINGS = """
[lists]
fee_earners = 200

[classic]
calendars = true
most_items = 5
popups_at_end = false
looked_up = false
visibility_read = false
hidden_shown = false
enter_by_script = false
relative_widths = false
told_on_leaving = false
rules_on_every_edit = true
dirty_check = false

[design.detached]
client_code = "classic"
layout = "form"
choice_lists = "combobox"
dressing = "detached"

[design.pages]
client_code = "classic"
rows_per_page = 2
choice_lists = "combobox"
"""
DESIGNS = ("detached", "pages")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Support, str]]:
    """A server with these settings: its address, its support interface, and a session."""
    settings = tmp_path_factory.mktemp("settings") / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with (
        running("--settings", str(Path(settings))) as server,
        support_client(server.url) as client,
        person_of(server.url) as person,
    ):
        sign_in(person, "paged")
        yield server.url, Support(client=client), person.cookies["fake_ccms_session"]


@pytest.fixture
def page(browser: Browser, site: tuple[str, Support, str]) -> Iterator[Page]:
    url, _, token = site
    context = browser.new_context(base_url=url, viewport=WINDOW)  # type: ignore[arg-type]
    context.add_cookies([{"name": "fake_ccms_session", "value": token, "url": url}])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def opened(page: Page, site: tuple[str, Support, str], design: str, lines: int = 1) -> int:
    bill = site[1].make([*[hourly_line()] * lines, disbursement()])["bill_id"]
    page.goto(f"/{design}/bills/{bill}/lines/hourly")
    ready(page)
    return bill


@pytest.mark.parametrize("design", DESIGNS)
def test_a_list_shows_as_many_items_as_are_set_and_stays_beside_its_box(
    design: str, page: Page, site: tuple[str, Support, str]
) -> None:
    opened(page, site, design)
    page.get_by_role("combobox", name="Fee earner, line 1").press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(5)
    assert page.get_by_role("listbox").evaluate("(list) => list.closest('.choice') !== null")


@pytest.mark.parametrize("design", DESIGNS)
def test_a_line_is_worked_with_calendars_and_saved(
    design: str, page: Page, site: tuple[str, Support, str]
) -> None:
    bill = opened(page, site, design)
    page.get_by_alt_text("Choose the date, line 1").click()
    page.get_by_role("link", name="17", exact=True).click()
    assert box(page, "Date, line 1").input_value() == "17-04-2024"
    assert page.locator("[name$=DATE_DAY]").input_value() == "17"
    fee_earner = page.get_by_role("combobox", name="Fee earner, line 1")
    fee_earner.fill("fee earner 150")
    fee_earner.press("Tab")
    assert fee_earner.input_value() == "Fee earner 150"
    category = page.get_by_role("combobox", name="Category of work, line 1")
    category.fill("Letters out")
    category.press("Tab")
    expect(page.locator("#PRES_1_PRIOR_AUTH")).to_be_hidden()
    category.fill("Preparation")
    category.press("Tab")
    expect(page.locator("#PRES_1_PRIOR_AUTH")).to_be_visible()
    press(page, "Next")
    settled(page, "Disbursements")
    stored = site[1].read(bill)["lines"][0]["fields"]
    assert (stored["DATE"], stored["FEE_EARNER"]) == ("17-04-2024", "Fee earner 150")


@pytest.mark.parametrize("design", DESIGNS)
def test_without_relative_widths_a_control_has_the_width_of_its_kind(
    design: str, page: Page, site: tuple[str, Support, str]
) -> None:
    opened(page, site, design)
    widths = [
        box(page, f"{label}, line 1").evaluate("(one) => one.offsetWidth") for label in ("Items", "Time")
    ]
    rate = box(page, "Rate (£), line 1").evaluate("(one) => one.offsetWidth")
    assert widths[0] == widths[1] < rate


@pytest.mark.parametrize("design", DESIGNS)
def test_without_handlers_of_its_own_the_browser_sends_on_enter_and_hidden_lists_stay_hidden(
    design: str, page: Page, site: tuple[str, Support, str]
) -> None:
    page.add_init_script("""window.changes = 0;
      new MutationObserver((list) => (window.changes +=
        list.filter(({ target }) => target.matches(".question, .question > div")).length)
      ).observe(document, { attributeFilter: ["style"], subtree: true });""")
    bill = site[1].make([hourly_line(CATEGORY="Letters out", TIME="", ITEM="1"), disbursement()])["bill_id"]
    page.goto(f"/{design}/bills/{bill}/lines/hourly")
    ready(page)
    assert page.evaluate("window.changes") == 0
    assert (
        page.evaluate("jQuery._data(document.querySelector('[name$=ACTIVITY]'), 'events')?.keypress") is None
    )
    box(page, "Work conducted, line 1").press("Enter")
    settled(page, "Disbursements")


@pytest.mark.parametrize("design", DESIGNS)
def test_it_has_no_violation(design: str, page: Page, site: tuple[str, Support, str]) -> None:
    opened(page, site, design)
    check_screen(page, design)
    page.get_by_role("combobox", name="Category of work, line 1").press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    check_screen(page, f"{design} with an open list")


def test_pages_of_lines_are_turned_by_next(page: Page, site: tuple[str, Support, str]) -> None:
    bill = opened(page, site, "pages", lines=3)
    assert page.locator("[data-line]").count() == 2
    box(page, "Work conducted, line 2").fill("Changed")
    press(page, "Next")
    expect(page.get_by_text("Showing 3 to 3 of 3")).to_be_visible()
    assert site[1].read(bill)["lines"][1]["fields"]["ACTIVITY"] == "Changed"
