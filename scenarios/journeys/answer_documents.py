"""Answer a "documents required" action: upload what the assessor asks for, and say that all is there.

The bill is submitted and the documents are asked for before the journey begins.
"""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages import interview, papers
from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import Journey, Visit

_NAME = "Documents required"


def arrive(visit: Visit) -> None:
    interview.arrive(visit)
    papers.submit_unmeasured(visit)
    papers.ask_for_documents(visit, "The attendance note of the last hearing")
    visit.page.goto(f"{visit.site}/{visit.design}/notifications")


def run(visit: Visit) -> None:
    with visit.step("action"):
        turn(visit, visit.page.get_by_role("link", name=_NAME).first)
    with visit.step("upload"):
        papers.upload_document(visit, kind="File note")
    with visit.step("finish"):
        papers.finish(visit)


JOURNEY = Journey(
    name="answer-documents",
    title="Answer an action",
    steps=(
        StepInfo(name="action", title="opening of the action"),
        StepInfo(name="upload", title="upload of the document", headline=True),
        StepInfo(name="finish", title="end of the action"),
    ),
    arrive=arrive,
    run=run,
    needs=None,
)
