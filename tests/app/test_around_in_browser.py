"""Uploads, documents, report, notifications and the systems beside CCMS, in a browser."""

import re

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.app.browsing import press, settled
from tests.app.driving import Support, disbursement, hourly_line
from tests.app.papers import PDF, attach, claim_file, declare, upload, work
from tests.app.test_accessibility import small_targets, violations


def check(page: Page, what: str) -> None:
    """No violation, nothing too small to press, and nothing beside the screen of a phone."""
    assert violations(page) == "", what
    assert small_targets(page) == [], what
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, what
    page.set_viewport_size({"width": 1350, "height": 940})


def test_pages_around_the_bill_have_no_violation(
    window: BrowserContext, solicitor: httpx.Client, support: Support
) -> None:
    page = window.pages[0]
    made = support.make([hourly_line(TIME="03:30"), disbursement(NET_CLAIM_INC_UPLFT="50.00")])
    bill, case = f"/paged/bills/{made['bill_id']}", made["case_reference"]
    attach(solicitor, f"{bill}/documents", PDF)
    for path in (
        "/paged/claim-upload",
        f"/paged/cases/{case}/billing/upload",
        f"/paged/cases/{case}/billing/permission",
        f"{bill}/documents",
        f"{bill}/report",
        f"/case-management?reference={case}",
        f"/case-management/{case}",
        f"/case-management/{case}?log=expense",
    ):
        page.goto(path)
        check(page, path)
    declare(solicitor, made["bill_id"])
    result = upload(solicitor, claim_file((case, [work("1", VAT="19")]), ("A/B", [work("2")])))
    page.goto("/paged/notifications")
    check(page, "notifications")
    page.get_by_role("link", name="Documents required").first.click()
    check(page, "an action")
    for path in (result.url.path, bill, f"{bill}/confirmation", "/assessor"):
        page.goto(path)
        check(page, path)


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/paged/claim-upload", "Upload"),
        ("/paged/bills/{bill}/documents", "Upload"),
        ("/paged/cases/{case}/billing/permission", "Ask for permission"),
        ("/case-management/{case}", "Log time"),
    ],
)
def test_mistakes_are_shown_without_a_violation(
    path: str, button: str, window: BrowserContext, support: Support
) -> None:
    made = support.make([])
    page = window.pages[0]
    page.goto(path.format(bill=made["bill_id"], case=made["case_reference"]))
    press(page, button)
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, path)


def test_a_person_logs_time_exports_it_and_uploads_the_file(window: BrowserContext, support: Support) -> None:
    """From the firm's system to the draft in CCMS, with the file as the browser saved it."""
    case = support.make([])["case_reference"]
    page = window.pages[0]
    page.goto(f"/case-management/{case}")
    for label, entry in {"Date": "03-04-2024", "Time": "01:30", "Note": "Drafting"}.items():
        page.get_by_label(label, exact=True).fill(entry)
    page.get_by_label("Work", exact=True).select_option("Preparation")
    page.get_by_label("Fee earner", exact=True).select_option("Amira Patel")
    press(page, "Log time")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export claim file").click()
    saved = download.value.path()
    assert download.value.suggested_filename.startswith(f"claim-{case}")
    page.goto(f"/claim-upload/cases/{case}/billing/upload")
    page.get_by_label("Claim file").set_input_files(
        [{"name": "claim.xml", "mimeType": "text/xml", "buffer": saved.read_bytes()}]  # type: ignore[list-item]
    )
    press(page, "Upload")
    settled(page, "The bill was accepted")
    page.get_by_role("link", name=re.compile("Bill [0-9]+")).click()
    settled(page, "Create a bill: bill details")
    expect(page.get_by_text("£98.82")).to_be_visible()
