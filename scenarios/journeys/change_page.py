"""Change pages: open a bill, correct one line, go to the next page and come back, four times.

One page change meets the machine's speed of one moment, four meet more of its mixture.
"""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.page_map import Part
from billbench.scenarios.pages import interview
from billbench.scenarios.pages.lines import line_pages
from billbench.scenarios.protocol import Journey, Turns, Visit

_CHANGES = 4
_CORRECTION = {"DATE": "15-03-2025"}  # After every day that a synthetic bill has.


def begin(visit: Visit) -> None:
    """Open the bill and correct a line, so that there is something to save."""
    pages = line_pages(visit)
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    line = visit.lines[0]
    with visit.step("edit"):
        pages.open(line, _CORRECTION)
        pages.correct(line, _CORRECTION)
        if visit.axes["editable_rows"] == "one":
            pages.keep(line)


def change(visit: Visit) -> None:
    """Go to the next page and come back."""
    with visit.step("next"):
        interview.press(visit, "Next")
    visit.notebook.acknowledged()
    with visit.step("back", rows=interview.rows_shown(visit)):
        interview.press(visit, "Back")


def run(visit: Visit) -> None:
    begin(visit)
    for _ in range(_CHANGES):
        change(visit)


JOURNEY = Journey(
    name="change-page",
    title="Change pages",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="edit", title="correction of a line"),
        StepInfo(name="next", title="page change (to the next page)"),
        StepInfo(name="back", title="page change (back to the lines)", headline=True),
    ),
    arrive=interview.arrive,
    run=run,
    turns=Turns(begin=begin, again=change, step="back"),
    needs=frozenset({Part.NEXT, Part.BACK}),
    corrects=frozenset(_CORRECTION),
)
