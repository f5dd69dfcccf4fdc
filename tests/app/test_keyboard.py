"""A whole bill by keyboard alone, from the list of cases to the invoice reference, in every preset."""

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import ChoiceLists
from tests.app.browsing import LINE_PRESETS, focused_name, settled
from tests.app.driving import Support, hourly_line
from tests.app.papers import PDF, claim_file, work
from tests.app.papers import declare as declare_in

HOURLY = {
    "Date": "03-04-2024",
    "Cost type": "Profit cost",
    "Category of work": "Preparation",
    "Work conducted": "Drafting",
    "Time": "01:30",
    "VAT (%)": "20",
    "Fee earner": "Amira Patel",
}
CHOICES = ("Cost type", "Category of work", "Activity type", "VAT (%)", "Fee earner")
SUMMARY = {
    "Activity type": "Profit Cost (Summary)",
    "Activity date": "03-04-2024",
    "Net value (£)": "4321.00",
    "VAT (%)": "20",
    "Fee earner": "Amira Patel",
}
MOST_TABS = 80
# Some point of the focused element is not under anything else.
UNCOVERED = """() => { const f = document.activeElement; const b = f.getBoundingClientRect();
  if (f === document.body || f.matches('.skip')) return true;
  const inside = (x, y) => { const top = document.elementFromPoint(x, y);
    return top !== null && (f.contains(top) || top.contains(f)); };
  return [0.1, 0.5, 0.9].some((part) => inside(b.left + b.width * part, b.top + b.height / 2)); }"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus."""
    for _ in range(MOST_TABS):
        if focused_name(page).strip() == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name!r}; it stands at {focused_name(page)!r}")


def use(page: Page, name: str, heading: str) -> None:
    """Go to a button or link and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    settled(page, heading)


def fill(page: Page, lists: ChoiceLists, entries: dict[str, str], line: str) -> None:
    for label, value in entries.items():
        tab_to(page, f"{label}{line}")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(value)
        if label in CHOICES and lists is ChoiceLists.COMBOBOX:
            page.keyboard.press("Enter")


def to_the_lines(page: Page, design: str, reference: str) -> None:
    page.goto(f"/{design}/cases")
    tab_to(page, "Case reference")
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    settled(page, "Your cases")
    use(page, reference, "Case overview")
    use(page, "Billing", "Case statement of account")
    use(page, "Continue bill", "Create a bill: bill details")
    use(page, "Bill details", "Hourly rates")
    use(page, "Back", "Do you want to bill disbursements?")


def submit(page: Page) -> None:
    use(page, "Next", "Declaration")
    declare(page)


def declare(page: Page) -> None:
    for _ in range(MOST_TABS):
        if focused_name(page).strip() == "Submit":
            break
        if page.evaluate("document.activeElement.type === 'checkbox'"):
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page, "Bill submitted")


@pytest.mark.parametrize("design", LINE_PRESETS)
def test_a_bill_is_made_and_submitted_by_keyboard(
    design: str, window: BrowserContext, support: Support
) -> None:
    made = support.make([])
    page = window.pages[0]
    to_the_lines(page, design, made["case_reference"])
    tab_to(page, "Yes")
    page.keyboard.press("ArrowDown")
    use(page, "Next", "Hourly rates")
    if PRESETS[design].has_line_pages:
        use(page, "Add", "Add a line")
        fill(page, PRESETS[design].choice_lists, HOURLY, "")
        use(page, "Save and continue", "Hourly rates")
    else:
        tab_to(page, "Add")
        page.keyboard.press("Enter")
        page.locator("[data-line]").wait_for()
        settled(page, "Hourly rates")
        fill(page, PRESETS[design].choice_lists, HOURLY, ", line 1")
    use(page, "Next", "Bill summary")
    submit(page)
    stored = support.read(made["bill_id"])
    assert stored["status"] == "Submitted"
    assert stored["globals"]["BILL_SUBMITTED_TOTAL_AMT"] == "98.82"


def upload(page: Page, label: str, file: tuple[str, str, bytes], heading: str) -> None:
    """Choose a file and press Upload."""
    name, media_type, content = file
    # Around the tabbing, too: the browser is told to hand choosers over, and may still be learning it.
    with page.expect_file_chooser(timeout=5_000) as chooser:
        tab_to(page, label)
        page.keyboard.press("Space")
    chooser.value.set_files({"name": name, "mimeType": media_type, "buffer": content})
    use(page, "Upload", heading)


def test_a_claim_at_summary_level_is_made_by_keyboard(window: BrowserContext, support: Support) -> None:
    made = support.make([])
    page = window.pages[0]
    to_the_lines(page, "summary-level", made["case_reference"])
    use(page, "Next", "Hourly rates")
    use(page, "Next", "Disbursements")
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    page.locator("[data-line]").wait_for()
    settled(page, "Disbursements")
    fill(page, ChoiceLists.SELECT, SUMMARY, ", line 1")
    use(page, "Next", "Bill summary")
    use(page, "Back to bill details", "Create a bill: bill details")
    use(page, "Documents", "Documents")
    tab_to(page, "What the document is")
    page.keyboard.type("CIV CLAIM1")
    upload(page, "Document", ("claim.pdf", "application/pdf", PDF), "Documents")
    use(page, "Back", "Create a bill: bill details")
    use(page, "Bill summary", "Bill summary")
    submit(page)
    assert support.read(made["bill_id"])["globals"]["BILL_SUBMITTED_TOTAL_AMT"] == "5185.20"


def test_a_claim_is_uploaded_and_submitted_by_keyboard(window: BrowserContext, support: Support) -> None:
    made = support.make([hourly_line()])
    page = window.pages[0]
    page.goto(f"/claim-upload/bills/{made['bill_id']}/delete")
    use(page, "Delete bill", "Case statement of account")
    use(page, "Start a claim upload", "Claim upload")
    claim = claim_file((made["case_reference"], [work()]))
    upload(page, "Claim file", ("claim.xml", "application/xml", claim), "The bill was accepted")
    page.keyboard.press("Tab")
    tab_to(page, page.locator("td a").inner_text())
    page.keyboard.press("Enter")
    settled(page, "Create a bill: bill details")
    use(page, "Bill summary", "Bill summary")
    submit(page)


def test_work_is_logged_and_exported_by_keyboard(window: BrowserContext, support: Support) -> None:
    case = support.make([])["case_reference"]
    page = window.pages[0]
    page.goto("/case-management")
    tab_to(page, "Case reference")
    page.keyboard.type(case)
    page.keyboard.press("Enter")
    settled(page, "Matters")
    use(page, case, "Test Client: Child arrangements")
    logged = {"Date": "03-04-2024", "Work": "Preparation", "Fee earner": "Amira Patel", "Time": "01:30"}
    for label, value in logged.items():
        tab_to(page, label)
        page.keyboard.type(value)
    use(page, "Log time", "Test Client: Child arrangements")
    tab_to(page, "Export claim file")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.startswith(f"claim-{case}-")


def test_permission_is_asked_for_by_keyboard(window: BrowserContext, support: Support) -> None:
    case = support.make([])["case_reference"]
    page = window.pages[0]
    page.goto(f"/paged/cases/{case}/billing")
    use(page, "Permission for a claim at summary level", "Permission for a claim at summary level")
    tab_to(page, "Why you ask")
    page.keyboard.type("140 lines, and the pages freeze")
    tab_to(page, "Ask for permission")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("140 lines, and the pages freeze")


def test_a_request_for_documents_is_made_and_answered_by_keyboard(
    window: BrowserContext, solicitor: httpx.Client, support: Support
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    declare_in(solicitor, bill)
    page = window.pages[0]
    page.goto("/assessor")
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.name") == f"text_{bill}":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("The attendance note")
    use(page, f"Ask for documents for bill {bill}", "Assessor's desk")
    page.goto("/paged/notifications")
    use(page, "Documents required", "Documents required")
    expect(page.get_by_text("The attendance note")).to_be_visible()
    tab_to(page, "What the document is")
    page.keyboard.type("File note")
    upload(page, "Document", ("note.pdf", "application/pdf", PDF), "Documents required")
    use(page, "Finish: all documents are uploaded", "Documents required")
    expect(page.get_by_text("Answered", exact=True)).to_be_visible()


def test_tab_never_leaves_a_person_without_a_visible_focus(window: BrowserContext, support: Support) -> None:
    """Everything that Tab reaches on a line screen is on the screen and not covered (WCAG 2.4.11)."""
    bill = support.make([hourly_line(ACTIVITY=f"Work {n}") for n in range(12)])["bill_id"]
    page = window.pages[0]
    for design in ("windowed-grid", "paged", "add-to-list"):
        page.goto(f"/{design}/bills/{bill}/lines/hourly")
        settled(page, "Hourly rates")
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(UNCOVERED), (design, focused_name(page))
