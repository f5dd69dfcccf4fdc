"""Download the bill summary report: open it from the bill's own page, and keep it as a PDF."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import Journey, JourneyFailed, Visit


def run(visit: Visit) -> None:
    with visit.step("report"):
        turn(visit, visit.page.get_by_role("link", name="Bill summary report"))
    with visit.step("download"):
        link = visit.page.get_by_role("link", name="Download as PDF")
        file = visit.download(lambda: visit.hands.click(link))
    if not file.read_bytes().startswith(b"%PDF"):
        raise JourneyFailed("What was downloaded is no PDF.")


JOURNEY = Journey(
    name="download-report",
    title="Download the report",
    steps=(
        StepInfo(name="report", title="opening of the report", headline=True),
        StepInfo(name="download", title="download of the report"),
    ),
    arrive=interview.arrive,
    run=run,
    needs=None,
)
