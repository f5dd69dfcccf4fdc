"""Remove a line: find one in the middle of the bill and take it away."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Visit


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    same = [line for line in visit.lines if line.kind == visit.lines[0].kind]
    line = same[len(same) // 2]
    with visit.step("find"):
        pages.show(line)
    with visit.step("remove"):
        pages.remove(line)
    with visit.step("leave"):
        interview.save_and_leave(visit)


JOURNEY = Journey(
    name="remove-line",
    title="Remove a line",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="find", title="way to the line"),
        StepInfo(name="remove", title="removal of the line", headline=True),
        StepInfo(name="leave", title="saving of the bill"),
    ),
    arrive=interview.arrive,
    run=run,
    needs=frozenset({Part.ADD, Part.REMOVE, Part.SAVE}),
)
