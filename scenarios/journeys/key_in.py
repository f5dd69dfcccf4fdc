"""Key in the last lines of a bill, and save it: what somebody does who works a file through.

Only the last three of the cell's lines are typed, so that a large bill stays affordable; the others are on
the bill already, exactly as if they had been keyed in.
"""

from billbench.harness.model.outcomes import Line
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.journeys.pieces import SAVE_OF_LINE, type_line
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import LinePages, line_pages
from billbench.scenarios.protocol import Journey, JourneyFailed, Visit

_LINES = 3


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open"):
        interview.open_lines(visit)
    every = visit.hands.person.saves_every
    for number, line in enumerate(visit.to_key_in, start=1):
        _key_in(visit, pages, line)
        typed_before = len(visit.lines) + number
        if every and typed_before % every == 0 and number < len(visit.to_key_in):
            with visit.step("save and return"):
                interview.save_and_leave(visit)
                interview.open_lines(visit)
    with visit.step("leave"):
        interview.save_and_leave(visit)


def _key_in(visit: Visit, pages: LinePages, line: Line) -> None:
    """One line, anew after an error as often as the person tries."""
    for tries_left in reversed(range(visit.hands.person.tries)):
        try:
            type_line(visit, pages, line)
        except JourneyFailed:
            if not tries_left:
                raise
            interview.begin_again(visit)
        else:
            return


JOURNEY = Journey(
    name="key-in",
    title="Key in lines",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="add", title="start of a new line", headline=True),
        StepInfo(name="type", title="typing of a line"),
        SAVE_OF_LINE,
        StepInfo(name="save and return", title="saving of the bill on the way"),
        StepInfo(name="leave", title="saving of the bill"),
    ),
    arrive=interview.arrive,
    run=run,
    keys_in=_LINES,
    needs=frozenset({Part.ADD, Part.SAVE}),
)
