"""Designs of one's own: every axis in combinations that no preset has, clicked through."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.browsing import WINDOW, box, press, ready, settled
from tests.app.driving import (
    Support,
    disbursement,
    hourly_line,
    person_of,
    running,
    sign_in,
    support_client,
)

DESIGNS = """
[design.leaves-in-browser]
rows_per_page = 10
rendering = "browser"
save_scope = "screen"

[design.pages-in-browser]
rows_per_page = 10
rendering = "browser"
choice_lists = "datalist"

[design.pages-saved-by-line]
rows_per_page = 10
rendering = "browser"
save_scope = "line"
choice_lists = "combobox"

[design.list-in-browser]
rows_per_page = 10
rendering = "browser"
editable_rows = "one"
choice_lists = "combobox"

[design.windowed-list]
rendering = "browser"
editable_rows = "one"
mounted_rows = "visible"

[design.windowed-whole]
rendering = "browser"
mounted_rows = "visible"
choice_lists = "combobox"

[design.lean-by-line]
rendering = "browser"
row_fields = "essential"
save_scope = "line"

[design.server-datalist]
rows_per_page = 10
choice_lists = "datalist"

[design.server-combobox]
rows_per_page = 10
choice_lists = "combobox"
"""
LINES = 34


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Support, str]]:
    """A server with these designs: its address, its support interface, and a session."""
    settings = tmp_path_factory.mktemp("settings") / "settings.toml"
    settings.write_text(DESIGNS, encoding="utf-8")
    with (
        running("--settings", str(settings)) as server,
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


@pytest.fixture
def support(site: tuple[str, Support, str]) -> Support:
    return site[1]


def opened(page: Page, support: Support, design: str) -> int:
    rows = [hourly_line(ACTIVITY=f"Work {n}") for n in range(1, LINES + 1)]
    bill = support.make([*rows, disbursement()])["bill_id"]
    page.goto(f"/{design}/bills/{bill}/lines/hourly")
    ready(page)
    return bill


def activity(support: Support, bill: int, number: int) -> str:
    return support.read(bill)["lines"][number - 1]["fields"]["ACTIVITY"]


def shows(page: Page, text: str) -> None:
    expect(page.get_by_text(text)).to_be_visible()
    ready(page)


def test_a_whole_screen_is_sent_from_any_of_its_pages(page: Page, support: Support) -> None:
    bill = opened(page, support, "leaves-in-browser")
    assert page.locator("[data-line]").count() == 10
    box(page, "Work conducted, line 1").fill("Changed")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Next")
    body = sent.value.post_data or ""
    assert "PRES_1_DATE" in body
    assert f"PRES_{LINES}_DATE" in body
    shows(page, f"Showing 11 to 20 of {LINES}")
    assert page.url.endswith("?page=2")
    box(page, "Work conducted, line 12").fill("Changed too")
    press(page, "Back")
    shows(page, f"Showing 1 to 10 of {LINES}")
    expect(box(page, "Work conducted, line 1")).to_have_value("Changed")
    assert activity(support, bill, 12) == "Changed too"
    press(page, "Remove all lines on this page")
    shows(page, "10 lines were removed.")
    assert len(support.read(bill)["lines"]) == LINES - 10 + 1


def test_a_page_sends_its_own_lines_only(page: Page, support: Support) -> None:
    bill = opened(page, support, "pages-in-browser")
    box(page, "Category of work, line 1").fill("advocacy")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Next")
    body = sent.value.post_data or ""
    assert "PRES_10_DATE" in body
    assert "PRES_11_DATE" not in body
    shows(page, f"Showing 11 to 20 of {LINES}")
    assert support.read(bill)["lines"][0]["fields"]["CATEGORY"] == "Advocacy"


def test_lines_of_pages_can_be_saved_one_by_one(page: Page, support: Support) -> None:
    bill = opened(page, support, "pages-saved-by-line")
    box(page, "Work conducted, line 1").fill("Changed")
    category = page.get_by_role("combobox", name="Category of work, line 1", exact=True)
    category.fill("Advocacy")
    box(page, "Date, line 2").focus()
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Saved")
    assert activity(support, bill, 1) == "Changed"
    press(page, "Next")
    shows(page, f"Showing 11 to 20 of {LINES}")
    assert support.read(bill)["lines"][0]["fields"]["CATEGORY"] == "Advocacy"


@pytest.mark.parametrize("design", ["list-in-browser", "windowed-list"])
def test_a_list_to_read_can_be_built_in_the_browser(design: str, page: Page, support: Support) -> None:
    bill = opened(page, support, design)
    assert page.locator("[data-line] input").count() == 0
    page.get_by_role("link", name="Change line 2").click()
    settled(page, "Line 2")
    box(page, "Work conducted").fill("Changed")
    press(page, "Save and continue")
    settled(page, "Hourly rates")
    shows(page, "Line 2 is saved.")
    expect(page.get_by_role("link", name="Change line 2")).to_be_focused()
    assert activity(support, bill, 2) == "Changed"
    press(page, "Add")
    settled(page, "Add a line")
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text(f"Enter the date on line {LINES + 1}")
    page.get_by_role("link", name="Cancel").click()
    settled(page, "Hourly rates")
    assert len(support.read(bill)["lines"]) == LINES + 1


def test_a_whole_screen_can_be_windowed(page: Page, support: Support) -> None:
    bill = opened(page, support, "windowed-whole")
    box(page, "Work conducted, line 1").fill("Changed")
    page.keyboard.press("Control+End")
    expect(box(page, f"Work conducted, line {LINES}")).to_be_focused()
    page.get_by_label("Find in lines").focus()
    expect(page.locator("[data-line='1']")).to_have_count(0)
    press(page, "Next")
    settled(page, "Disbursements")
    assert activity(support, bill, 1) == "Changed"
    assert activity(support, bill, LINES) == f"Work {LINES}"


def test_lean_rows_can_be_saved_one_by_one(page: Page, support: Support) -> None:
    bill = opened(page, support, "lean-by-line")
    box(page, "Time, line 1").fill("2:00")
    press(page, "Other fields of line 1")
    settled(page, "Line 1")
    expect(box(page, "Time")).to_have_value("02:00")
    box(page, "Work conducted").fill("Changed")
    press(page, "Save and continue")
    settled(page, "Hourly rates")
    assert activity(support, bill, 1) == "Changed"


def test_the_server_can_share_one_list_for_a_column(page: Page, support: Support) -> None:
    bill = opened(page, support, "server-datalist")
    assert page.locator("datalist").count() == 5
    category = box(page, "Category of work, line 1")
    category.fill("letters out")
    category.press("Tab")
    expect(category).to_have_value("Letters out")
    expect(box(page, "Time, line 1")).not_to_be_editable()
    category.fill("Golf")
    category.press("Tab")
    shows(page, "Category of work on line 1 must be chosen from the list")
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("must be chosen from the list")
    assert support.read(bill)["lines"][0]["fields"]["CATEGORY"] == "Preparation"


def test_the_server_can_build_pages_with_combo_boxes(page: Page, support: Support) -> None:
    bill = opened(page, support, "server-combobox")
    page.get_by_role("combobox", name="Category of work, line 1", exact=True).fill("advo")
    page.keyboard.press("Enter")
    press(page, "Next")
    shows(page, f"Showing 11 to 20 of {LINES}")
    assert support.read(bill)["lines"][0]["fields"]["CATEGORY"] == "Advocacy"
