"""The windowed grid: few rows in the document, nothing lost by scrolling, everything by keyboard."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.app.browsing import box, focused_name, open_lines, press, ready, settled
from tests.app.driving import Support, disbursement, hourly_line

LINES = 150


def grid(window: BrowserContext, support: Support, lines: int = LINES) -> tuple[Page, int]:
    rows = [hourly_line(ACTIVITY=f"Work {n}") for n in range(1, lines + 1)]
    bill = support.make([*rows, disbursement()])["bill_id"]
    return open_lines(window, "windowed-grid", bill), bill


def mounted(page: Page) -> list[int]:
    return page.locator("[data-line]").evaluate_all("(rows) => rows.map((row) => Number(row.dataset.line))")


def scroll_to_end(page: Page) -> None:
    page.locator(".windowed").evaluate("(region) => { region.scrollTop = region.scrollHeight; }")


def stored(support: Support, bill: int, instance: int) -> dict[str, str]:
    return support.read(bill)["lines"][instance - 1]["fields"]


def test_only_rows_near_the_visible_part_are_in_the_document(
    window: BrowserContext, support: Support
) -> None:
    page, _ = grid(window, support)
    assert mounted(page)[0] == 1
    assert len(mounted(page)) < 40
    assert page.locator("table").get_attribute("aria-rowcount") == str(LINES + 1)
    scroll_to_end(page)
    expect(page.locator(f"[data-line='{LINES}']")).to_be_visible()
    assert 1 not in mounted(page)
    assert len(mounted(page)) < 40
    assert page.locator(f"[data-line='{LINES}']").get_attribute("aria-rowindex") == str(LINES + 1)


def test_typed_values_survive_scrolling_away_and_are_saved_on_leaving_the_line(
    window: BrowserContext, support: Support
) -> None:
    page, bill = grid(window, support)
    box(page, "Work conducted, line 1").fill("Typed")
    box(page, "Date, line 2").focus()
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Saved")
    assert stored(support, bill, 1)["ACTIVITY"] == "Typed"
    scroll_to_end(page)
    expect(page.locator(f"[data-line='{LINES}']")).to_be_visible()
    box(page, f"Date, line {LINES}").focus()
    expect(page.locator("[data-line='1']")).to_have_count(0)
    page.locator(".windowed").evaluate("(region) => { region.scrollTop = 0; }")
    expect(box(page, "Work conducted, line 1")).to_have_value("Typed")
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Saved")


def test_the_focused_row_stays_mounted_wherever_one_scrolls(window: BrowserContext, support: Support) -> None:
    page, _ = grid(window, support)
    field = box(page, "Work conducted, line 3")
    field.focus()
    scroll_to_end(page)
    expect(page.locator(f"[data-line='{LINES}']")).to_be_visible()
    expect(field).to_be_focused()
    assert {2, 3, 4, LINES} <= set(mounted(page))
    page.keyboard.type("x")
    assert field.input_value().endswith("x") or "x" in field.input_value()


def test_tab_goes_on_to_rows_that_were_not_mounted(window: BrowserContext, support: Support) -> None:
    page, _ = grid(window, support)
    page.evaluate("""() => { window.seen = []; document.addEventListener("focusin", (event) =>
      window.seen.push(Number(event.target.closest("[data-line]")?.dataset.line))); }""")
    box(page, "Date, line 1").focus()
    while page.evaluate("window.seen.at(-1)") < 28 and page.evaluate("window.seen.length") < 30 * 14:
        for _ in range(14):
            page.keyboard.press("Tab")
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen)
    assert set(range(1, 29)) <= set(seen)
    box(page, "Date, line 28").focus()
    page.keyboard.press("Shift+Tab")
    assert focused_name(page) == "Remove line 27"


def test_keys_move_by_pages_and_to_the_ends_in_the_same_column(
    window: BrowserContext, support: Support
) -> None:
    page, _ = grid(window, support)
    box(page, "Rate (£), line 1").focus()
    page.keyboard.press("Control+End")
    assert focused_name(page) == f"Rate (£), line {LINES}"
    page.keyboard.press("PageUp")
    assert focused_name(page).startswith("Rate (£), line 14")
    page.keyboard.press("Control+Home")
    assert focused_name(page) == "Rate (£), line 1"
    page.keyboard.press("PageDown")
    assert focused_name(page) not in ("Rate (£), line 1", "Rate (£), line 2")


def test_find_looks_through_lines_that_are_not_mounted(window: BrowserContext, support: Support) -> None:
    page, _ = grid(window, support)
    find = page.get_by_label("Find in lines")
    find.fill("work 14")
    expect(page.locator(".find-status")).to_have_text("Line 14, match 1 of 11")
    page.keyboard.press("Enter")
    expect(page.locator(".find-status")).to_have_text("Line 140, match 2 of 11")
    expect(page.locator("[data-line='140']")).to_be_in_viewport()
    expect(find).to_be_focused()
    press(page, "Go to this line")
    assert focused_name(page) == "Date, line 140"
    find.fill("nothing like it")
    expect(page.locator(".find-status")).to_have_text("Nothing was found")


def test_rules_hold_for_rows_that_are_mounted_later(window: BrowserContext, support: Support) -> None:
    rows = [hourly_line() for _ in range(60)]
    rows[59] = hourly_line(CATEGORY="Letters out", TIME="", ITEM="2", RATE="5.40")
    bill = support.make(rows)["bill_id"]
    page = open_lines(window, "windowed-grid", bill)
    scroll_to_end(page)
    expect(box(page, "Time, line 60")).not_to_be_editable()
    expect(box(page, "Items, line 60")).to_have_attribute("aria-required", "true")
    box(page, "Category of work, line 60").fill("preparation")
    box(page, "Category of work, line 60").press("Tab")
    expect(box(page, "Category of work, line 60")).to_have_value("Preparation")
    expect(box(page, "Time, line 60")).to_be_editable()


def test_a_choice_that_is_not_in_its_list_is_told_at_once_and_not_saved(
    window: BrowserContext, support: Support
) -> None:
    page, bill = grid(window, support, 3)
    box(page, "Category of work, line 1").fill("Golf")
    box(page, "Date, line 2").focus()
    expect(page.get_by_text("Category of work on line 1 must be chosen from the list")).to_be_visible()
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Not saved")
    assert stored(support, bill, 1)["CATEGORY"] == "Preparation"
    press(page, "Next")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Category of work on line 1 must be chosen from the list")
    alert.get_by_role("link").click()
    expect(box(page, "Category of work, line 1")).to_be_focused()
    box(page, "Category of work, line 1").fill("Advocacy")
    press(page, "Next")
    settled(page, "Disbursements")
    assert stored(support, bill, 1)["CATEGORY"] == "Advocacy"


def test_next_asks_for_what_is_missing_on_lines_that_are_not_mounted(
    window: BrowserContext, support: Support
) -> None:
    page, _ = grid(window, support, 60)
    press(page, "Add")
    expect(box(page, "Date, line 61")).to_be_focused()
    page.get_by_label("Find in lines").focus()
    page.locator(".windowed").evaluate("(region) => { region.scrollTop = 0; }")
    press(page, "Next")
    page.get_by_role("alert").get_by_role("link", name="Enter the time on line 61").click()
    expect(box(page, "Time, line 61")).to_be_focused()


def test_each_line_is_its_own_small_request_with_a_version_check(
    window: BrowserContext, support: Support
) -> None:
    page, bill = grid(window, support)
    version = support.read(bill)["version"]
    with page.expect_request(lambda request: request.method == "POST") as sent:
        box(page, "Time, line 2").fill("2:00")
        box(page, "Date, line 3").focus()
    body = sent.value.post_data or ""
    assert sent.value.url.endswith("/lines/hourly/2")
    assert "PRES_2_TIME" in body
    assert "PRES_1_" not in body
    expect(box(page, "Time, line 2")).to_have_value("02:00")
    expect(box(page, "Net claim (£), line 2")).to_have_value("109.80")
    assert support.read(bill)["version"] == version + 1
    box(page, "Time, line 3").fill("1:00")
    with page.expect_request(lambda request: request.url.endswith("/lines/hourly")) as pressed:
        press(page, "Next")
    settled(page, "Disbursements")
    assert "PRES_" not in (pressed.value.post_data or "")
    assert stored(support, bill, 3)["TIME"] == "01:00"


def test_a_line_changed_elsewhere_is_not_saved_over_and_stays_typed(
    window: BrowserContext, support: Support
) -> None:
    page, bill = grid(window, support, 3)
    other = window.new_page()
    other.goto(f"/paged/bills/{bill}/lines/hourly")
    press(other, "Save and come back later")
    settled(other, "Create a bill: bill details")
    box(page, "Work conducted, line 1").fill("Mine")
    box(page, "Date, line 2").focus()
    expect(page.get_by_role("alert")).to_contain_text("changed somewhere else")
    expect(box(page, "Date, line 2")).to_be_focused()
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Not saved")
    assert box(page, "Work conducted, line 1").input_value() == "Mine"
    assert stored(support, bill, 1)["ACTIVITY"] == "Work 1"


def test_a_line_that_could_not_be_sent_is_sent_again_before_any_button(
    window: BrowserContext, support: Support
) -> None:
    page, bill = grid(window, support, 3)
    page.route("**/lines/hourly/1", lambda route: route.abort())
    box(page, "Work conducted, line 1").fill("Kept")
    box(page, "Date, line 2").focus()
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost")
    press(page, "Next")
    expect(page.get_by_role("alert")).to_be_focused()
    page.unroute("**/lines/hourly/1")
    press(page, "Next")
    settled(page, "Disbursements")
    assert stored(support, bill, 1)["ACTIVITY"] == "Kept"


def test_an_answer_does_not_move_the_button_that_is_being_pressed(
    window: BrowserContext, support: Support
) -> None:
    """Who presses a button leaves the line, and what its saving tells must not take the click away."""
    bill = support.make([hourly_line()])["bill_id"]
    page = open_lines(window, "windowed-grid", bill)
    box(page, "Date, line 1").fill("never")
    button = page.get_by_role("button", name="Next", exact=True)
    button.hover()
    with page.expect_response("**/lines/hourly/1"):
        page.mouse.down()
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    page.mouse.up()
    expect(page.get_by_role("alert")).to_be_visible()


def test_leaving_with_an_unsaved_line_is_asked_about(window: BrowserContext, support: Support) -> None:
    page, _ = grid(window, support, 3)
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    box(page, "Work conducted, line 1").fill("Saved")
    box(page, "Date, line 2").focus()
    expect(page.locator("[data-line='1'] .line-state")).to_have_text("Saved")
    page.reload()
    ready(page)
    assert asked == []
    page.route("**/lines/hourly/1", lambda route: route.abort())
    box(page, "Work conducted, line 1").fill("Not saved")
    box(page, "Date, line 2").focus()
    expect(page.get_by_role("alert")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]


def test_a_line_with_a_mistake_can_be_removed(window: BrowserContext, support: Support) -> None:
    page, bill = grid(window, support, 3)
    box(page, "Date, line 2").fill("never")
    press(page, "Remove line 2")
    expect(page.get_by_text("1 line was removed.")).to_be_visible()
    assert len(support.read(bill)["lines"]) == 3
