"""What is saved, what is refused, and that an acknowledged save stays."""

import signal

import httpx
import pytest

from tests.app.driving import (
    DESIGNS,
    JSON,
    Support,
    disbursement,
    heading,
    hourly_line,
    main_form,
    person_of,
    running,
    send,
    shell_screen,
    sign_in,
    support_client,
)


def open_lines(client: httpx.Client, design: str, bill: int, page: int = 1) -> dict[str, str]:
    """The fields of a line screen as its form has them, with its address as `url`."""
    address = f"/{design}/bills/{bill}/lines/hourly?page={page}"
    answer = client.get(address)
    if design == "paged":
        return {**main_form(answer).fields, "url": address}
    screen = shell_screen(answer)
    fields = {"csrf": screen["csrf"], "version": str(screen["version"]), "url": screen["url"]}
    for row in screen["rows"]:
        for column, value in zip(screen["columns"], row["values"], strict=True):
            fields[f"PRES_{row['instance']}_{column['suffix']}"] = value
    return fields


def post(client: httpx.Client, fields: dict[str, str], action: str, **changes: str) -> httpx.Response:
    data = {**fields, "action": action, **changes}
    return client.post(data.pop("url"), data=data)


@pytest.mark.parametrize("design", DESIGNS)
def test_what_is_saved_is_read_back(design: str, solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(ACTIVITY=f"Line {n}") for n in range(1, 13)])["bill_id"]
    fields = open_lines(solicitor, design, bill)
    page = post(solicitor, fields, "save", PRES_3_ACTIVITY="Changed", PRES_3_TIME="2:00")
    assert heading(page) == "Create a bill: bill details"
    stored = support.read(bill)
    assert stored["version"] == int(fields["version"]) + 1
    assert [line["fields"]["ACTIVITY"] for line in stored["lines"]] == [
        "Changed" if n == 3 else f"Line {n}" for n in range(1, 13)
    ]
    assert stored["lines"][2]["fields"]["TIME"] == "02:00"
    assert stored["lines"][2]["fields"]["NET_CLAIM_INC_UPLFT"] == "109.80"
    assert len(stored["lines"][2]["fields"]) == 13
    again = open_lines(solicitor, design, bill)
    assert again["PRES_3_ACTIVITY"] == "Changed"


@pytest.mark.parametrize("design", DESIGNS)
def test_a_stale_version_is_refused_and_what_was_typed_is_shown(
    design: str, solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    mine = open_lines(solicitor, design, bill)
    post(solicitor, open_lines(solicitor, design, bill), "save", PRES_1_ACTIVITY="Theirs")
    page = post(solicitor, mine, "next", PRES_1_ACTIVITY="Mine")
    assert page.status_code == 409
    assert "changed somewhere else" in page.text
    assert "Mine" in page.text
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Theirs"


def test_a_stale_screen_still_shows_lines_that_are_gone(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line(ACTIVITY="Second")])["bill_id"]
    mine = open_lines(solicitor, "paged", bill)
    post(solicitor, open_lines(solicitor, "paged", bill), "remove-2")
    page = post(solicitor, mine, "save", PRES_2_ACTIVITY="Typed for nothing")
    assert page.status_code == 409
    assert main_form(page).fields["PRES_2_ACTIVITY"] == "Typed for nothing"
    assert post(solicitor, {**main_form(page).fields, "url": mine["url"]}, "save").status_code == 409


def test_submitting_twice_makes_one_invoice(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    form = main_form(solicitor.get(f"/paged/bills/{bill}/declaration"))
    data = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
    first, second = (solicitor.post(form.action, data=data) for _ in range(2))
    assert heading(first) == heading(second) == "Bill submitted"
    submissions = support.read(bill)["submissions"]
    assert len(submissions) == 1
    assert submissions[0]["reference"] in first.text
    assert submissions[0]["reference"] in second.text


def test_a_submitted_bill_cannot_be_changed(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    fields = open_lines(solicitor, "paged", bill)
    form = main_form(solicitor.get(f"/paged/bills/{bill}/declaration"))
    solicitor.post(form.action, data={**form.fields, "true": "1", "recorded": "1", "client": "1"})
    page = post(solicitor, fields, "save", PRES_1_ACTIVITY="Too late")
    assert page.status_code == 409
    assert "has been submitted" in page.text
    assert support.read(bill)["lines"][0]["fields"]["ACTIVITY"] != "Too late"


def test_the_declaration_needs_every_tick_and_the_version_that_was_declared(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    form = main_form(solicitor.get(f"/paged/bills/{bill}/declaration"))
    page = solicitor.post(form.action, data={**form.fields, "true": "yes"})
    assert page.status_code == 422
    assert page.text.count("Tick this box") == 4
    post(solicitor, open_lines(solicitor, "paged", bill), "save", PRES_1_ACTIVITY="Meanwhile")
    data = {**form.fields, "true": "yes", "recorded": "yes", "client": "yes"}
    assert solicitor.post(form.action, data=data).status_code == 409
    assert support.read(bill)["submissions"] == []


def test_an_incomplete_bill_cannot_be_submitted(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    post(solicitor, open_lines(solicitor, "paged", bill), "add")
    form = main_form(solicitor.get(f"/paged/bills/{bill}"))
    page = solicitor.post(form.action, data={**form.fields, "action": "submit"})
    assert page.status_code == 422
    assert "cannot submit this bill yet" in page.text
    assert solicitor.get(f"/paged/bills/{bill}/declaration").status_code == 409
    summary = solicitor.get(f"/paged/bills/{bill}/summary")
    assert "fill in everything on line 2" in summary.text
    assert send(solicitor, summary, "next").status_code == 422


def test_a_case_has_one_draft_and_a_deleted_draft_is_gone(solicitor: httpx.Client, support: Support) -> None:
    made = support.make([hourly_line()])
    billing = f"/paged/cases/{made['case_reference']}/billing"
    page = solicitor.get(billing)
    assert "Continue bill" in page.text
    page = solicitor.post(billing, data=main_form(page).fields)
    assert page.url.path == f"/paged/bills/{made['bill_id']}"
    page = send(solicitor, page, "delete")
    assert heading(page) == "Delete this bill?"
    page = solicitor.post(main_form(page).action, data=main_form(page).fields)
    assert "Create bill" in page.text
    assert support.client.get(f"/support/bills/{made['bill_id']}").status_code == 404


def test_an_acknowledged_save_survives_the_killing_of_the_server(database: str) -> None:
    with running("--database-url", database) as server:
        with support_client(server.url) as client:
            bill = Support(client=client).make([hourly_line()])["bill_id"]
        with person_of(server.url) as client:
            sign_in(client, "paged")
            page = post(client, open_lines(client, "paged", bill), "save", PRES_1_ACTIVITY="Kept")
            assert page.status_code == 200
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(timeout=10)
    with (
        running("--database-url", database) as server,
        support_client(server.url) as client,
    ):
        assert Support(client=client).read(bill)["lines"][0]["fields"]["ACTIVITY"] == "Kept"


def test_pages_of_lines_follow_each_other_and_lead_on_to_the_next_screen(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line() for _ in range(23)] + [disbursement()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/lines/hourly?page=1")
    seen = []
    for action in ("next", "next", "next", "back", "back", "back", "back"):
        seen.append(page.text.split("Showing ")[1].split("<")[0])
        page = send(solicitor, page, action)
    assert seen[:4] == ["1 to 10 of 23", "11 to 20 of 23", "21 to 23 of 23", "1 to 1 of 1"]
    assert seen[4:] == ["21 to 23 of 23", "11 to 20 of 23", "1 to 10 of 23"]
    assert heading(page) == "Do you want to bill disbursements?"
    assert "page 2 of 3" in solicitor.get(f"/paged/bills/{bill}/lines/hourly?page=2").text
    assert "21 to 23 of 23" in solicitor.get(f"/paged/bills/{bill}/lines/hourly?page=99").text


def test_add_goes_to_the_new_line_and_remove_takes_away_what_is_shown(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line() for _ in range(10)])["bill_id"]
    page = send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "add")
    assert "Showing 11 to 11 of 11" in page.text
    page = send(solicitor, page, "remove-11")
    assert "1 line was removed" in page.text
    assert "Showing 1 to 10 of 10" in page.text
    page = send(solicitor, page, "remove-4")
    assert [line["instance"] for line in support.read(bill)["lines"]] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    page = send(solicitor, page, "remove-all")
    assert "There are no lines of this kind" in page.text
    assert support.read(bill)["lines"] == []


def test_a_summary_level_claim_goes_through(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line() for _ in range(3)])["bill_id"]
    page = send(solicitor, solicitor.get(f"/paged/bills/{bill}/lines/hourly"), "remove-all")
    page = send(solicitor, page, "next")
    assert heading(page) == "Disbursements"
    page = send(solicitor, page, "add")
    line = disbursement(ACTIVITY="Profit Cost (Summary)", NET_CLAIM_INC_UPLFT="4,321.00", VAT="20")
    entries = line["fields"]
    assert isinstance(entries, dict)
    page = send(solicitor, page, "next", **{f"DISB_4_{suffix}": value for suffix, value in entries.items()})
    assert heading(page) == "Bill summary"
    assert "5,185.20" in page.text


def test_no_disbursements_is_refused_while_there_are_disbursement_lines(
    solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line(), disbursement()])["bill_id"]
    page = solicitor.get(f"/paged/bills/{bill}/disbursements-question")
    page = send(solicitor, page, "next", BILL_DISBURSEMENTS="No")
    assert page.status_code == 422
    assert "Remove the 1 disbursement line" in page.text


def test_a_script_gets_the_next_screen_as_json(solicitor: httpx.Client, support: Support) -> None:
    bill = support.make([hourly_line(), disbursement()])["bill_id"]
    fields = open_lines(solicitor, "rewritten-page", bill)
    address = fields.pop("url")
    answer = solicitor.post(address, data={**fields, "action": "next"}, headers=JSON)
    screen = answer.json()["screen"]
    assert screen["url"] == f"/rewritten-page/bills/{bill}/lines/disbursements"
    assert screen["version"] == int(fields["version"]) + 1
    data = {"csrf": screen["csrf"], "version": screen["version"], "action": "save"}
    answer = solicitor.post(screen["url"], data=data, headers=JSON)
    assert answer.json()["leave"].startswith(f"/rewritten-page/bills/{bill}")
