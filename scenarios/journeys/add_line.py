"""Add a line: one line that was forgotten, to a bill that is complete, and on to the next page."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.journeys.pieces import SAVE_OF_LINE, type_line
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Visit


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open"):
        interview.open_lines(visit)
    (line,) = visit.to_key_in
    type_line(visit, pages, line)
    with visit.step("next"):
        interview.press(visit, "Next")
    visit.notebook.acknowledged()


JOURNEY = Journey(
    name="add-line",
    title="Add a line",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="add", title="start of the new line", headline=True),
        StepInfo(name="type", title="typing of the line"),
        SAVE_OF_LINE,
        StepInfo(name="next", title="page change (to the next page)"),
    ),
    arrive=interview.arrive,
    run=run,
    keys_in=1,
    needs=frozenset({Part.ADD, Part.NEXT}),
)
