"""Remove a line: find one in the bill and take it away."""

from billbench.harness.model.outcomes import Line
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.page_map import ADDED, Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Visit


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    line = _to_remove(visit)
    with visit.step("find"):
        pages.show(line)
    with visit.step("remove"):
        pages.remove(line)
    with visit.step("leave"):
        interview.save_and_leave(visit)


def _to_remove(visit: Visit) -> Line:
    """The line in the middle; of somebody else's bill one of our own, as theirs could not be made again."""
    if visit.map is not None:
        return next(line for line in visit.lines if line.token.startswith(ADDED))
    same = [line for line in visit.lines if line.kind == visit.lines[0].kind]
    return same[len(same) // 2]


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
    takes_away=1,
    needs=frozenset({Part.ADD, Part.REMOVE, Part.SAVE}),
)
