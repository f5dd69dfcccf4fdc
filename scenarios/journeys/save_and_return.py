"""Save and come back: correct a line, save, leave the bill, open it again where it was left."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.journeys.pieces import SAVE_OF_LINE, keep_line
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, JourneyFailed, Turns, Visit

_CORRECTION = {"DATE": "17-03-2025"}  # After every day that a synthetic bill has.


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    line = visit.lines[0]
    with visit.step("edit"):
        pages.open(line, _CORRECTION)
        pages.correct(line, _CORRECTION)
    keep_line(visit, pages, line)
    with visit.step("leave"):
        interview.save_and_leave(visit)
    come_back(visit)


def come_back(visit: Visit) -> None:
    with visit.step("return", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    if interview.row_of(visit, visit.lines[0].token) is None:
        raise JourneyFailed("The bill did not open where it was left.")


def again(visit: Visit) -> None:
    """Go where the bill is opened from, and come back."""
    interview.arrive(visit)
    come_back(visit)


JOURNEY = Journey(
    name="save-and-return",
    title="Save and come back",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="edit", title="correction of a line"),
        SAVE_OF_LINE,
        StepInfo(name="leave", title="saving of the bill", headline=True),
        StepInfo(name="return", title="opening of the bill again"),
    ),
    arrive=interview.arrive,
    run=run,
    turns=Turns(begin=run, again=again, step="return"),
    needs=frozenset({Part.SAVE}),
    corrects=frozenset(_CORRECTION),
)
