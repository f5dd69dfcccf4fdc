"""From the firm's own system to CCMS in a browser, as a person does it."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.app.browsing import press, settled
from tests.app.driving import Support


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
