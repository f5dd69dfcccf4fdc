"""What pages of the classic designs do by themselves, as the real ones do, seen from inside the page."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import AfterAnswer, Layout
from tests.app.browsing import box, open_lines, settled
from tests.app.driving import Support, disbursement, hourly_line

CLASSIC = [name for name, design in PRESETS.items() if design.is_classic]
FILTERED = [name for name in CLASSIC if PRESETS[name].is_filtered]


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.pages[0]


@pytest.mark.parametrize("design", CLASSIC)
def test_each_input_sends_by_enter_and_only_controls_that_rules_read_tell_them_unless_all_are_derived_anew(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line(), disbursement()])["bill_id"]
    open_lines(page.context, design, bill)
    held = page.evaluate("""() => {
      const named = (kind) => (one) => (jQuery._data(one, "events") ?? {})[kind];
      const inputs = [...document.querySelectorAll("input")];
      return {
        silent: inputs.filter((one) => !named("keypress")(one)).length,
        lists: [...document.querySelectorAll("select")].map((one) => one.id),
        telling: [...document.querySelectorAll("select")].filter(named("change")).map((one) => one.id),
      };
    }""")
    read_by_rules = ["PRES_1_CATEGORY_list" if PRESETS[design].is_filtered else "PRES_1_CATEGORY"]
    every_control = PRESETS[design].after_answer is AfterAnswer.EVERY_CONTROL
    assert held["silent"] == 0
    assert held["telling"] == (held["lists"] if every_control else read_by_rules)
    box(page, "Work conducted, line 1").fill("Changed")
    box(page, "Work conducted, line 1").press("Enter")
    settled(page, "Disbursements")
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Changed"


@pytest.mark.parametrize("design", CLASSIC)
def test_a_control_is_as_wide_as_its_place_lets_it_be(design: str, page: Page, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    for label in ("Date", "Rate (£)"):
        wide, place = box(page, f"{label}, line 1").evaluate(
            "(one) => [one.offsetWidth, one.parentElement.clientWidth]"
        )
        assert wide == min(place, 250)


@pytest.mark.parametrize("design", FILTERED)
def test_a_hidden_list_is_shown_only_while_its_box_is_made_and_never_in_a_cell(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line(), hourly_line(CATEGORY="Letters out", TIME="", ITEM="1")])["bill_id"]
    page.add_init_script("""window.shown = []; new MutationObserver((list) => list.forEach(({ target }) =>
      target.matches(".question, .question > div") && window.shown.push(target.id))
    ).observe(document, { attributeFilter: ["style"], subtree: true });""")
    open_lines(page.context, design, bill)
    in_cells = PRESETS[design].layout is Layout.TABLE
    assert set(page.evaluate("window.shown")) == (set() if in_cells else {"PRES_2_PRIOR_AUTH_question"})
    expect(page.locator("#PRES_2_PRIOR_AUTH")).to_be_hidden()


@pytest.mark.parametrize("design", CLASSIC)
def test_what_a_rule_shows_and_hides_tells_so_in_its_marks_and_attributes(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    items = page.locator("#PRES_2_ITEM_question")
    authority = page.locator("#PRES_2_PRIOR_AUTH_question [name]")
    mark = items.locator(".mark, .cell-mark")
    seen = []
    for category in ("Letters out", "Preparation"):
        page.locator("[name$=PRES_2_CATEGORY]").evaluate(
            """(list, chosen) => {
              list.value = chosen;
              list.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            category,
        )
        seen.append(
            (
                mark.is_visible(),
                items.locator("input").get_attribute("aria-required"),
                authority.get_attribute("data-shown"),
                page.locator("#PRES_2_TIME").get_attribute("aria-disabled"),
            )
        )
    assert seen == [(True, "true", "false", "true"), (False, "false", "true", "false")]
