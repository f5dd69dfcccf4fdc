"""What goes with a bill: documents, permission, declaration, and the assessor's request for more."""

from billbench.scenarios.pages import interview
from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import JourneyFailed, Visit

_PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
_REASON = "The pages of this bill freeze"


def upload_document(visit: Visit, *, kind: str) -> None:
    """Upload a small PDF with the form that is on the screen."""
    visit.hands.enter(visit.page.get_by_label("What the document is"), kind)
    document = visit.page.get_by_label("Document", exact=True)
    visit.hands.choose_file(document, name="document.pdf", kind="application/pdf", content=_PDF)
    interview.press(visit, "Upload")


def attach_breakdown(visit: Visit) -> None:
    """From the bill's page: attach what a claim at summary level needs, and come back."""
    turn(visit, visit.page.locator("#documents"))
    upload_document(visit, kind="CIV CLAIM1A")
    turn(visit, visit.page.locator("a.back"))


def ask_permission(visit: Visit) -> None:
    """From the bill's page: ask for permission where the page says that it is needed, and come back."""
    link = visit.page.locator("#permission")
    if not link.count():
        return
    bill = visit.page.url
    turn(visit, link)
    visit.hands.enter(visit.page.get_by_label("Why you ask"), _REASON)
    interview.press(visit, "Ask for permission")
    visit.page.goto(bill)


def submit(visit: Visit) -> None:
    """From the bill's page: to the declaration, and submit. Two steps."""
    with visit.step("declaration"):
        interview.press(visit, "Submit")
    with visit.step("submit"):
        interview.declare_and_submit(visit)


def submit_unmeasured(visit: Visit) -> None:
    """The same as preparation; the person's ledger has it all the same."""
    interview.press(visit, "Submit")
    interview.declare_and_submit(visit)


def ask_for_documents(visit: Visit, text: str) -> None:
    """What the assessor does, in the same office: ask for documents about this bill."""
    visit.page.goto(f"{visit.site}/assessor")
    visit.page.locator(f"#text_{visit.bill_id}").fill(text)
    visit.page.get_by_role("button", name=f"Ask for documents for bill {visit.bill_id}", exact=True).click()
    if visit.page.get_by_role("alert").count():
        raise JourneyFailed("The assessor could not ask for documents.")


def finish(visit: Visit) -> None:
    """Say that every document is there, and see that the action is answered."""
    interview.press(visit, "Finish: all documents are uploaded")
    if not visit.page.get_by_text("Answered", exact=True).count():
        raise JourneyFailed("The action does not count as answered.")
