"""Lines on pages of their own: the list to read, adding, changing, removing, and rows with few fields."""

import re

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.app.browsing import box, open_lines, press, settled
from tests.app.driving import Support, heading, hourly_line, main_form, send

ENTRIES = {
    "DATE": "03-04-2024",
    "COST_TYPE": "Profit cost",
    "CATEGORY": "Preparation",
    "ACTIVITY": "Entered on its own page",
    "TIME": "01:30",
    "FEE_EARNER": "Amira Patel",
}


def entries(prefix: str, **changes: str) -> dict[str, str]:
    return {f"{prefix}_{suffix}": value for suffix, value in {**ENTRIES, **changes}.items()}


def make(support: Support, lines: int) -> int:
    return support.make([hourly_line(ACTIVITY=f"Work {n}") for n in range(1, lines + 1)])["bill_id"]


def activities(support: Support, bill: int) -> list[str]:
    return [line["fields"]["ACTIVITY"] for line in support.read(bill)["lines"]]


def test_the_list_shows_twenty_lines_to_read_and_links_to_its_pages(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 50)
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly")
    assert "Showing 1 to 20 of 50" in page.text
    assert page.text.count("data-line=") == 20
    assert [name for name in main_form(page).fields if name.startswith("PRES")] == []
    assert re.findall(r'aria-label="Page (\d+)"', page.text) == ["1", "2", "3"]
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly?page=3")
    assert "Showing 41 to 50 of 50" in page.text
    assert heading(send(solicitor, page, "next")) == "Disbursements"


def test_long_lists_link_to_the_pages_around_and_at_the_ends(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 220)
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly?page=6")
    assert re.findall(r'aria-label="Page (\d+)"', page.text) == ["1", "4", "5", "6", "7", "8", "11"]
    assert page.text.count('class="gap"') == 2


@pytest.mark.parametrize("design", ["add-to-list", "lean-page"])
def test_a_line_is_added_on_its_own_page_and_only_when_it_is_saved(
    design: str, solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 20)
    page = solicitor.get(f"/{design}/bills/{bill}/lines/hourly")
    page = send(solicitor, page, "add")
    assert heading(page) == "Add a line"
    assert len(activities(support, bill)) == 20
    refused = send(solicitor, page, "next", PRES_21_ACTIVITY="Half filled in")
    assert refused.status_code == 422
    assert "Enter the date on line 21" in refused.text
    assert main_form(refused).fields["PRES_21_ACTIVITY"] == "Half filled in"
    assert len(activities(support, bill)) == 20
    page = send(solicitor, refused, "next", **entries("PRES_21"))
    assert "Line 21 is saved." in page.text
    assert activities(support, bill)[20] == "Entered on its own page"
    if design == "add-to-list":
        assert "Showing 21 to 21 of 21" in page.text


def test_sending_a_new_line_twice_adds_it_once(solicitor: httpx.Client, support: Support) -> None:
    bill = make(support, 1)
    form = main_form(solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/new"))
    data = {**form.fields, **entries("PRES_2"), "action": "next"}
    first, second = (solicitor.post(form.action, data=data) for _ in range(2))
    assert first.status_code == 200
    assert second.status_code == 409
    assert "Entered on its own page" in second.text
    assert len(activities(support, bill)) == 2


def test_a_line_is_changed_on_its_own_page(solicitor: httpx.Client, support: Support) -> None:
    bill = make(support, 23)
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/22")
    assert heading(page) == "Line 22"
    assert len([name for name in main_form(page).fields if name.startswith("PRES_22_")]) == 13
    refused = send(solicitor, page, "next", PRES_22_DATE="31-02-2024", PRES_22_ACTIVITY="Typed")
    assert "Date on line 22 must be a day that exists" in refused.text
    assert main_form(refused).fields["PRES_22_ACTIVITY"] == "Typed"
    page = send(solicitor, refused, "next", PRES_22_DATE="01-02-2024")
    assert "Showing 21 to 23 of 23" in page.text
    assert activities(support, bill)[21] == "Typed"


def test_a_line_is_removed_after_a_question(solicitor: httpx.Client, support: Support) -> None:
    bill = make(support, 3)
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/2/remove")
    assert heading(page) == "Remove line 2?"
    assert "Work 2" in page.text
    assert len(activities(support, bill)) == 3
    page = solicitor.post(main_form(page).action, data=main_form(page).fields)
    assert "1 line was removed." in page.text
    assert activities(support, bill) == ["Work 1", "Work 3"]


def test_a_stale_line_page_keeps_what_was_typed_even_when_the_line_is_gone(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 3)
    mine = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/2")
    removal = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/2/remove")
    solicitor.post(main_form(removal).action, data=main_form(removal).fields)
    page = send(solicitor, mine, "next", PRES_2_ACTIVITY="Typed for nothing")
    assert page.status_code == 409
    assert main_form(page).fields["PRES_2_ACTIVITY"] == "Typed for nothing"
    assert solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/2").status_code == 404
    assert send(solicitor, removal, "").status_code == 409


def test_a_line_of_a_type_that_is_not_billed_cannot_be_added(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 1)
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/cpgfs/new")
    assert heading(page) == "Do you want to bill disbursements?"
    form = main_form(solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/new"))
    data = {**form.fields, **entries("CPGFS_2"), "action": "next"}
    page = solicitor.post(f"/add-to-list/bills/{bill}/lines/cpgfs/new", data=data)
    assert heading(page) == "Do you want to bill disbursements?"
    assert len(activities(support, bill)) == 1


def test_going_on_from_a_list_needs_no_newest_version(solicitor: httpx.Client, support: Support) -> None:
    """A list to read sends nothing, so coming back to an old copy of it does no harm."""
    bill = make(support, 3)
    old = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly")
    send(solicitor, solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly/2"), "next")
    assert heading(send(solicitor, old, "next")) == "Disbursements"
    assert send(solicitor, old, "remove-all").status_code == 409
    assert len(activities(support, bill)) == 3


def test_an_incomplete_line_of_a_list_stops_next_and_is_linked(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 2)
    page = send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "add")
    page = solicitor.get(f"/add-to-list/bills/{bill}/lines/hourly")
    assert page.text.count("Incomplete") == 1
    page = send(solicitor, page, "next")
    assert page.status_code == 422
    assert "Fill in everything on line 3." in page.text
    assert f'href="/add-to-list/bills/{bill}/lines/hourly/3"' in page.text


def test_lean_rows_have_the_essential_fields_and_save_them_whole(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = make(support, 3)
    page = solicitor.get(f"/lean-page/bills/{bill}/lines/hourly")
    form = main_form(page)
    fields = [name for name in form.fields if name.startswith("PRES_2_")]
    assert [name.removeprefix("PRES_2_") for name in fields] == [
        "DATE",
        "ACTIVITY",
        "TIME",
        "ITEM",
        "NET_CLAIM_INC_UPLFT",
    ]
    page = send(solicitor, page, "open-2", PRES_3_ACTIVITY="Saved on the way")
    assert heading(page) == "Line 2"
    assert activities(support, bill) == ["Work 1", "Work 2", "Saved on the way"]
    assert support.read(bill)["lines"][2]["fields"]["FEE_EARNER"] == "Amira Patel"


def test_what_lean_rows_lack_is_asked_for_at_the_way_to_it(solicitor: httpx.Client, support: Support) -> None:
    bill = make(support, 1)
    send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "add")
    page = send(solicitor, solicitor.get(f"/lean-page/bills/{bill}/lines/hourly"), "next")
    assert page.status_code == 422
    assert 'href="#PRES_2_DATE"' in page.text
    assert 'href="#line-2"' in page.text
    assert 'id="line-2"' in page.text
    assert "Choose the cost type on line 2. Choose the category of work on line 2" in page.text


def test_a_lean_row_shows_what_its_other_fields_close(window: BrowserContext, support: Support) -> None:
    letter = hourly_line(CATEGORY="Letters out", TIME="", ITEM="2", RATE="5.40")
    bill = support.make([hourly_line(), letter])["bill_id"]
    page = open_lines(window, "lean-page", bill)
    expect(box(page, "Time, line 1")).to_be_editable()
    expect(box(page, "Time, line 2")).not_to_be_editable()
    press(page, "Other fields of line 2")
    settled(page, "Line 2")
    expect(box(page, "Prior authority")).to_be_hidden()
    box(page, "Category of work").select_option("Preparation")
    expect(box(page, "Prior authority")).to_be_visible()
    expect(box(page, "Time")).to_be_editable()


def test_after_saving_the_cursor_is_at_the_line(window: BrowserContext, support: Support) -> None:
    bill = make(support, 30)
    page = open_lines(window, "add-to-list", bill)
    page.get_by_role("link", name="Page 2").click()
    settled(page, "Hourly rates")
    page.get_by_role("link", name="Change line 25").click()
    settled(page, "Line 25")
    box(page, "Work conducted").fill("Changed")
    press(page, "Save and continue")
    settled(page, "Hourly rates")
    expect(page.get_by_text("Line 25 is saved.")).to_be_visible()
    expect(page.get_by_role("link", name="Change line 25")).to_be_focused()
