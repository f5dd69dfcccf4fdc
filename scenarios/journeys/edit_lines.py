"""Edit lines: correct the first, the middle and the last line of a bill, wherever they are, and save."""

from billbench.harness.model.outcomes import Line
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Visit

_CORRECTION = {"DATE": "16-03-2025"}  # After every day that a synthetic bill has.


def run(visit: Visit) -> None:
    pages = line_pages(visit)
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    for line in first_middle_last(visit.lines):
        with visit.step("find"):
            visit.hands.think(line.token)
            pages.show(line)
            pages.open(line, _CORRECTION)
        with visit.step("type"):
            pages.correct(line, _CORRECTION)
        if pages.has_own_save:
            with visit.step("save"):
                pages.keep(line)
    with visit.step("leave"):
        interview.save_and_leave(visit)


def first_middle_last(lines: tuple[Line, ...]) -> list[Line]:
    """Three lines of the first kind on the bill, fewer where it has fewer."""
    same = [line for line in lines if line.kind == lines[0].kind]
    return [same[place] for place in sorted({0, len(same) // 2, len(same) - 1})]


JOURNEY = Journey(
    name="edit-lines",
    title="Edit lines",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="find", title="way to the line", headline=True),
        StepInfo(name="type", title="correction of the line"),
        StepInfo(name="save", title="saving of the line"),
        StepInfo(name="leave", title="saving of the bill"),
    ),
    arrive=interview.arrive,
    run=run,
    needs=frozenset({Part.SAVE}),
    corrects=frozenset(_CORRECTION),
)
