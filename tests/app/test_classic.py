"""The classic designs: what their pages hold, how they are worked and how they are sent."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.settings import ClassicSettings
from billbench.fake_ccms.web import statics
from billbench.fake_ccms.web.classic import usual_names
from billbench.fake_ccms.web.multipart import parse_multipart
from tests.app.browsing import (
    PHONE,
    box,
    open_lines,
    press,
    ready,
    settled,
    small_targets,
    violations,
)
from tests.app.driving import Support, disbursement, hourly_line, main_form
from tests.app.in_process import Inside, inside, settings_of

CLASSIC = [name for name, design in PRESETS.items() if design.is_classic]
FILTERED = [name for name in CLASSIC if PRESETS[name].is_filtered]
PLAIN = [name for name in CLASSIC if not PRESETS[name].is_filtered]


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A window in which a fault of a script, or one that the page's own policy stops, fails the test."""
    faults: list[str] = []
    page = window.pages[0]
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    assert [fault for fault in faults if "status of 4" not in fault] == []


def opened(
    folder: Path, document: dict[str, Any], design: str, *, lines: int = 2
) -> tuple[str, httpx.Response]:
    """The lines of a bill as the application sends them: the page's address and the answer."""
    with inside(folder, settings_of(document)) as app:
        return _opened(app, design, lines)


def _opened(app: Inside, design: str, lines: int) -> tuple[str, httpx.Response]:
    app.sign_in()
    made = app.support("POST", "bills", json={"user": "solicitor1", "lines": [hourly_line()] * lines})
    path = f"/{design}/bills/{made.json()['bill_id']}/lines/hourly"
    return path, app.get(path)


def shown(answer: httpx.Response) -> Mapping[str, str]:
    """The fields of the page's form by their usual names."""
    return usual_names(main_form(answer).fields)


@pytest.mark.parametrize("design", CLASSIC)
def test_a_script_at_the_end_tells_of_each_control_and_a_line_posts_a_field_more(
    design: str, tmp_path: Path
) -> None:
    _, answer = opened(tmp_path, {}, design)
    fields = [name for name in shown(answer) if name.startswith("PRES_")]
    assert len(fields) == 2 * 14
    assert "PRES_1_INSTANCE" in fields
    assert answer.text.count("classicPage.controls.push(") == 2 * 13
    assert answer.text.rindex("</form>") < answer.text.index("classicPage")
    assert 'enctype="multipart/form-data"' in answer.text


@pytest.mark.parametrize("design", CLASSIC)
def test_with_calendars_a_line_posts_three_fields_more(design: str, tmp_path: Path) -> None:
    _, answer = opened(tmp_path, {"classic": {"calendars": True}}, design)
    fields = [name for name in shown(answer) if name.startswith("PRES_")]
    assert len(fields) == 2 * 17


def test_the_scripts_of_a_page_are_allowed_in_that_one_answer_only(tmp_path: Path) -> None:
    with inside(tmp_path) as app:
        path, first = _opened(app, "single-page", 1)
        second = app.get(path)
        other = app.get("/paged/cases")
    nonces = []
    for answer in (first, second):
        allowed = re.search(r"script-src 'self' 'nonce-([\w-]+)'", answer.headers["content-security-policy"])
        assert allowed is not None
        assert set(re.findall(r'<script nonce="([^"]*)"', answer.text)) == {allowed[1]}
        nonces.append(allowed[1])
    assert nonces[0] != nonces[1]
    assert "nonce" not in other.headers["content-security-policy"]


@pytest.mark.parametrize("design", CLASSIC)
def test_nothing_that_is_typed_becomes_markup_or_script(design: str, tmp_path: Path) -> None:
    nasty = "</script><b>\"%(value)s\" & '%s' 100% @@value@@</b>"
    with inside(tmp_path) as app:
        path, answer = _opened(app, design, 1)
        form = main_form(answer)
        assert "<b>" not in answer.text
        sent = {**form.fields, "PRES_1_ACTIVITY": nasty, "PRES_1_DATE": "never %d", "action": "next"}
        refused = app.post(path, files={name: (None, value) for name, value in sent.items()})
    assert refused.status_code == 422
    assert shown(refused)["PRES_1_ACTIVITY"] == nasty
    assert shown(refused)["PRES_1_DATE"] == "never %d"
    assert "<b>" not in refused.text
    assert refused.text.count("</script>") == refused.text.count("<script")


def test_settings_of_the_classic_code_reach_its_pages(tmp_path: Path) -> None:
    changed = {
        name: not value if isinstance(value, bool) else value + 1
        for name, value in ClassicSettings().model_dump().items()
    }
    _, answer = opened(tmp_path, {"classic": changed}, "single-page")
    begun = re.search(r"window\.classicPage = (.*);", answer.text)
    assert begun is not None
    for name, value in changed.items():
        assert f'"{name}":{str(value).lower()}' in begun[1]


@pytest.mark.parametrize("design", CLASSIC)
def test_what_is_changed_is_saved_by_going_on(design: str, page: Page, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line(), disbursement()])["bill_id"]
    open_lines(page.context, design, bill)
    box(page, "Work conducted, line 2").fill("Changed")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Next")
    settled(page, "Disbursements")
    assert support.read(bill)["lines"][1]["fields"]["ACTIVITY"] == "Changed"
    kind = sent.value.headers["content-type"]
    form, files = parse_multipart(kind, sent.value.post_data_buffer or b"")
    assert len([name for name in usual_names(form) if name.startswith("PRES_")]) == 2 * 14
    assert files == {}
    press(page, "Back")
    settled(page, "Hourly rates")
    press(page, "Add")
    page.locator("[data-line]").nth(2).wait_for()
    assert page.evaluate("document.activeElement.id") == "PRES_4_DATE"
    press(page, "Remove line 3")
    expect(page.get_by_text("1 line was removed.")).to_be_visible()


@pytest.mark.parametrize("design", CLASSIC)
def test_rules_run_when_something_changes_that_they_read(design: str, page: Page, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    category = page.locator("#PRES_2_CATEGORY")
    if design in FILTERED:
        category.fill("Letters out")
        category.press("Tab")
    else:
        category.select_option("Letters out")
    assert page.locator("#PRES_2_TIME").get_attribute("readonly") is not None
    expect(page.locator("#PRES_2_PRIOR_AUTH")).to_be_hidden()
    expect(page.locator("#PRES_1_PRIOR_AUTH")).to_be_visible()
    if design in FILTERED:
        category.fill("Preparation")
        category.press("Tab")
    else:
        category.select_option("Preparation")
    assert page.locator("#PRES_2_TIME").get_attribute("readonly") is None
    expect(page.locator("#PRES_2_PRIOR_AUTH")).to_be_visible()


@pytest.mark.parametrize("design", FILTERED)
def test_a_filtered_list_works_by_keyboard_alone(design: str, page: Page, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    combo = page.get_by_role("combobox", name="Category of work, line 1")
    select = page.locator("#PRES_1_CATEGORY_list")
    combo.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("call")
    expect(combo).to_have_attribute("aria-expanded", "true")
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


@pytest.mark.parametrize("design", FILTERED)
def test_a_filtered_list_shows_so_many_items_at_the_end_of_the_document(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    page.get_by_role("button", name="Show the options for Prior authority, line 1").click()
    items = page.get_by_role("option")
    expect(items).to_have_count(20)
    assert page.get_by_role("listbox").evaluate("(list) => list.parentElement === document.body")
    items.nth(3).click()
    chosen = page.locator("#PRES_1_PRIOR_AUTH_list").input_value()
    assert chosen == box(page, "Prior authority, line 1").input_value() != ""
    expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize("design", FILTERED)
def test_an_open_list_has_no_violation_but_that_it_covers_controls(
    design: str, page: Page, support: Support
) -> None:
    """As the real one does. That it stays where it is when the window becomes narrow is not looked at."""
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    page.get_by_role("combobox", name="Fee earner, line 1").press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    found = re.findall(r"Rule Violated:\s+([\w-]+)", violations(page))
    assert set(found) <= {"target-size"}
    assert small_targets(page) == []


@pytest.mark.parametrize("design", CLASSIC)
def test_leaving_unsaved_changes_is_warned_of_and_only_these(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    warned = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(warned) is False
    box(page, "Work conducted, line 1").fill("Changed")
    box(page, "Work conducted, line 1").press("Tab")
    assert page.evaluate(warned) is True
    box(page, "Work conducted, line 1").fill("Drafting the statement")
    box(page, "Work conducted, line 1").press("Tab")
    assert page.evaluate(warned) is False


@pytest.mark.parametrize("design", CLASSIC)
def test_lines_are_arranged_anew_when_the_window_becomes_narrow(
    design: str, page: Page, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    page.set_viewport_size({"width": 900, "height": 700})
    ready(page)
    assert page.locator(".line.narrow").count() == 0
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.locator(".line.narrow")).to_have_count(1)


def test_a_library_that_is_not_installed_is_told_when_the_server_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(statics, "_LIBRARIES", {"jquery.js": ("no-such-package", "jquery.js")})
    with pytest.raises(StartError, match=r"no-such-package.*make setup"):
        statics.read_statics()


@pytest.mark.parametrize(("design", "anew"), [("rederiving", True), ("single-page", False)])
def test_an_answer_makes_every_control_show_itself_anew_only_where_the_design_says_so(
    design: str, anew: bool, page: Page, support: Support
) -> None:
    """A list of another line loses what was written into it, and keeps what was chosen."""
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    other = page.get_by_label("Fee earner, line 2")
    chosen = other.input_value()
    other.evaluate("(list) => { list.options[1].text = 'Written by hand'; }")
    box(page, "Work conducted, line 1").fill("Changed")
    box(page, "Work conducted, line 1").press("Tab")
    assert ("Written by hand" in other.inner_text()) is not anew
    assert other.input_value() == chosen
    assert page.evaluate("document.activeElement.id").startswith("PRES_1_")
