"""What a person types: messages at the field, nothing lost, nothing taken for markup."""

import httpx
import pytest

from tests.app.driving import (
    JSON,
    Support,
    heading,
    hourly_line,
    main_form,
    send,
    shell_screen,
)
from tests.app.papers import new_case


@pytest.mark.parametrize(
    ("suffix", "typed", "message"),
    [
        ("DATE", "31-02-2024", "Date on line 1 must be a day that exists"),
        ("RATE", "-5", "Rate (£) on line 1 must be an amount"),
        ("TIME", "ninety", "Time on line 1 must be hours and minutes"),
        ("ACTIVITY", "x" * 10_000, "must be 120 characters or fewer; you entered 10000"),
        ("ACTIVITY", "tab\x07bell", "must not contain control characters"),
        ("ACTIVITY", "\u202eright to left", "must not contain control characters"),
    ],
)
def test_a_wrong_value_is_answered_at_its_field_with_everything_typed_still_there(
    suffix: str, typed: str, message: str, solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line(), hourly_line(ACTIVITY="Other")])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    page = send(solicitor, page, "save", **{f"PRES_1_{suffix}": typed, "PRES_2_ACTIVITY": "Also typed"})
    assert page.status_code == 422
    assert message in page.text
    assert f'href="#PRES_1_{suffix}"' in page.text
    assert f'aria-describedby="PRES_1_{suffix}_error"' in page.text
    assert main_form(page).fields[f"PRES_1_{suffix}"] == typed
    assert main_form(page).fields["PRES_2_ACTIVITY"] == "Also typed"
    assert "<title>Error: " in page.text
    assert support.read(bill)["lines"][1]["fields"]["ACTIVITY"] == "Other"


def test_a_list_takes_only_its_own_entries(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    page = send(solicitor, page, "next", PRES_1_FEE_EARNER="Somebody Else")
    assert "Fee earner on line 1 must be chosen from the list" in page.text


def test_only_next_asks_for_what_is_missing(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "add")
    assert page.status_code == 200
    missing = send(solicitor, page, "next")
    assert missing.status_code == 422
    assert "Enter the date on line 2" in missing.text
    assert "Choose the VAT (%) on line 2" in missing.text
    assert heading(send(solicitor, page, "save")) == "Create a bill: bill details"


def test_a_line_with_a_mistake_can_be_removed(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    page = send(solicitor, page, "remove-2", PRES_2_DATE="never")
    assert page.status_code == 200
    assert len(support.read(bill)["lines"]) == 1


def test_fields_that_a_form_lacks_keep_their_stored_value(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line(ACTIVITY="Second")])["bill_id"]
    form = main_form(solicitor.get(f"/paged/bills/{bill}/lines/hourly"))
    kept = {name: value for name, value in form.fields.items() if not name.startswith("PRES_2_")}
    solicitor.post(form.action, data={**kept, "action": "save", "PRES_1_ACTIVITY": "First"})
    stored = support.read(bill)["lines"]
    assert [line["fields"]["ACTIVITY"] for line in stored] == ["First", "Second"]


def test_calculated_fields_are_not_taken_from_the_form(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    send(solicitor, page, "save", PRES_1_TOTAL_CLAIM="9999.00")
    assert support.read(bill)["lines"][0]["fields"]["TOTAL_CLAIM"] == "98.82"


MARKUP = '</script><script>alert("1")</script><b>&amp;\u2028'


def test_text_in_a_bill_never_becomes_markup(solicitor: httpx.Client, support: Support) -> None:
    text = MARKUP.replace("\u2028", "")
    bill = support.make([hourly_line(ACTIVITY=text)])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    assert "<script>alert" not in page.text
    assert main_form(page).fields["PRES_1_ACTIVITY"] == text
    page = solicitor.get(f"/rewritten-page/bills/{bill}/lines/hourly")
    assert "<script>alert" not in page.text
    assert text in shell_screen(page)["rows"][0]["values"]


def test_a_refused_screen_comes_back_to_a_script_as_it_was_typed(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    screen = shell_screen(solicitor.get(f"/rewritten-page/bills/{bill}/lines/hourly"))
    data = {
        "csrf": screen["csrf"],
        "version": screen["version"],
        "action": "next",
        "PRES_1_DATE": "yesterday",
        "PRES_1_ACTIVITY": MARKUP,
    }
    answer = solicitor.post(screen["url"], data=data, headers=JSON)
    assert answer.status_code == 422
    refused = answer.json()["screen"]
    assert "PRES_1_DATE" in refused["errors"]
    assert refused["rows"][0]["values"][0] == "yesterday"
    assert MARKUP in refused["rows"][0]["values"]


def test_the_disbursements_question_must_be_answered(solicitor: httpx.Client, support: Support) -> None:
    billing = f"/paged/cases/{new_case(support, solicitor)}/billing"
    page = solicitor.post(billing, data=main_form(solicitor.get(billing)).fields)
    bill = page.url.path.split("/")[-1]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    assert heading(page) == "Do you want to bill disbursements?"
    page = send(solicitor, page, "next")
    assert page.status_code == 422
    assert "Choose Yes if you want to bill disbursements" in page.text
