"""What only a browser can show: scripts, keys, history, and that entries stay when sending fails."""

from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from harness.engine.browser import started_browser
from tests.app.driving import DESIGNS, Server, Support, disbursement, hourly_line

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started_browser() as started:
        yield started


@pytest.fixture
def window(browser: Browser, server: Server, solicitor: httpx.Client) -> Iterator[BrowserContext]:
    """A signed-in browser window."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1350, "height": 940})
    token = solicitor.cookies["fake_ccms_session"]
    context.add_cookies([{"name": "fake_ccms_session", "value": token, "url": server.url}])
    context.new_page()
    yield context
    context.close()


def open_lines(window: BrowserContext, design: str, bill: int, lines: str = "hourly") -> Page:
    page = window.pages[0]
    page.goto(f"/{design}/bills/{bill}/lines/{lines}")
    expect(page.locator("main:not([aria-busy])")).to_be_visible()
    return page


def settled(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    expect(page.locator("main:not([aria-busy])")).to_be_visible()


def box(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_single_page_goes_forwards_and_backwards_in_one_document(
    window: BrowserContext, support: Support
) -> None:
    bill = support.make([hourly_line(), disbursement()])["bill_id"]
    page = open_lines(window, "single-page", bill)
    page.evaluate("window.sameDocument = true")
    box(page, "Work conducted, line 1").fill("Edited")
    press(page, "Next")
    settled(page, "Disbursements")
    assert page.url.endswith("/lines/disbursements")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Edited"
    press(page, "Next")
    settled(page, "Bill summary")
    page.go_back()
    settled(page, "Disbursements")
    page.go_back()
    settled(page, "Hourly rates")
    page.go_forward()
    settled(page, "Disbursements")
    assert page.evaluate("window.sameDocument") is True
    press(page, "Save and come back later")
    settled(page, "Create a bill: bill details")


def test_a_combo_box_works_by_keyboard_alone(window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, "single-page", bill)
    combo = page.get_by_role("combobox", name="Category of work, line 1")
    select = page.locator("select[name=PRES_1_CATEGORY]")
    combo.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("call")
    assert combo.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert (combo.input_value(), select.input_value()) == ("Telephone calls", "Telephone calls")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert select.input_value() == "Telephone calls"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("no such category")
    page.keyboard.press("Tab")
    assert (combo.input_value(), select.input_value()) == ("Telephone calls", "Telephone calls")
    combo.fill("advocacy")
    page.keyboard.press("Tab")
    assert (combo.input_value(), select.input_value()) == ("Advocacy", "Advocacy")
    press(page, "Save and come back later")
    settled(page, "Create a bill: bill details")
    assert support.read(bill)["lines"][0]["fields"]["CATEGORY"] == "Advocacy"


@pytest.mark.parametrize("design", DESIGNS)
def test_visibility_rules_follow_each_edit(design: str, window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    page = open_lines(window, design, bill)
    category = page.locator("#PRES_2_CATEGORY")
    if design == "paged":
        category.select_option("Letters out")
    else:
        category.fill("Letters out")
        category.press("Tab")
    expect(box(page, "Time, line 2")).not_to_be_editable()
    expect(page.locator("#PRES_2_PRIOR_AUTH")).to_be_hidden()
    expect(box(page, "Items, line 2")).to_have_attribute("aria-required", "true")
    expect(box(page, "Time, line 1")).to_be_editable()


@pytest.mark.parametrize("design", DESIGNS)
def test_add_puts_the_cursor_in_the_new_line(design: str, window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line() for _ in range(10)])["bill_id"]
    page = open_lines(window, design, bill)
    press(page, "Add")
    expect(box(page, "Date, line 11")).to_be_focused()
    press(page, "Remove line 11")
    expect(page.get_by_text("1 line was removed.")).to_be_visible()


def test_a_double_click_sends_once(window: BrowserContext, support: Support) -> None:
    for design in DESIGNS:
        made = support.make([hourly_line(), disbursement()])
        page = open_lines(window, design, made["bill_id"])
        page.get_by_role("button", name="Next", exact=True).dblclick()
        settled(page, "Disbursements")
        assert support.read(made["bill_id"])["version"] == made["version"] + 1, design


def test_entries_stay_on_the_screen_when_the_connection_fails(
    window: BrowserContext, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, "single-page", bill)
    box(page, "Work conducted, line 1").fill("Keep me")
    page.route("**/lines/hourly", lambda route: route.abort())
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost")
    assert box(page, "Work conducted, line 1").input_value() == "Keep me"
    page.unroute("**/lines/hourly")
    page.route("**/lines/hourly", lambda route: route.fulfill(status=504, body="<h1>Gateway</h1>"))
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("error (504)")
    page.unroute("**/lines/hourly")
    press(page, "Next")
    settled(page, "Bill summary") if not support.read(bill)["disbursements"] else settled(
        page, "Disbursements"
    )
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Keep me"


def test_entries_survive_the_end_of_the_session(window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line()], disbursements=False)["bill_id"]
    page = open_lines(window, "single-page", bill)
    box(page, "Work conducted, line 1").fill("Keep me")
    window.clear_cookies(name="fake_ccms_session")
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    with window.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new window)").click()
    other = opened.value
    other.get_by_label("User name").fill("solicitor1")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/cases")
    press(page, "Next")
    settled(page, "Bill summary")
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Keep me"


def test_a_stale_screen_keeps_what_was_typed(window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, "single-page", bill)
    other = window.new_page()
    other.goto(f"/paged/bills/{bill}/lines/hourly")
    press(other, "Save and come back later")
    settled(other, "Create a bill: bill details")
    box(page, "Work conducted, line 1").fill("Typed here")
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("changed somewhere else")
    assert box(page, "Work conducted, line 1").input_value() == "Typed here"


@pytest.mark.parametrize("design", DESIGNS)
def test_leaving_with_unsaved_changes_is_asked_about(
    design: str, window: BrowserContext, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, design, bill)
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    box(page, "Work conducted, line 1").fill("Typed")
    box(page, "Work conducted, line 1").press("Tab")
    box(page, "Work conducted, line 1").fill("Drafting the statement")
    box(page, "Work conducted, line 1").press("Tab")
    page.reload()
    assert asked == []
    expect(page.locator("main:not([aria-busy])")).to_be_visible()
    box(page, "Work conducted, line 1").fill("Typed")
    box(page, "Work conducted, line 1").press("Tab")
    page.reload()
    assert asked == ["beforeunload"]


INTERVIEW = ("lines/hourly", "disbursements-question", "summary")


def screens_of(support: Support) -> tuple[list[str], list[str]]:
    """The addresses of a bill's screens without the design: of its interview, and around it."""
    made = support.make([hourly_line(), hourly_line(), disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    bill, case = f"bills/{made['bill_id']}", f"cases/{made['case_reference']}"
    around = ["cases", case, f"{case}/billing", bill, f"{bill}/declaration", f"{bill}/delete"]
    return [f"{bill}/{screen}" for screen in INTERVIEW], around


def violations(page: Page) -> str:
    results = Axe().run(page, options={"runOnly": WCAG})
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize("design", DESIGNS)
def test_no_screen_scrolls_sideways_on_a_phone(design: str, window: BrowserContext, support: Support) -> None:
    page = window.pages[0]
    page.set_viewport_size({"width": 360, "height": 740})
    interview, around = screens_of(support)
    for screen in interview + around:
        page.goto(f"/{design}/{screen}")
        expect(page.locator("main:not([aria-busy])")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, screen


@pytest.mark.parametrize("design", DESIGNS)
def test_interview_screens_have_no_accessibility_violation(
    design: str, window: BrowserContext, support: Support
) -> None:
    page = window.pages[0]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for screen in screens_of(support)[0]:
        page.goto(f"/{design}/{screen}")
        expect(page.locator("main:not([aria-busy])")).to_be_visible()
        assert violations(page) == "", screen
        if "lines" in screen:
            box(page, "Date, line 1").fill("never")
            press(page, "Next")
            expect(page.get_by_role("alert")).to_be_visible()
            assert violations(page) == "", "with an error"
    assert faults == []


def test_pages_around_the_interview_have_no_accessibility_violation(
    window: BrowserContext, support: Support
) -> None:
    page = window.pages[0]
    for screen in screens_of(support)[1]:
        page.goto(f"/paged/{screen}")
        assert violations(page) == "", screen
