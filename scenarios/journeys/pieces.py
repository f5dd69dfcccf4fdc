"""Pieces of work that several journeys have, in their measured steps."""

from billbench.harness.model.outcomes import Line
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages.lines import LinePages
from billbench.scenarios.protocol import Visit

SAVE_OF_LINE = StepInfo(name="save", title="saving of the line")


def type_line(visit: Visit, pages: LinePages, line: Line) -> None:
    """Begin a new line, think, type it, and save it where the design saves lines by themselves."""
    with visit.step("add"):
        pages.add()
    with visit.step("type"):
        visit.hands.think(line.token)
        pages.enter(line)
    keep_line(visit, pages, line)


def keep_line(visit: Visit, pages: LinePages, line: Line) -> None:
    """Save a line where the design saves lines by themselves."""
    if pages.has_own_save:
        with visit.step(SAVE_OF_LINE.name):
            pages.keep(line)
