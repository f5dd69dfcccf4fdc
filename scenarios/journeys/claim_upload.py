"""Claim Upload: export the bill from the firm's case management system, upload the file, submit the bill.

No line is keyed in. The work stands in the firm's system before the journey begins.
"""

import re

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages import interview, papers
from billbench.scenarios.pages.ccms import sign_in
from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import Journey, JourneyFailed, Start, Visit


def arrive(visit: Visit) -> None:
    sign_in(visit)
    visit.page.goto(f"{visit.site}/case-management/{visit.case_reference}")


def run(visit: Visit) -> None:
    visit.notebook.typed_new(*visit.to_key_in)
    with visit.step("export"):
        link = visit.page.get_by_role("link", name="Export claim file")
        file = visit.download(lambda: visit.hands.click(link)).read_bytes()
    visit.page.goto(f"{visit.site}/{visit.design}/cases/{visit.case_reference}/billing/upload")
    with visit.step("upload"):
        visit.hands.choose_file(
            visit.page.get_by_label("Claim file"), name="claim.xml", kind="application/xml", content=file
        )
        interview.press(visit, "Upload")
    link = visit.page.get_by_role("link", name=re.compile(r"^Bill \d+$"))
    if not link.count():
        heading = visit.page.get_by_role("heading", level=1).inner_text()
        raise JourneyFailed(f"The file was not accepted: {heading}.")
    visit.notebook.bill_id = int(link.inner_text().removeprefix("Bill "))
    visit.notebook.acknowledged()
    with visit.step("bill"):
        turn(visit, link)
    papers.submit(visit)


JOURNEY = Journey(
    name="claim-upload",
    title="Claim Upload",
    steps=(
        StepInfo(name="export", title="export from the case management system"),
        StepInfo(name="upload", title="upload of the file", headline=True),
        StepInfo(name="bill", title="opening of the bill"),
        StepInfo(name="declaration", title="step to the declaration"),
        StepInfo(name="submit", title="submission"),
    ),
    arrive=arrive,
    run=run,
    start=Start.LOGGED,
    needs=None,
)
