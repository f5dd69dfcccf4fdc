"""What only a browser can show: scripts, keys, history, and that entries stay when sending fails."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.app.browsing import box, open_lines, press, settled
from tests.app.driving import DESIGNS, Support, disbursement, hourly_line


def test_the_rewritten_page_goes_forwards_and_backwards_in_one_document(
    window: BrowserContext, support: Support
) -> None:
    bill = support.make([hourly_line(), disbursement()])["bill_id"]
    page = open_lines(window, "rewritten-page", bill)
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
    page = open_lines(window, "rewritten-page", bill)
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
    page = open_lines(window, "rewritten-page", bill)
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


def test_a_connection_lost_within_an_answer_is_told_and_the_entries_stay(
    window: BrowserContext, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, "rewritten-page", bill)
    box(page, "Work conducted, line 1").fill("Typed and saved unheard")
    fault = {
        "kind": "drop-within",
        "route": f"/rewritten-page/bills/{bill}/lines/hourly",
        "methods": ["POST"],
    }
    support.client.put("/support/faults", json={"fault": [fault]})
    try:
        press(page, "Next")
        expect(page.get_by_role("alert")).to_contain_text("The answer of the service stopped in the middle")
    finally:
        support.client.delete("/support/faults")
    expect(box(page, "Work conducted, line 1")).to_have_value("Typed and saved unheard")
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Typed and saved unheard"
    press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("This bill was changed somewhere else")


def test_entries_survive_the_end_of_the_session(window: BrowserContext, support: Support) -> None:
    bill = support.make([hourly_line()], disbursements=False)["bill_id"]
    page = open_lines(window, "rewritten-page", bill)
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
    page = open_lines(window, "rewritten-page", bill)
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


def test_a_warning_comes_before_the_session_ends_and_it_can_be_prolonged(
    window: BrowserContext, support: Support
) -> None:
    page = window.pages[0]
    page.clock.install()
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(window, "rewritten-page", bill)
    warning = page.get_by_text("Your session ends in 2 minutes.")
    page.clock.run_for("57:00")
    expect(warning).to_have_count(0)
    page.clock.run_for("02:00")
    expect(warning).to_be_visible()
    press(page, "Stay signed in")
    expect(warning).to_have_count(0)
    page.clock.run_for("58:30")
    expect(warning).to_be_visible()
    page.clock.run_for("02:00")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
