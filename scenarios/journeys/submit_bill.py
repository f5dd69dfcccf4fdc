"""Submit a bill: through all its pages, the summary and the declaration to the confirmation."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.protocol import Journey, Visit


def run(visit: Visit) -> None:
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    with visit.step("pages"):
        interview.press_until_summary(visit)
    with visit.step("declaration"):
        interview.press(visit, "Next")
    with visit.step("submit"):
        interview.declare_and_submit(visit)


JOURNEY = Journey(
    name="submit-bill",
    title="Submit a bill",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="pages", title="way through all pages to the summary", headline=True),
        StepInfo(name="declaration", title="step to the declaration"),
        StepInfo(name="submit", title="submission"),
    ),
    arrive=interview.arrive,
    run=run,
    needs=frozenset({Part.SUBMIT}),
)
